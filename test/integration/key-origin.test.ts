import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, relative } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { System } from '../../src/system/system.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { inJson } from '../support/under-policy.ts';
import { scripted } from '../support/scripted.ts';

const key = 'sk-bf-9f8e7d6c5b4a';
const demand = { authorization: `Bearer ${key}` };
const compatible = (gateway: Gateway): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-responses'],
];

/** A profile whose key comes from a command. */
async function withCommand(here: Jetway, gateway: Gateway): Promise<void> {
  here.program('vault', `console.log(${JSON.stringify(key)})`);
  expect((await here.run(['login', ...compatible(gateway), '--key-command', 'vault read'])).code).toBe(0);
}

/** Every header that came, as one text. */
const headersOf = (gateway: Gateway): string => JSON.stringify(gateway.requests.map(({ headers }) => headers));

describe('a saved key command', () => {
  const ways: readonly (readonly [string, readonly string[], (url: string) => Readonly<Record<string, string>>])[] = [
    ['a variable', [], (url) => ({ JETWAY_BASE_URL: url })],
    ['a flag', ['--base-url'], () => ({})],
  ];
  const commands: readonly (readonly string[])[] = [
    ['list-models'],
    ['list-models', '--json'],
    ['doctor', 'codex'],
    ['doctor', 'codex', '--deep', '--model', 'openai/gpt-5'],
    ['ask', 'hi', '--model', 'openai/gpt-5', '--agent', 'codex'],
    ['launch', 'codex', '--model', 'openai/gpt-5'],
    ['launch', 'codex', '--model', 'openai/gpt-5', '--no-check'],
    ['launch', 'codex', '--model', 'openai/gpt-5', '--dry-run'],
    ['login', '--key-stdin'],
  ];
  it.each(ways)('does not bring its key to another origin that %s names', async (_name, flag, env) => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using other = await startGateway({ models: ['openai/gpt-5'] });
    await using here = await jetway();
    const agent = here.install('codex');
    await withCommand(here, own);
    for (const [command = '', ...rest] of commands) {
      const argv = [command, ...(flag.length === 0 ? [] : [...flag, other.url]), ...rest];
      const { starts } = await here.run(argv, { env: env(other.url), stdin: 'another-key' });
      expect.soft(JSON.stringify([...starts].map(({ env: given, args }) => [given, args])), command).not.toContain(key);
      expect.soft(JSON.stringify(agent.given() ?? {}), command).not.toContain(key);
    }
    expect(other.requests.length).toBeGreaterThan(5);
    expect(headersOf(other)).not.toContain(key);
  });

  it('is said to be of its own address, where another one wants a key', async () => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using other = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    here.install('codex');
    await withCommand(here, own);
    const said = `The saved key command is of ${own.url}; for this address give --key-command anew.`;
    const wanting = [
      ['list-models'],
      ['launch', 'codex', '--model', 'openai/gpt-5'],
      ['ask', 'hi', '--model', 'openai/gpt-5', '--agent', 'codex'],
      ['configure', 'codex', '--model', 'openai/gpt-5', '--yes'],
    ];
    for (const argv of wanting) {
      const { code, stderr } = await here.run([...argv, '--base-url', other.url]);
      expect(code).toBe(4);
      expect(stderr).toContain('needs a key');
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(said);
    }
    const { json } = await here.run(['doctor', '--base-url', other.url, '--json']);
    expect(JSON.stringify(json)).toContain(said);
    const wrong = await here.run(['list-models', '--base-url', other.url], { env: { JETWAY_API_KEY: 'sk-wrong-one' } });
    expect(wrong.stderr).toContain('does not accept the key');
    expect(wrong.stderr).not.toContain('saved key command');
  });

  it('goes to another origin when it is given anew', async () => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using other = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    await withCommand(here, own);
    const { code } = await here.run(['list-models', '--base-url', other.url, '--key-command', 'vault read']);
    expect(code).toBe(0);
  });

  it('is forgotten when the profile is given another origin, and when a key is stored', async () => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using other = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    await withCommand(here, own);
    const argv = ['login', ...compatible(other), '--key-stdin'];
    expect((await here.run(argv, { stdin: key })).code).toBe(0);
    expect(JSON.stringify(here.config())).not.toContain('vault');
    await withCommand(here, own);
    expect((await here.run(['login', '--key-stdin'], { stdin: key })).code).toBe(0);
    expect(JSON.stringify(here.config())).not.toContain('vault');
    expect((await here.run(['list-models'])).code).toBe(0);
  });

  // No path leads from one of Windows' drives to another.
  const isApart = parse(process.cwd()).root !== parse(tmpdir()).root;
  it.skipIf(isApart)('is saved by the place of its program, and a relative one is not run', async () => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    const vault = here.program('vault', `console.log(${JSON.stringify(key)})`);
    const path = relative(process.cwd(), vault);
    const parts = (system: System) => ({ host: { ...system.host, cwd: process.cwd() } });
    expect((await here.run(['login', ...compatible(own), '--key-command', path], { parts })).code).toBe(0);
    expect(here.config()).toMatchObject({ profiles: { compatible: { keyCommand: [vault] } } });
    const config = '.config/jetway/config.json';
    here.home.write(config, here.home.read(config).replace(inJson(vault), inJson(path)));
    const { code, stderr } = await here.run(['list-models']);
    expect(code).toBe(4);
    expect(stderr).toContain('whole path');
  });

  it.skipIf(process.platform === 'win32').each(['.config/jetway/config.json', '.config/jetway'])(
    'is not run where others can write %s',
    async (place) => {
      await using own = await startGateway({ models: ['openai/gpt-5'], demand });
      await using here = await jetway();
      await withCommand(here, own);
      chmodSync(join(here.home.path, place), 0o777);
      const { code, stderr } = await here.run(['list-models']);
      expect(code).toBe(4);
      expect(stderr).toContain('others can write');
      expect((await here.run(['list-models', '--key-command', 'vault read'])).code).toBe(0);
    },
  );

  it.each(['no-such-program', 'failing'])('that is no use, %s, is a credential failure', async (name) => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    here.program('failing', 'process.exit(3)');
    const { code, stderr } = await here.run(['list-models', ...compatible(own), '--key-command', name]);
    expect(code).toBe(4);
    expect(stderr).toContain(name);
    expect(own.requests).toEqual([]);
  });

  it.each([
    { access_token: key, token_type: 'Bearer', expiry: '2099-01-01T00:00:00Z' },
    { status: 'ok', token: key },
    { apiVersion: 'client.authentication.k8s.io/v1', status: { token: key } },
  ])('that prints JSON gives the key in it: %j', async (printed) => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    here.program('vault', `console.log(JSON.stringify(${JSON.stringify(printed)}, null, 2))`);
    const { code, stderr } = await here.run(['list-models', ...compatible(own), '--key-command', 'vault']);
    expect(code, stderr).toBe(0);
  });

  it.each([{ user: 'me', note: 'dapi-secret-1' }, ['dapi-secret-1']])(
    'that prints JSON without a key is refused before any request: %j',
    async (printed) => {
      await using own = await startGateway({ models: ['openai/gpt-5'], demand });
      await using here = await jetway();
      here.program('vault', `console.log(JSON.stringify(${JSON.stringify(printed)}, null, 2))`);
      const { code, stderr } = await here.run(['list-models', ...compatible(own), '--key-command', 'vault']);
      expect(code).toBe(4);
      expect(stderr).toContain('JSON came from the command vault');
      expect(stderr).not.toContain('dapi-secret');
      expect(own.requests).toEqual([]);
    },
  );

  it('that another hands over in JSON on standard input is refused before any request, and its field is named', async () => {
    await using own = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    const stdin = `${JSON.stringify({ access_token: 'dapi-secret-1', expiry: 1 }, null, 2)}\n`;
    const { code, stderr } = await here.run(['list-models', ...compatible(own), '--key-stdin'], { stdin });
    expect(code).toBe(4);
    expect(stderr).toContain('jq -r .access_token');
    expect(stderr).not.toContain('dapi-secret');
    expect(own.requests).toEqual([]);
  });
});

