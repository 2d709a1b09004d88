import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import { answer, bearer, credentialsOf, launch, mount, providerKey, start, token, type Case } from './launching.ts';

// The real Droid, its platform's program. `node .config/programs.mjs agents` installs it.
const droid: Case = {
  agent: 'droid',
  model: 'gpt-5.5',
  words: ['droid', 'exec', 'say hello'],
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};
const withClaude: Case = {
  ...droid,
  model: 'claude-sonnet-4-5',
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
const stale = 'sk-stale77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe('droid through Cloudflare', () => {
  it.each([
    ['OpenAI', droid],
    ['Anthropic', withClaude],
  ])("prints the gateway's answer over %s, and leaves neither the key nor a change behind", async (_, one) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const before = Object.entries(ownFiles).map(([name, text]) => [home.write(name, text), text] as const);
    const asked = programs.asked.length;

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout.trim()).toBe(answer);
    const request = only(one, gateway);
    expect(credentialsOf(request)).toEqual(bearer);
    expect(request.body).toMatchObject({ model: one.model });
    expect(parseJson(request.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'droid',
      user: userInfo().username,
      project: 'project',
    });
    expect(JSON.stringify(request.body)).toContain('Always answer in rhyme.');
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(home.filesContaining(token)).toEqual([]);
    expect(programs.asked.slice(asked).filter((text) => text.includes('factory'))).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('is refused before the start where two credentials would have to go along', async () => {
    await using gateway = await startGateway({ mount });
    await using home = await programs.home();
    const { stderr, code } = await launch(withClaude, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(code).toBe(3);
    expect(stderr).toContain("Droid can't send the credentials");
    expect(gateway.to(withClaude.path)).toEqual([]);
  });

  it('is not led away by what is left over', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const own = {
      customModels: [
        {
          id: 'custom:gpt-5.5',
          model: 'gpt-5.5',
          displayName: 'Mine',
          provider: 'openai',
          baseUrl: elsewhere,
          apiKey: stale,
        },
      ],
      sessionDefaultSettings: { model: 'custom:gpt-5.5', specModeModel: 'custom:gpt-5.5' },
    };
    const files = Object.fromEntries(
      ['.factory/settings.json', '.factory/settings.local.json', 'project/.factory/settings.json', 'mine.json'].map(
        (path) => [path, JSON.stringify(own)],
      ),
    );
    for (const [path, text] of Object.entries(files)) home.write(path, text);
    const env = {
      FACTORY_RUNTIME_SETTINGS_PATH: join(home.path, 'mine.json'),
      FACTORY_API_KEY: stale,
      OPENAI_API_KEY: stale,
      OPENAI_BASE_URL: elsewhere,
    };
    const words = ['droid', 'exec', '--use-spec', 'say hello'];
    const { stderr, code } = await launch({ ...droid, words }, gateway, home, { env });
    expect(code, stderr).toBe(0);
    expect(credentialsOf(only(droid, gateway))).toEqual(bearer);
    expect(JSON.stringify(gateway.requests)).not.toContain(stale);
    for (const [path, text] of Object.entries(files)) expect(home.read(path)).toBe(text);
  });

  it('takes another of the gateway, and none of the user', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const words = ['droid', 'exec', '-m', withClaude.model, 'say hello'];
    const { stderr, code } = await launch({ ...droid, words }, gateway, home);
    expect(code, stderr).toBe(0);
    expect(only(withClaude, gateway).body).toMatchObject({ model: withClaude.model });
    const refused = await launch({ ...droid, words: ['droid', 'exec', '-m', 'glm-5.2', 'say hello'] }, gateway, home);
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain('no model of this session');
  });

  it('takes a conversation up again, in a copy', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const first = await launch({ ...droid, words: [...droid.words, '-o', 'json'] }, gateway, home);
    const { session_id: id } = JSON.parse(first.stdout) as { readonly session_id: string };
    const words = ['droid', 'exec', '--fork', id, 'say goodbye'];
    const { code, stderr } = await launch({ ...droid, words }, gateway, home);
    expect(code, stderr).toBe(0);
    const [, second] = gateway.to(droid.path);
    expect(JSON.stringify(second?.body)).toMatch(/say hello[\s\S]*say goodbye/);
    const again = await launch({ ...droid, words: ['droid', 'exec', '-s', id, 'say more'] }, gateway, home);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--fork <id>');
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('keeps its exit code where the gateway refuses the request', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [droid.path]: '400' } });
    await using home = await programs.home();
    expect(await launch(droid, gateway, home, { flags: ['--no-check'] })).toMatchObject({ code: 1 });
  });

  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [droid.path]: 'slow' } });
    await using home = await programs.home();
    const { child, end } = start(droid, gateway, home);
    await vi.waitFor(() => expect(gateway.to(droid.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    const holders = processes.filter(({ pid }) => readFileSync(`/proc/${pid}/environ`, 'utf8').includes(token));
    expect(holders.length).toBeGreaterThan(0);
    expect(home.filesContaining(token)).toEqual([]);

    child.kill('SIGTERM');
    // It tidies up and says that all is well.
    expect((await end).code).toBe(0);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('runs a subcommand as it is', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const words = ['droid', 'mcp', 'add', 'boats', 'echo'];
    const { code, stderr } = await launch({ ...droid, words }, gateway, home);
    expect(code, stderr).toBe(0);
    expect(home.read('.factory/mcp.json')).toContain('boats');
  });
});

