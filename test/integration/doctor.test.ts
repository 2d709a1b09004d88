import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { widthOf } from '../../src/wrap.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const demand = { authorization: `Bearer ${key}` };
const cloud = (url: string): readonly string[] => ['--gateway', 'cloudflare', '--base-url', url];

/** A profile `work` with a stored key. */
async function loggedIn(here: Jetway, gateway: Gateway, flags: readonly string[] = []): Promise<void> {
  const argv = ['login', '--profile', 'work', ...cloud(gateway.url), '--key-stdin', ...flags];
  expect((await here.run(argv, { stdin: `${key}\n` })).code).toBe(0);
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    here.install('codex');
    const { code, stdout } = await here.run(['doctor', 'codex', '--model', 'gpt-5.5']);
    expect(stdout).toContain('Nothing is broken');
    expect(stdout).not.toContain('✗');
    expect(code).toBe(0);
  });

  it('fits a page of 80×24 where nothing is wrong, a line for each group', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const installed = ['claude', 'codex', 'opencode', 'gemini', 'qwen', 'copilot', 'cline', 'droid'];
    for (const id of installed) here.install(id);
    const { code, stdout } = await here.run(['doctor', '--model', 'gpt-5.5'], { columns: 80 });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(24);
    expect(lines.every((line) => line.includes(gateway.url) || widthOf(line) <= 80)).toBe(true);
    const groups = lines.filter((line) => /^[✓!-] /.test(line));
    expect(groups).toHaveLength(installed.length + 2);
    expect(stdout).toContain('not made');
    expect(stdout).toContain('Each check: jetway doctor --verbose');
    expect(code).toBe(0);
  });

  it('says once that no agent is installed, and how one is, and ends with 8', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const { code, stdout } = await here.run(['doctor'], { columns: 80 });
    expect(stdout.match(/✗ Agent/g)).toHaveLength(1);
    expect(stdout).toContain('1 broken');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Install one: npm install -g');
    expect(stdout.split('\n').length).toBeLessThan(24);
    expect(code).toBe(8);
    const { json } = await here.run(['doctor', '--json']);
    const { checks, summary } = json as { readonly checks: readonly { id: string }[]; readonly summary: object };
    expect(summary).toMatchObject({ fail: 1 });
    expect(checks.filter(({ id }) => id === 'agent')).toMatchObject([{ status: 'fail', code: 'agent' }]);
    expect((await here.run(['doctor', '--skip', 'agent'])).code).toBe(0);
  });

  it('tells what is broken first, with its hint, then a line for each group; with --verbose every check', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    here.install('codex');
    const argv = ['doctor', 'codex', '--model', 'gpt-5.5', ...cloud(gateway.url)];
    const { stdout } = await here.run(argv, { env: { JETWAY_API_KEY: 'wrong' } });
    const [first = '', ...others] = stdout.split('\n').filter((line) => /^[✓✗!-] /.test(line));
    expect(first).toMatch(/^✗ Key accepted/);
    expect(stdout.indexOf('→')).toBeLessThan(stdout.indexOf('Machine'));
    expect(others.filter((line) => /^. (?:Machine|Gateway|Codex) /.test(line))).toHaveLength(3);
    expect(stdout).not.toContain('Leftovers');

    const full = await here.run([...argv, '--verbose'], { env: { JETWAY_API_KEY: 'wrong' } });
    expect(full.stdout).toContain('Leftovers');
    expect(full.stdout).toContain(' ms)');
  });

  it('shows what was asked for by name, whatever came of it, and no group', async () => {
    await using here = await jetway();
    here.install('codex');
    const { stdout } = await here.run(['doctor', 'codex', '--only', 'node,leftovers']);
    // Where the path of Node is long its line is wrapped.
    expect(stdout).toMatch(/✓ Node .*\n(?: +(?:\/|[A-Z]:).*\n)?✓ Leftovers/);
    expect(stdout).not.toContain('Machine');
  });

  it('tells the same as a document with stable ids', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    here.install('codex');
    const { json } = await here.run(['doctor', 'codex', '--model', 'gpt-5.5', '--json']);
    expect(json).toMatchObject({ schemaVersion: 1, jetway: '1.2.3', profile: 'work', summary: { fail: 0 } });
    const { checks } = json as { readonly checks: readonly { readonly id: string; readonly agent?: string }[] };
    const machine = ['node', 'terminal', 'keyring', 'files', 'leftovers', 'policy'];
    const gatewayIds = ['network', 'tls', 'gateway', 'server', 'clock', 'key', 'credential'];
    const standing = ['key-state', 'permissions', 'health', 'settings', 'budget', 'billing'];
    const shared = [...machine, ...gatewayIds, ...standing];
    const program = ['agent', 'copies', 'managed', 'environment', 'proxy', 'certificates'];
    const own = [...program, 'wins', 'launchers', 'repository', 'protocol', 'model', 'fit'];
    expect(checks.map(({ id }) => id)).toEqual([...shared, ...own]);
    expect(checks.map(({ agent }) => agent)).toEqual([...shared.map(() => undefined), ...own.map(() => 'codex')]);
  });

  it.each<readonly [string, readonly string[], object]>([
    ['a key that is refused', ['--model', 'gpt-5.5'], { id: 'credential', status: 'fail', code: 'credential' }],
    [
      'an agent that is missing',
      ['claude', '--model', 'claude-opus-4-5'],
      { id: 'agent', status: 'fail', code: 'agent' },
    ],
  ])('ends with 8 for %s', async (_name, words, expected) => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    here.install('codex');
    const argv = ['doctor', ...words, ...cloud(gateway.url), '--json'];
    const wrong = words.length === 2 ? { JETWAY_API_KEY: 'wrong' } : env;
    const { code, json } = await here.run(argv, { env: wrong });
    expect(code).toBe(8);
    expect((json as { readonly checks: readonly object[] }).checks).toContainEqual(expect.objectContaining(expected));
  });

  it.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
    ['a flag', ['--relay', 'never'], {}],
    ['a variable', [], { JETWAY_RELAY: 'never' }],
  ])(
    'ends with 8, as a launch with 6, for a model that needs a relay where %s wants none',
    async (_by, flags, more) => {
      await using gateway = await startGateway({ mount, demand });
      await using here = await jetway();
      here.install('codex');
      const chosen = [...cloud(gateway.url), '--model', 'claude-opus-4-5', ...flags];
      const { code, json } = await here.run(['doctor', 'codex', ...chosen, '--json'], { env: { ...env, ...more } });
      expect(code).toBe(8);
      const failed = { id: 'protocol', status: 'fail', code: 'model' };
      expect((json as { readonly checks: readonly object[] }).checks).toContainEqual(expect.objectContaining(failed));
      expect((await here.run([...chosen, 'codex', 'hi'], { env: { ...env, ...more } })).code).toBe(6);
    },
  );

  it('ends with 8 for a model that the agent can not use where the profile wants no relay', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    here.install('codex');
    const settings = { 'base-url': gateway.url };
    const profile = { gateway: 'cloudflare', settings, models: { codex: 'claude-opus-4-5' }, relay: 'never' };
    const config = { schemaVersion: 1, current: 'work', profiles: { work: profile }, credentials: {} };
    here.home.write('.config/jetway/config.json', JSON.stringify(config));
    const { code, json } = await here.run(['doctor', 'codex', '--json'], { env });
    expect(code).toBe(8);
    const failed = { id: 'protocol', status: 'fail', code: 'model' };
    expect((json as { readonly checks: readonly object[] }).checks).toContainEqual(expect.objectContaining(failed));
  });

  it('without a profile looks at agents, environment and keyring', async () => {
    await using here = await jetway();
    here.install('codex');
    const { code, json } = await here.run(['doctor', '--json']);
    expect(code).toBe(0);
    const { checks } = json as { readonly checks: readonly { readonly id: string }[] };
    const machine = ['node', 'terminal', 'keyring', 'files', 'leftovers', 'policy'];
    const own = ['agent', 'copies', 'environment', 'proxy', 'certificates', 'wins', 'launchers', 'repository'];
    expect(checks.map(({ id }) => id)).toEqual([...machine, ...own]);
  });

  it('reports a check that breaks as a result', async () => {
    await using here = await jetway();
    here.install('codex');
    const parts = () => ({
      credentials: () => {
        throw new TypeError('a slip');
      },
    });
    const { code, json } = await here.run(['doctor', 'codex', '--json'], { parts });
    expect(code).toBe(8);
    expect(json).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'keyring', status: 'fail', detail: expect.stringContaining('a slip') }),
        expect.objectContaining({ id: 'agent', status: 'pass' }),
      ]),
    });
  });

  it('only warns of a keyring that fails while nothing needs it, gateway or none', async () => {
    await using here = await jetway();
    here.install('codex');
    const parts = () => ({
      credentials: () => {
        throw new Failure('credential', 'The keyring is locked.', 'Unlock it.');
      },
    });
    const { code, json } = await here.run(['doctor', 'codex', '--json'], { parts });
    expect(code).toBe(0);
    expect(json).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({
          id: 'keyring',
          status: 'warn',
          detail: 'The keyring is locked.',
          hint: 'Unlock it.',
        }),
      ]),
    });
  });

  it('repairs and stores nothing', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const agent = here.install('codex');
    await here.run(['doctor', ...cloud(gateway.url), '--model', 'gpt-5.5'], { env });
    expect(here.config()).toBeUndefined();
    expect(here.keys.size).toBe(0);
    expect(agent.given()).toBeUndefined();
    expect(gateway.requests.every((request) => request.method === 'GET')).toBe(true);
  });
});
