import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn, startIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import { bearer, credentialsOf, launch, mount, providerKey, start, token, type Case } from './launching.ts';

// The real Copilot CLI: the program itself, and npm's script that starts it and passes no signal on. `node .config/programs.mjs agents` installs it.
const copilot: Case = {
  agent: 'copilot',
  model: 'gpt-5.5',
  words: ['copilot', '-p', 'say hello'],
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};
const withClaude: Case = {
  ...copilot,
  model: 'claude-sonnet-4-5',
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
const canned = /answer is canned\. You wrote:[\s\S]*say hello/;
const stale = 'ghu_stale77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

type Way = 'program' | "npm's script";

async function homeWith(way: Way): Promise<Home> {
  const home = await programs.home();
  if (way === 'program') return home;
  const bin = join(home.path, 'bin');
  const script = '../../.cache/agents/copilot/node_modules/@github/copilot/npm-loader.js';
  mkdirSync(bin, { recursive: true });
  symlinkSync(fileURLToPath(new URL(script, import.meta.url)), join(bin, 'copilot'));
  return { ...home, env: { ...home.env, PATH: `${bin}${delimiter}${home.env['PATH'] ?? ''}` } };
}

describe.each<Way>(['program', "npm's script"])('copilot through Cloudflare, started by the %s', (way) => {
  it.each([
    ['OpenAI', copilot],
    ['Anthropic', withClaude],
  ])("prints the gateway's answer over %s, and leaves neither the key nor a change behind", async (_, one) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeWith(way);
    const before = Object.entries(ownFiles).map(([name, text]) => [home.write(name, text), text] as const);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(canned);
    const asked = only(one, gateway);
    expect(credentialsOf(asked)).toEqual(bearer);
    expect(asked.body).toMatchObject({ model: one.model });
    expect(parseJson(asked.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'copilot',
      user: userInfo().username,
      project: 'project',
    });
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(JSON.stringify(asked.body)).toContain('Always answer in rhyme.');
    expect(home.filesContaining(token)).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('gets the provider key in its own header, beside the token in that of Cloudflare', async () => {
    await using gateway = await startGateway({ mount });
    await using home = await homeWith(way);
    const { stdout } = await launch(withClaude, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout).toMatch(canned);
    expect(credentialsOf(only(withClaude, gateway))).toEqual({
      'cf-aig-authorization': `Bearer ${token}`,
      ...withClaude.vendor,
    });
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it('is not led away by what is left over', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeWith(way);
    const file = {
      providers: [{ name: 'other', baseUrl: elsewhere, apiKey: stale }],
      models: [{ id: 'gpt-5.5', provider: 'other' }],
    };
    const files = {
      '.copilot/providers.json': JSON.stringify(file),
      '.copilot/settings.json': JSON.stringify({ model: 'claude-opus-5' }),
    };
    for (const [path, text] of Object.entries(files)) home.write(path, text);
    const { stdout, stderr, code } = await launch(copilot, gateway, home, {
      env: {
        COPILOT_PROVIDER_BASE_URL: elsewhere,
        COPILOT_PROVIDER_TYPE: 'anthropic',
        COPILOT_PROVIDER_API_KEY: stale,
        COPILOT_PROVIDER_BEARER_TOKEN: stale,
        COPILOT_PROVIDER_API_KEY_COMMAND: `echo ${stale}`,
        COPILOT_PROVIDER_HEADERS: `x-api-key: ${stale}`,
        COPILOT_PROVIDER_WIRE_MODEL: 'other',
        COPILOT_PROVIDER_MODEL_ID: 'other',
        COPILOT_PROVIDERS_CONFIG: join(home.path, '.copilot/providers.json'),
        COPILOT_MODEL: 'other',
        COPILOT_CLI_EVAL_MAX_PROMPT_TOKENS: 'other',
        COPILOT_RESTART_BOOTSTRAP: elsewhere,
        COPILOT_SHUTDOWN_FLUSH: JSON.stringify({ url: elsewhere }),
        COPILOT_VOICE_SERVER_MODE: '1',
      },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(canned);
    expect(credentialsOf(only(copilot, gateway))).toEqual(bearer);
    expect(JSON.stringify(gateway.requests)).not.toContain(stale);
    for (const [path, text] of Object.entries(files)) expect(home.read(path)).toBe(text);
  });

  it('takes a conversation up again', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeWith(way);
    await launch(copilot, gateway, home);
    const words = ['copilot', '--continue', '-p', 'say goodbye'];
    const { code, stderr } = await launch({ ...copilot, words }, gateway, home);
    expect(code, stderr).toBe(0);
    const [, second] = gateway.to(copilot.path);
    expect(JSON.stringify(second?.body)).toMatch(/say hello[\s\S]*say goodbye/);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('keeps its exit code where the gateway refuses the request', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [copilot.path]: '400' } });
    await using home = await homeWith(way);
    expect(await launch(copilot, gateway, home, { flags: ['--no-check'] })).toMatchObject({ code: 1 });
  });
});

describe('copilot, its life', () => {
  it('asks a command for a key that is stored, so that no variable holds it', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [copilot.path]: 'slow' } });
    await using home = await homeWith('program');
    const choice = ['--gateway', 'cloudflare', '--base-url', gateway.url];
    const stored = await runIn(home, ['jetway', 'login', ...choice, '--store', 'file', '--key-stdin'], {
      stdin: `${token}\n`,
    });
    expect(stored.code, stored.stderr).toBe(0);
    const { child, end } = startIn(home, ['jetway', '--model', copilot.model, ...copilot.words], { env: {} });
    await vi.waitFor(() => expect(gateway.to(copilot.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });
    expect(credentialsOf(only(copilot, gateway))).toEqual(bearer);
    const processes = processesOf(home.path);
    expect(processes.length).toBeGreaterThan(1);
    for (const { pid } of processes) {
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(token);
    }
    child.kill('SIGTERM');
    await end;
  });

  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [copilot.path]: 'slow' } });
    await using home = await homeWith('program');
    const { child, end } = start(copilot, gateway, home);
    await vi.waitFor(() => expect(gateway.to(copilot.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);

    child.kill('SIGTERM');
    // It tidies up and says that all is well.
    expect((await end).code).toBe(0);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('runs a subcommand as it is', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeWith('program');
    const words = ['copilot', 'mcp', 'add', 'boats', '--', 'echo'];
    const { code, stderr } = await launch({ ...copilot, words }, gateway, home);
    expect(code, stderr).toBe(0);
    expect(home.read('.copilot/mcp-config.json')).toContain('boats');
  });

  it.each(['bifrost', 'litellm', 'compatible'])('takes the ids of %s as they are', async (id) => {
    const key = 'sk-gw-5b0e9d7713';
    const model = 'team/gpt-5';
    await using gateway = await startGateway({ models: [model] });
    await using home = await homeWith('program');
    const flags = id === 'compatible' ? ['--set', 'protocols=openai-chat'] : [];
    const choice = ['--gateway', id, '--base-url', gateway.url, '--model', model, ...flags];
    const { stdout, stderr } = await runIn(home, ['jetway', ...choice, ...copilot.words], {
      env: { JETWAY_API_KEY: key },
    });
    expect(stdout, stderr).toMatch(canned);
    const asked = gateway.requests.filter(({ body }) => JSON.stringify(body ?? '').includes('say hello'));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).toMatchObject({ model });
    expect(Object.values(asked[0]?.headers ?? {}).some((value) => value.includes(key))).toBe(true);
  });
});

// In a real terminal; needs tmux.
it('asks for no login in a terminal, and answers through the gateway', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await homeWith('program');
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model gpt-5.5`;
  terminal.type(`jetway ${choice} copilot; echo "ended $?"`);
  await terminal.answer('Do you trust the files in this folder?', 'Enter');
  await terminal.until('help');
  await terminal.submit('say hello');
  await terminal.until(/answer is\s+canned/);
  await terminal.submit('/exit');
  await terminal.until('ended 0');

  const prompts = gateway.requests.filter(({ body }) => JSON.stringify(body ?? '').includes('say '));
  expect(prompts.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});

function only(one: Case, gateway: Gateway): Received {
  const asked = gateway.to(one.path).filter(({ body }) => JSON.stringify(body).includes('say hello'));
  expect(asked).toHaveLength(1);
  return asked[0] ?? { method: '', path: '', headers: {}, body: undefined };
}

const ownFiles: Readonly<Record<string, string>> = {
  '.copilot/settings.json': '{\n  // mine\n  "banner": "never"\n}',
  '.copilot/copilot-instructions.md': 'Always answer in rhyme.\n',
  '.copilot/mcp-config.json': '{ "mcpServers": {} }',
};
