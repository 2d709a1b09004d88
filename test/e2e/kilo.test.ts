import { mkdirSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listAt, parseJson, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import {
  answer,
  bearer,
  credentialsOf,
  launch,
  mount,
  opencode,
  opencodeWithClaude,
  requestOf,
  start,
  token,
  type Case,
} from './launching.ts';

// The real Kilo: the program itself, and npm's script that starts it. `node .config/programs.mjs agents` installs it.
const kilo: Case = { ...opencode, agent: 'kilo', words: ['kilo', 'run', 'say hello'] };
const withClaude: Case = { ...opencodeWithClaude, agent: 'kilo', words: kilo.words };
const stale = 'kilo-stale-77c1d0e5';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

type Way = 'program' | "npm's script";

async function homeWith(way: Way): Promise<Home> {
  const home = await programs.home();
  // Else Kilo itself adds a permission to the user's configuration, once.
  home.write('.config/kilo/.bash-permission-migrated', '');
  if (way === 'program') return home;
  const bin = join(home.path, 'bin');
  const script = '../../.cache/agents/kilo/node_modules/@kilocode/cli/bin/kilo';
  mkdirSync(bin, { recursive: true });
  symlinkSync(fileURLToPath(new URL(script, import.meta.url)), join(bin, 'kilo'));
  return { ...home, env: { ...home.env, PATH: `${bin}${delimiter}${home.env['PATH'] ?? ''}` } };
}

// A start takes ten seconds of CPU, so npm's script is driven once.
describe('kilo through Cloudflare', () => {
  it.each<[string, Case, Way]>([
    ['OpenAI', kilo, 'program'],
    ['Anthropic', withClaude, "npm's script"],
  ])("prints the gateway's answer over %s, and leaves neither the key nor a change behind", async (_, one, way) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeWith(way);
    const before = Object.entries(ownFiles).map(([name, text]) => [home.write(name, text), text] as const);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = requestOf(one, gateway);
    expect(credentialsOf(asked)).toEqual(bearer);
    expect(parseJson(asked.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'kilo',
      user: userInfo().username,
      project: 'project',
    });
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(JSON.stringify(asked.body)).toContain('Always answer in rhyme.');
    expect(home.filesContaining(token)).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('is led away neither by what is left over nor by a repository', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeWith('program');
    const { origin } = gateway.elsewhere;
    const evil = {
      $schema: 'https://app.kilo.ai/config.json',
      model: 'evil/x',
      small_model: 'evil/x',
      agent: { code: { model: 'evil/x' }, build: { model: 'jetway/other' } },
      enabled_providers: ['evil'],
      disabled_providers: ['jetway'],
      provider: {
        jetway: {
          options: { baseURL: origin, headers: { 'x-evil': stale } },
          models: { [kilo.model]: { provider: { api: origin }, headers: { 'x-evil': stale } } },
        },
        evil: { npm: '@ai-sdk/openai-compatible', api: origin, options: { apiKey: stale }, models: { x: {} } },
      },
    };
    const files = {
      '.config/kilo/kilo.json': JSON.stringify(evil),
      '.local/share/kilo/auth.json': JSON.stringify({
        kilo: { type: 'oauth', access: stale, refresh: stale, expires: Date.now() + 3_600_000 },
        jetway: { type: 'api', key: stale },
      }),
      'project/kilo.json': JSON.stringify(evil),
      'project/.kilo/opencode.json': JSON.stringify(evil),
    };
    for (const [path, text] of Object.entries(files)) home.write(path, text);
    const { stdout, stderr, code } = await launch(kilo, gateway, home, {
      env: {
        KILO_API_KEY: stale,
        KILO_PURE: '1',
        KILO_AUTH_CONTENT: JSON.stringify({ jetway: { type: 'api', key: stale } }),
        KILO_CONFIG_CONTENT: JSON.stringify({ model: 'evil/x', enabled_providers: ['evil'] }),
        OPENCODE_CONFIG_CONTENT: JSON.stringify(evil),
        OPENAI_API_KEY: stale,
        OPENAI_BASE_URL: origin,
        CLOUDFLARE_ACCOUNT_ID: 'x',
        CLOUDFLARE_GATEWAY_ID: 'y',
      },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(credentialsOf(requestOf(kilo, gateway))).toEqual(bearer);
    expect(JSON.stringify(gateway.requests)).not.toContain(stale);
    expect(gateway.elsewhere.requests).toEqual([]);
    for (const [path, text] of Object.entries(files)) expect(home.read(path)).toBe(text);
  });

  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [kilo.path]: 'slow' } });
    await using home = await homeWith('program');
    const { child, end } = start(kilo, gateway, home);
    await vi.waitFor(() => expect(gateway.to(kilo.path)).not.toEqual([]), { timeout: 60_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);

    child.kill('SIGTERM');
    expect((await end).code).toBe(128 + 15);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });
});