describe('a profile that goes with a key', () => {
  const first = ['Which model', 'openai/gpt-5'] as const;

  it('asks for it again where nothing kept it, and without a terminal refuses', async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5'] });
    await using here = await jetway();
    here.install('codex');
    const refuse = async (): Promise<never> => {
      const { Failure } = await import('../../src/failure.ts');
      throw new Failure('credential', 'No keyring.', 'Start one.');
    };
    const store = { kind: 'keyring' as const, place: 'Secret Service', get: refuse, set: refuse, remove: refuse };
    const parts = () => ({ credentials: () => store });
    const saved = await here.run([...compatible(gateway), '--ask', 'codex'], {
      prompts: scripted(['Key of', key], first),
      parts,
    });
    expect(saved.code).toBe(0);
    expect(saved.stderr).toContain('not kept');
    const before = gateway.requests.length;
    for (const argv of [['codex'], ['list-models'], ['codex', '--no-check']]) {
      const { code, stderr } = await here.run(argv, { parts });
      expect.soft(code, argv.join(' ')).toBe(4);
      expect.soft(stderr).toContain('goes with a key');
    }
    expect(gateway.requests.length).toBe(before);
    const asked = scripted(['Key of', key]);
    expect((await here.run(['codex'], { prompts: asked, parts })).code).toBe(0);
    expect(asked.left).toEqual([]);
  });

  it('of a variable refuses without that', async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5'] });
    await using here = await jetway();
    here.install('codex');
    const env = { JETWAY_API_KEY: key };
    const prompts = scripted(first);
    expect((await here.run([...compatible(gateway), '--ask', 'codex'], { prompts, env })).code).toBe(0);
    expect((await here.run(['codex'], { env })).code).toBe(0);
    const { code, stderr } = await here.run(['codex']);
    expect(code).toBe(4);
    expect(stderr).toContain('from a variable');
    // Another address is another matter.
    await using other = await startGateway({ models: ['openai/gpt-5'] });
    expect((await here.run(['list-models', '--base-url', other.url])).code).toBe(0);
  });
});

