import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import { bearer, credentialsOf, launch, mount, providerKey, start, token, type Case } from './launching.ts';

// The real Goose. `node .config/programs.mjs agents` installs it.
const goose: Case = {
  agent: 'goose',
  model: 'gpt-5.5',
  words: ['goose', 'run', '-t', 'say hello'],
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};
const withClaude: Case = { ...goose, model: 'claude-sonnet-4-5', path: '/compat/chat/completions' };
const canned = /answer is canned\. You wrote: say hello/;
const stale = 'sk-stale77c1d0e5a4';
const elsewhere = 'http://127.0.0.1:9/elsewhere';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe('goose through Cloudflare', () => {
  it.each([
    ['Responses', goose],
    ['chat completions', withClaude],
  ])("prints the gateway's answer over %s, and leaves neither the key nor a change behind", async (_, one) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const before = Object.entries(ownFiles).map(([name, text]) => [home.write(name, text), text] as const);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(canned);
    const asked = only(one, gateway);
    expect(credentialsOf(asked)).toEqual(bearer);
    expect(JSON.stringify(asked.body)).toContain('Always answer in rhyme.');
    for (const { body, method } of gateway.requests) {
      if (method === 'POST') expect(body).toMatchObject({ model: expect.stringMatching(`${one.model}$`) });
    }
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(home.filesContaining(token)).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('tells the gateway who asks, and marks what is to be cached, over chat completions', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await launch(withClaude, gateway, home);
    const { body, headers } = only(withClaude, gateway);
    expect(parseJson(headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'goose',
      user: userInfo().username,
      project: 'project',
    });
    expect(JSON.stringify(body)).toContain('"cache_control":{"type":"ephemeral"}');
  });

  it('says that it can not tell who asks over Responses', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const { stderr } = await launch(goose, gateway, home);
    expect(stderr).toContain("Goose can't send the header cf-aig-metadata");
    expect(only(goose, gateway).headers).not.toHaveProperty('cf-aig-metadata');
  });

  it.each([
    ['Responses', goose],
    ['chat completions', withClaude],
  ])('gets the provider key beside the token in the header of Cloudflare, over %s', async (_, one) => {
    await using gateway = await startGateway({ mount });
    await using home = await programs.home();
    const { stdout, stderr } = await launch(one, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout, stderr).toMatch(canned);
    expect(credentialsOf(only(one, gateway))).toEqual({ 'cf-aig-authorization': `Bearer ${token}`, ...one.vendor });
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it.each([
    ['Responses', goose],
    ['chat completions', withClaude],
  ])('is not led away by what is left over, over %s', async (_, one) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const before = Object.entries(leftOver).map(([name, text]) => [home.write(name, text), text] as const);
    const names = ['OPENAI_HOST', 'OPENAI_BASE_URL', 'LITELLM_HOST', 'ANTHROPIC_HOST'];
    const { stdout, stderr, code } = await launch(one, gateway, home, {
      env: {
        ...Object.fromEntries(names.map((name) => [name, elsewhere])),
        GOOSE_PROVIDER: 'anthropic',
        GOOSE_MODEL: 'other',
        GOOSE_CONTEXT_LIMIT: '10',
        GOOSE_DISABLE_KEYRING: '1',
        OPENAI_API_KEY: stale,
        OPENAI_BASE_PATH: 'other/chat/completions',
        OPENAI_CUSTOM_HEADERS: `x-api-key=${stale}`,
        OPENAI_ORGANIZATION: stale,
        LITELLM_API_KEY: stale,
        LITELLM_BASE_PATH: 'other',
        LITELLM_CUSTOM_HEADERS: `x-api-key: ${stale}`,
        ANTHROPIC_API_KEY: stale,
      },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(canned);
    expect(credentialsOf(only(one, gateway))).toEqual(bearer);
    expect(JSON.stringify(gateway.requests)).not.toContain(stale);
    for (const [path, text] of before) expect(home.read(path)).toBe(text);
  });

  it("takes a conversation up again, one of the user's own with another provider too, and does not follow a recipe away", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using other = await startGateway();
    await using home = await programs.home();
    const env = { GOOSE_PROVIDER: 'anthropic', GOOSE_MODEL: 'claude-own', ANTHROPIC_API_KEY: stale };
    const loopback = { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
    const own = await runIn(home, goose.words, { env: { ...env, ...loopback, ANTHROPIC_HOST: other.url } });
    expect(own.stdout, own.stderr).toMatch(canned);
    const words = ['goose', 'run', '--resume', '-t', 'say goodbye'];
    const resumed = await launch({ ...goose, words }, gateway, home);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(JSON.stringify(gateway.to(goose.path).map(({ body }) => body))).toMatch(/say hello[\s\S]*say goodbye/);

    home.write('project/recipe.yaml', recipe);
    const asked = other.requests.length;
    const cooked = await launch({ ...goose, words: ['goose', 'run', '--recipe', 'recipe.yaml'] }, gateway, home, {
      env: { ANTHROPIC_HOST: other.url, ANTHROPIC_API_KEY: stale },
    });
    expect(cooked.code, cooked.stderr).toBe(0);
    expect(JSON.stringify(gateway.to(goose.path).at(-1)?.body)).toContain('say something of the recipe');
    expect(other.requests.length).toBe(asked);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it("does not let a provider of the user's take the key elsewhere by the name of one of Goose's own", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using other = await startGateway();
    await using home = await programs.home();
    const file = join('.config', 'goose', 'custom_providers', 'mine.json');
    const models = [{ name: goose.model, context_limit: 100_000 }];
    const mine = { engine: 'openai', display_name: 'Mine', api_key_env: 'OPENAI_API_KEY', base_url: other.url, models };
    home.write(file, JSON.stringify({ name: 'openai', ...mine }));
    const refused = await launch(goose, gateway, home);
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.stderr).toContain('mine.json');
    expect(other.requests).toEqual([]);
    home.write(file, JSON.stringify({ name: 'custom_mine', ...mine }));
    expect((await launch(goose, gateway, home)).stdout).toMatch(canned);
    expect(other.requests).toEqual([]);
  });

  it('keeps its exit code where the gateway refuses the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [goose.path]: '401' } });
    await using home = await programs.home();
    expect(await launch(goose, gateway, home, { flags: ['--no-check'] })).toMatchObject({ code: 1 });
  });

  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [goose.path]: 'slow' } });
    await using home = await programs.home();
    const { child, end } = start(goose, gateway, home);
    await vi.waitFor(() => expect(gateway.to(goose.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);

    child.kill('SIGTERM');
    expect((await end).code).toBe(143);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('runs a subcommand as it is', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const { code, stdout, stderr } = await launch({ ...goose, words: ['goose', 'session', 'list'] }, gateway, home);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('No sessions');
  });

  it.each(['bifrost', 'litellm', 'compatible'])('takes the ids of %s as they are', async (id) => {
    const key = 'sk-gw-5b0e9d7713';
    const model = 'team/gpt-5';
    await using gateway = await startGateway({ models: [model] });
    await using home = await programs.home();
    const flags = id === 'compatible' ? ['--set', 'protocols=openai-chat'] : [];
    const choice = ['--gateway', id, '--base-url', gateway.url, '--model', model, ...flags];
    const { stdout, stderr } = await runIn(home, ['jetway', ...choice, ...goose.words], {
      env: { JETWAY_API_KEY: key },
    });
    expect(stdout, stderr).toMatch(canned);
    const asked = prompts(gateway);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).toMatchObject({ model });
    expect(Object.values(asked[0]?.headers ?? {}).some((value) => value.includes(key))).toBe(true);
  });
});