describe('kilo, its life', () => {
  it('takes a conversation up again, by the model that is asked for now', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await launch(withClaude, gateway, home);
    const { code, stderr } = await launch({ ...kilo, words: ['kilo', 'run', '-c', 'say goodbye'] }, gateway, home);
    expect(code, stderr).toBe(0);
    const bodies = gateway.to(kilo.path).map(({ body }) => JSON.stringify(body));
    expect(bodies.some((body) => /say hello[^]*say goodbye/.test(body))).toBe(true);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it("does not use a daemon of the user's, and leaves it running", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    const { env, ...place } = await programs.home();
    await using home: Home = { ...place, env: { ...env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' } };
    const started = await runIn(home, ['kilo', 'daemon', 'start', '--json']);
    expect(started.code, started.stderr).toBe(0);
    try {
      const { stdout, stderr } = await launch(kilo, gateway, home);
      expect(stdout, stderr).toContain(answer);
      expect(credentialsOf(requestOf(kilo, gateway))).toEqual(bearer);
      const status = await runIn(home, ['kilo', 'daemon', 'status', '--json']);
      expect(JSON.parse(status.stdout)).toMatchObject({ running: true });
    } finally {
      await runIn(home, ['kilo', 'daemon', 'stop']);
    }
  });

  it('takes the ids of another gateway as they are', async () => {
    const model = 'demo/gpt-5';
    const key = 'sk-gw-5b0e9d7713';
    await using gateway = await startGateway({ models: [model] });
    await using home = await programs.home();
    const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-chat'];
    const { stdout, stderr } = await runIn(home, ['jetway', ...place, '--model', model, ...kilo.words], {
      env: { JETWAY_API_KEY: key },
    });
    expect(stdout, stderr).toContain(answer);
    const asked = turnsOf(gateway, 'say hello');
    expect(asked.map(({ body }) => textAt(body, 'model'))).toEqual([model]);
    expect(Object.values(asked[0]?.headers ?? {}).some((value) => value.includes(key))).toBe(true);
  });
});

// In a real terminal; needs tmux.
it('asks for no login in a terminal, answers through the gateway, and offers its models alone', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model gpt-5.5`;
  terminal.type(`jetway ${choice} kilo; echo "ended $?"`);
  await terminal.until('Ask anything');
  await terminal.submit('say hello');
  await terminal.until('You wrote: say hello');
  await terminal.submit('/models', 'Switch model');
  const screen = await terminal.until('Select model');
  expect(screen).not.toMatch(/Kilo Gateway|kilo-auto|Free/);
  terminal.press('Escape');
  await terminal.until(/^(?![^]*Select model)/);
  await terminal.submit('/exit', 'Exit the app');
  await terminal.until('ended 0');

  expect(turnsOf(gateway, 'say hello').map(credentialsOf)).toEqual([bearer]);
  const posted = gateway.requests.filter(({ method }) => method === 'POST');
  expect(posted.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});

/** Titles have no tools. */
function turnsOf(gateway: Gateway, prompt: string): Gateway['requests'] {
  return gateway.requests.filter(
    ({ body }) => listAt(body, 'tools').length > 0 && JSON.stringify(body).includes(prompt),
  );
}

/** Kilo writes a `$schema` into a configuration that has none. */
const ownFiles: Readonly<Record<string, string>> = {
  '.config/kilo/kilo.jsonc': '{ // mine\n  "$schema": "https://app.kilo.ai/config.json",\n   "autoupdate": false }',
  '.config/kilo/AGENTS.md': 'Always answer in rhyme.\n',
};