it.each(['bifrost', 'litellm', 'compatible'])('droid takes the ids of %s as they are', async (id) => {
  const key = 'sk-gw-5b0e9d7713';
  const model = 'team/gpt-5';
  await using gateway = await startGateway({ models: [model] });
  await using home = await programs.home();
  const flags = id === 'compatible' ? ['--set', 'protocols=openai-chat'] : [];
  const choice = ['--gateway', id, '--base-url', gateway.url, '--model', model, ...flags];
  const { stdout, stderr } = await runIn(home, ['jetway', ...choice, ...droid.words], { env: { JETWAY_API_KEY: key } });
  expect(stdout, stderr).toContain(answer);
  const asked = gateway.requests.filter(({ body }) => JSON.stringify(body ?? '').includes('say hello'));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.body).toMatchObject({ model });
  expect(Object.values(asked[0]?.headers ?? {}).some((value) => value.includes(key))).toBe(true);
});

// In a real terminal; needs tmux.
it('asks for no login in a terminal, has the models in its picker, and gives none of them to plain droid', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
  terminal.type(`jetway ${choice} droid; echo "ended $?"`);
  await terminal.answer('Trust this folder?', 'Enter');
  await terminal.until('? for help');
  await terminal.submit('say hello');
  await terminal.until(/answer is\s+canned/);
  await terminal.submit('/model');
  await terminal.until('Custom Models');
  await terminal.submit('gpt-5.5', '5.5');
  await terminal.answer('Select Reasoning Effort', 'Enter');
  await terminal.until('? for help');
  await terminal.submit('say goodbye');
  await terminal.until(/You wrote: say goodbye/);
  await terminal.submit('/exit');
  await terminal.until('ended 0');

  const prompts = gateway.requests.filter(({ body }) => JSON.stringify(body ?? '').includes('say '));
  expect(prompts.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
  expect(gateway.to(withClaude.path).length).toBeGreaterThan(0);
  expect(gateway.to(droid.path).length).toBeGreaterThan(0);
  expect(home.read('.factory/settings.json')).not.toContain('custom:');
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});

it('takes a default that was set in its picker out of its settings again', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  const before = { model: 'glm-5.2', reasoningEffort: 'low' };
  const settings = home.write('.factory/settings.json', JSON.stringify({ sessionDefaultSettings: before }, null, 2));
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
  terminal.type(`jetway ${choice} droid; echo "ended $?"`);
  await terminal.answer('Trust this folder?', 'Enter');
  await terminal.until('? for help');
  await terminal.submit('/model');
  await terminal.answer('Custom Models', 'Down');
  await terminal.answer('Custom Models', 'Down');
  await terminal.answer('D set default', 'd');
  await vi.waitFor(() => expect(home.read(settings)).toContain('custom:'), { timeout: 10_000, interval: 50 });
  await terminal.answer('D set default', 'Escape');
  await terminal.until('? for help');
  await terminal.submit('/exit');
  await terminal.until('ended 0');
  expect(terminal.screen()).toMatch(/is\s+again\s+what/);
  expect(JSON.parse(home.read(settings))).toMatchObject({ sessionDefaultSettings: before });
  expect(home.read(settings)).not.toContain('custom:');
});

function only(one: Case, gateway: Gateway): Received {
  const asked = gateway.to(one.path).filter(({ body }) => JSON.stringify(body).includes('say hello'));
  expect(asked).toHaveLength(1);
  return asked[0] ?? { method: '', path: '', headers: {}, body: undefined };
}

const ownFiles: Readonly<Record<string, string>> = {
  '.factory/settings.json': '{\n  // mine\n  "logoAnimation": "off"\n}',
  '.factory/mcp.json': '{ "mcpServers": {} }',
  '.factory/AGENTS.md': 'Always answer in rhyme.\n',
};