describe('a variable that a profile names', () => {
  const env = { TEAM_KEY: key, BIFROST_VIRTUAL_KEY: 'sk-bf-not-this-one' };

  it('has the key, before those of the gateway, and of another address none', async () => {
    await using own = await startGateway({ models: ['openai/gpt-5'] });
    await using other = await startGateway({ models: ['openai/gpt-5'] });
    await using here = await jetway();
    here.install('codex');
    await here.run(['profile', 'create', 'team', '--gateway', 'bifrost', '--base-url', own.url]);
    await here.run(['profile', 'set', 'key-variable', 'TEAM_KEY']);
    expect((await here.run(['profile', 'show'], { env })).stdout).toMatch(/key +TEAM_KEY/);
    const launch = ['launch', 'codex', '--model', 'openai/gpt-5'];
    const { code, starts } = await here.run(launch, { env });
    expect(code).toBe(0);
    expect(JSON.stringify(starts.map(({ args }) => args))).not.toContain(key);
    expect(headersOf(own)).toContain(key);
    expect(headersOf(own)).not.toContain('not-this-one');
    expect((await here.run(['list-models', '--base-url', other.url], { env })).code).toBe(0);
    expect(other.requests.length).toBeGreaterThan(0);
    expect(headersOf(other)).not.toContain(key);
    expect(JSON.stringify(here.config())).not.toContain(key);
  });

  it('is named where it is not set, and goes where another key is stored', async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5'], demand });
    await using here = await jetway();
    here.install('codex');
    await here.run(['profile', 'create', 'team', ...compatible(gateway)]);
    await here.run(['profile', 'set', 'key-variable', 'TEAM_KEY']);
    const { code, stderr } = await here.run(['launch', 'codex', '--model', 'openai/gpt-5']);
    expect(code).toBe(4);
    expect(stderr).toContain('takes its key from TEAM_KEY, which is not set');
    expect(stderr).toContain('jetway login --profile team');
    expect((await here.run(['profile', 'list'])).stdout).toContain('no key: TEAM_KEY is not set');
    expect(gateway.requests).toEqual([]);
    expect((await here.run(['login', '--key-stdin'], { stdin: key })).code).toBe(0);
    expect(JSON.stringify(here.config())).not.toContain('TEAM_KEY');
    expect((await here.run(['launch', 'codex', '--model', 'openai/gpt-5'])).code).toBe(0);
  });
});