it('is not offered from npm where it is missing: its page is named', async () => {
  await using home = await programs.home();
  const path = (home.env['PATH'] ?? '').split(':').filter((folder) => folder !== programs.agents);
  const words = ['jetway', '--yes', '--gateway', 'cloudflare', '--base-url', 'http://127.0.0.1:9', '--model', 'm'];
  const { code, stderr } = await runIn(home, [...words, ...goose.words], {
    env: { JETWAY_API_KEY: token, PATH: path.join(':') },
  });
  expect(code).toBe(7);
  expect(stderr).toContain('Install it: https://github.com/aaif-goose/goose/releases');
  expect(stderr).not.toContain('npm install');
});

// In a real terminal; needs tmux.
it('asks for no login in a terminal, and answers through the gateway', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model gpt-5.5`;
  terminal.type(`jetway ${choice} goose; echo "ended $?"`);
  // Its own question, which Jetway leaves to the user: to the right is No.
  await terminal.answer('Share anonymous usage data', 'Right');
  await terminal.answer('● No', 'Enter');
  await terminal.until('goose is ready');
  await terminal.submit('say hello');
  await terminal.until(/answer is\s+canned/);
  await terminal.submit('/exit');
  await terminal.until('ended 0');

  expect(prompts(gateway).every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});

function only(one: Case, gateway: Gateway): Received {
  const asked = prompts(gateway).filter(({ path }) => path.split('?')[0]?.endsWith(one.path));
  expect(asked).toHaveLength(1);
  return asked[0] ?? { method: '', path: '', headers: {}, body: undefined };
}

/** With the user's words in them, and tools: a title is asked for without. */
function prompts(gateway: Gateway): readonly Received[] {
  return gateway.requests.filter(({ body }) => /(?=.*say hello)(?=.*"tools")/s.test(JSON.stringify(body ?? '')));
}

const ownFiles: Readonly<Record<string, string>> = {
  [join('.config', 'goose', 'config.yaml')]: 'GOOSE_MODE: smart_approve # mine\nextensions: {}\n',
  [join('.config', 'goose', '.goosehints')]: 'Always answer in rhyme.\n',
};

const leftOver: Readonly<Record<string, string>> = {
  [join('.config', 'goose', 'config.yaml')]: [
    'active_provider: anthropic',
    'providers:',
    '  anthropic:',
    '    enabled: true',
    '    model: other',
    '    configured: true',
    `OPENAI_HOST: ${elsewhere}`,
    `OPENAI_BASE_URL: ${elsewhere}`,
    'OPENAI_BASE_PATH: other/chat/completions',
    `OPENAI_ORGANIZATION: ${stale}`,
    `OPENAI_PROJECT: ${stale}`,
    `LITELLM_HOST: ${elsewhere}`,
    'LITELLM_BASE_PATH: other',
    'GOOSE_SUBAGENT_PROVIDER: anthropic',
    'GOOSE_SUBAGENT_MODEL: other',
    '',
  ].join('\n'),
  [join('.config', 'goose', 'secrets.yaml')]: [
    `OPENAI_API_KEY: ${stale}`,
    `OPENAI_CUSTOM_HEADERS: x-api-key=${stale}`,
    `LITELLM_API_KEY: ${stale}`,
    `LITELLM_CUSTOM_HEADERS: "x-api-key: ${stale}"`,
    '',
  ].join('\n'),
};

const recipe = `version: 1.0.0
title: one
description: another
instructions: be brief
prompt: say something of the recipe
settings:
  goose_provider: anthropic
  goose_model: claude-own
`;
