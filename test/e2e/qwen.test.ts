import { once } from 'node:events';
import { userInfo } from 'node:os';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';
import {
  answer,
  bearer,
  credentialsOf,
  launch,
  mount,
  providerKey,
  requestOf,
  start,
  token,
  type Case,
} from './launching.ts';

// The real Qwen Code in print mode; `node .config/programs.mjs agents` installs it.
const words = ['qwen', '-p', 'say hello'];
const withClaude: Case = {
  agent: 'qwen',
  model: 'claude-sonnet-4-5',
  words,
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
const withGpt: Case = {
  ...withClaude,
  model: 'gpt-5.5',
  path: '/openai/chat/completions',
  vendor: { authorization: `Bearer ${providerKey}` },
};
const model = 'gemini-2.5-pro';
const geminiPath = `/google-ai-studio/v1beta/models/${model}:streamGenerateContent`;
const withGemini: Case = { ...withClaude, model, path: geminiPath, vendor: { 'x-goog-api-key': providerKey } };
/** Headers of the key that are never absent. */
const blank = { [withClaude.model]: { authorization: '' }, [withGpt.model]: {}, [model]: { 'x-goog-api-key': '' } };

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe.each([withClaude, withGpt, withGemini])('qwen with $model through Cloudflare', (one) => {
  const spare = blank[one.model] ?? {};

  it("prints the gateway's answer, and leaves neither the key nor a change behind", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const settings =
      '{\n  // mine\n  "$version": 4, "ui": { "hideTips": true },\n\t"model": { "maxSessionTurns": 9 }\n}';
    const before = [
      ['.qwen/settings.json', settings],
      ['.qwen/QWEN.md', 'Always answer in rhyme.\n'],
    ] as const;
    for (const [name, text] of before) home.write(name, text);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = asking(one, gateway);
    expect(asked.path.split('?')[0]).toBe(mount + one.path);
    expect(credentialsOf(asked)).toEqual({ ...(one === withGemini ? spare : {}), ...bearer });
    expect(JSON.stringify(asked.body)).toContain('Always answer in rhyme.');
    expect(parseJson(asked.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'qwen',
      user: userInfo().username,
      project: 'project',
    });
    expect(asked.headers).not.toHaveProperty('x-gemini-api-privileged-user-id');
    expect(gateway.requests.every((request) => credentialsOf(request)['authorization'] === bearer.authorization)).toBe(
      true,
    );
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(home.filesContaining(token)).toEqual([]);
    expect(programs.asked.filter((request) => request.includes(token) || request.includes('aliyun'))).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('gets the provider key in the header of the vendor, beside the token in that of Cloudflare', async () => {
    await using gateway = await startGateway({ mount });
    await using home = await programs.home();
    const { stdout, stderr } = await launch(one, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout, stderr).toContain(answer);
    const sent = { ...spare, 'cf-aig-authorization': `Bearer ${token}`, ...one.vendor };
    expect(credentialsOf(asking(one, gateway))).toEqual(sent);
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it('sends no credential but the header of Cloudflare where that is wanted', async () => {
    const demand = { 'cf-aig-authorization': `Bearer ${token}` };
    await using gateway = await startGateway({ mount, demand });
    await using home = await programs.home();
    const { stdout } = await launch(one, gateway, home, { flags: ['--set', 'credential-header=cf-aig-authorization'] });
    expect(stdout).toContain(answer);
    expect(credentialsOf(asking(one, gateway))).toEqual({ ...spare, ...demand });
  });
});

describe('qwen', () => {
  it('has its own small work done by the small model, over another protocol too', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await launch(withClaude, gateway, home, { flags: ['--small-model', 'gpt-5.5'] });
    const models = gateway.requests.map(({ body }) => textAt(body, 'model')).filter((name) => name !== undefined);
    expect(new Set(models)).toEqual(new Set(['claude-sonnet-4-5', 'gpt-5.5']));
  });

  it('starts with another model of the gateway where its own flag names one, and goes on with the session', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await launch(withClaude, gateway, home);
    const more = ['-m', 'gpt-5.5', '--continue'];
    const { code, stderr } = await launch({ ...withClaude, words: ['qwen', '-p', 'say more', ...more] }, gateway, home);
    expect(code, stderr).toBe(0);
    const [asked] = gateway.to(withGpt.path).filter(({ body }) => JSON.stringify(body).includes('say more'));
    expect(textAt(asked?.body, 'model')).toBe('gpt-5.5');
    expect(JSON.stringify(asked?.body)).toContain('say hello');
  });

  it('keeps its exit code where the gateway refuses the request', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [withClaude.path]: '400' } });
    await using home = await programs.home();
    const { code } = await launch(withClaude, gateway, home, { flags: ['--no-check'] });
    expect(code).toBe(1);
    expect(gateway.to(withClaude.path)).not.toEqual([]);
  });

  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [withClaude.path]: 'slow' } });
    await using home = await programs.home();
    const { child, end } = start(withClaude, gateway, home);
    await vi.waitFor(() => expect(gateway.to(withClaude.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);

    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([128 + 15, null]);
    // The signal ends what its command starts first, and is not passed on from there: the rest works on by itself (0.24.4).
    for (const { pid } of processesOf(home.path)) process.kill(pid);
    await end;
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('runs a subcommand as it is', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const own = { ...withClaude, words: ['qwen', 'mcp', 'add', '--scope', 'user', 'boats', 'echo'] };
    const { code, stderr } = await launch(own, gateway, home);
    expect(code, stderr).toBe(0);
    expect(home.read('.qwen/settings.json')).toContain('boats');
  });

  it('reaches a model through Bifrost', async () => {
    const key = 'sk-bf-5b0e9d7713';
    await using gateway = await startGateway({ models: ['anthropic/claude-sonnet-4-5'] });
    await using home = await programs.home();
    const flags = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'anthropic/claude-sonnet-4-5'];
    const { stdout, stderr, code } = await runIn(home, ['jetway', ...flags, ...words], {
      env: { JETWAY_API_KEY: key },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = gateway.to('/v1/messages').find(({ body }) => JSON.stringify(body).includes('say hello'));
    expect(Object.values(credentialsOf(asked ?? missing)).filter((value) => value.includes(key))).toHaveLength(1);
    expect(home.filesContaining(key)).toEqual([]);
  });
});

const stale = 'sk-stale-77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';
const list = [{ id: 'claude-sonnet-4-5', envKey: 'OLD_KEY', baseUrl: elsewhere }];
const settings = {
  $version: 4,
  env: { OLD_KEY: stale, OPENAI_API_KEY: stale, ANTHROPIC_API_KEY: stale },
  modelProviders: { anthropic: list, openai: list, 'openai-responses': list },
  security: { auth: { selectedType: 'openai', enforcedType: 'openai', apiKey: stale, baseUrl: elsewhere } },
  model: {
    name: 'other',
    baseUrl: elsewhere,
    generationConfig: { customHeaders: { Authorization: `Bearer ${stale}`, 'x-api-key': stale } },
  },
  fastModel: 'openai:other',
  modelFallbacks: 'claude-sonnet-4-5',
};
const variables = {
  OPENAI_API_KEY: stale,
  OPENAI_BASE_URL: elsewhere,
  OPENAI_MODEL: 'other',
  OPENAI_ORG_ID: stale,
  ANTHROPIC_API_KEY: stale,
  ANTHROPIC_AUTH_TOKEN: stale,
  ANTHROPIC_BASE_URL: elsewhere,
  ANTHROPIC_MODEL: 'other',
  GEMINI_API_KEY: stale,
  GOOGLE_API_KEY: stale,
  GOOGLE_GEMINI_BASE_URL: elsewhere,
  GOOGLE_GENAI_USE_VERTEXAI: 'true',
  GOOGLE_GENAI_API_VERSION: 'v9',
  QWEN_CODE_SIMPLE: '1',
  QWEN_CODE_MANAGED_NPM_UPDATE_VERSION: '1',
  QWEN_CODE_PRIVATE_RELAUNCH_ENV_PROVENANCE: '1',
  QWEN_CODE_RELAUNCH_ARGS: '["--version"]',
};
/** What a `.env` may say of them. */
const lines = Object.entries(variables)
  .filter(([name]) => !name.startsWith('QWEN_CODE_') && name !== 'OPENAI_ORG_ID')
  .map(([name, value]) => `${name}=${value}\n`)
  .join('');

const leftovers = [
  { what: 'the environment', env: variables, files: {} },
  { what: 'the settings of the user', env: {}, files: { '.qwen/settings.json': JSON.stringify(settings) } },
  { what: 'the settings of the project', env: {}, files: { 'project/.qwen/settings.json': JSON.stringify(settings) } },
  { what: 'a .env', env: {}, files: { '.qwen/.env': lines, 'project/.qwen/.env': lines } },
];

describe.each([withClaude, withGpt, withGemini])('what is left over, with $model', (one) => {
  it.each(leftovers)('in $what does not win', async ({ env, files }) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    for (const [path, text] of Object.entries(files)) home.write(path, text);
    const { stdout, stderr, code } = await launch(one, gateway, home, { env });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(JSON.stringify(gateway.requests.map(({ headers }) => headers))).not.toContain(stale);
    expect(asking(one, gateway).path.split('?')[0]).toBe(mount + one.path);
    expect(programs.asked.filter((request) => request.includes(stale))).toEqual([]);
    for (const [path, text] of Object.entries(files)) expect(home.read(path)).toBe(text);
  });
});

/** The path names the model where the body does not. */
function asking(one: Case, gateway: Parameters<typeof requestOf>[1]): ReturnType<typeof requestOf> {
  if (one !== withGemini) return requestOf(one, gateway);
  return gateway.to(one.path).find(({ body }) => JSON.stringify(body).includes('say hello')) ?? missing;
}

const missing = { method: '', path: '', headers: {}, body: undefined };
