import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
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

// The real Pi in print mode; `node .config/programs.mjs agents` installs it. It wants Node 22.
const words = ['pi', '-p', 'say hello'];
const withGpt: Case = {
  agent: 'pi',
  model: 'gpt-5.5',
  words,
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};
const withClaude: Case = {
  ...withGpt,
  model: 'claude-sonnet-4-5',
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
const model = 'gemini-2.5-pro';
const geminiPath = `/google-ai-studio/v1beta/models/${model}:streamGenerateContent`;
const withGemini: Case = { ...withGpt, model, path: geminiPath, vendor: { 'x-goog-api-key': providerKey } };

let programs: Packed;
let node: string;
beforeAll(async () => {
  const installer = '../../.config/programs.mjs';
  const { node: install } = (await import(installer)) as { node(major: string): string };
  node = dirname(install('22'));
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

async function homeOf(): Promise<Home> {
  const home = await programs.home();
  return { ...home, env: { ...home.env, PATH: `${node}:${home.env['PATH']}` } };
}

describe.each([withGpt, withClaude, withGemini])('pi with $model through Cloudflare', (one) => {
  const spare = one === withGemini ? { 'x-goog-api-key': '' } : {};

  it("prints the gateway's answer, and leaves neither the key nor a change behind", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    const before = [
      [
        '.pi/agent/settings.json',
        '{\n "defaultProvider": "anthropic",\t"defaultModel": "other", "enabledModels": ["x/*"] }',
      ],
      ['.pi/agent/models.json', '{ "providers": {} }\n'],
      ['.pi/agent/AGENTS.md', 'Always answer in rhyme.\n'],
    ] as const;
    for (const [name, text] of before) home.write(name, text);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = asking(one, gateway);
    expect(asked.path.split('?')[0]).toBe(mount + one.path);
    expect(credentialsOf(asked)).toEqual({ ...spare, ...bearer });
    expect(JSON.stringify(asked.body)).toContain('Always answer in rhyme.');
    expect(parseJson(asked.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'pi',
      user: userInfo().username,
      project: 'project',
    });
    expect(asked.headers).not.toHaveProperty('x-jetway-endpoint');
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(home.filesContaining(token)).toEqual([]);
    expect(programs.asked.filter((request) => request.includes(token))).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('gets the provider key in the header of the vendor, beside the token in that of Cloudflare', async () => {
    await using gateway = await startGateway({ mount });
    await using home = await homeOf();
    const { stdout, stderr } = await launch(one, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout, stderr).toContain(answer);
    expect(credentialsOf(asking(one, gateway))).toEqual({ 'cf-aig-authorization': `Bearer ${token}`, ...one.vendor });
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it('sends no credential but the header of Cloudflare where that is wanted', async () => {
    const demand = { 'cf-aig-authorization': `Bearer ${token}` };
    await using gateway = await startGateway({ mount, demand });
    await using home = await homeOf();
    const { stdout } = await launch(one, gateway, home, { flags: ['--set', 'credential-header=cf-aig-authorization'] });
    expect(stdout).toContain(answer);
    expect(credentialsOf(asking(one, gateway))).toEqual({ ...spare, ...demand });
  });

  it.each(['in the environment', 'in files of the user'])('obeys nothing that is left over %s', async (where) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    if (where.endsWith('user')) {
      for (const [name, value] of Object.entries(leftFiles)) home.write(name, JSON.stringify(value));
    }
    const env = where.endsWith('environment') ? leftVariables : {};
    const { stdout, stderr, code } = await launch(one, gateway, home, { env });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(JSON.stringify(gateway.requests.map(({ headers }) => headers))).not.toContain(stale);
    expect(asking(one, gateway).path.split('?')[0]).toBe(mount + one.path);
    expect(programs.asked.filter((request) => request.includes(stale))).toEqual([]);
  });
});

describe('pi', () => {
  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [withGpt.path]: 'slow' } });
    await using home = await homeOf();
    const { child, end } = start(withGpt, gateway, home);
    await vi.waitFor(() => expect(gateway.to(withGpt.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);

    child.kill('SIGTERM');
    expect((await end).code).toBe(128 + 15);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('keeps its exit code where the gateway refuses the request', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [withGpt.path]: '400' } });
    await using home = await homeOf();
    const { code } = await launch(withGpt, gateway, home, { flags: ['--no-check'] });
    expect(code).toBe(1);
    expect(gateway.to(withGpt.path)).not.toEqual([]);
  });

  it('gives its tools no key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    home.write('.pi/agent/extensions/spy.js', spy);
    const { code, stderr } = await launch(withGpt, gateway, home);
    expect(code, stderr).toBe(0);
    expect(home.read('seen.txt')).toContain('PI_CODING_AGENT');
    expect(home.read('seen.txt')).not.toContain('JETWAY_PI');
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('starts with another model of the gateway where its own flag names one, and goes on with the session', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    await launch(withClaude, gateway, home);
    const more = ['pi', '-p', 'say more', '--continue', '--model', 'gpt-5.5:high'];
    const { code, stderr } = await launch({ ...withClaude, words: more }, gateway, home);
    expect(code, stderr).toBe(0);
    const [asked] = gateway.to(withGpt.path);
    expect(textAt(asked?.body, 'model')).toBe('gpt-5.5');
    expect(JSON.stringify(asked?.body)).toContain('say hello');
  });

  it('lists the models of the gateway, and a subcommand runs as it is', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    const listed = await launch({ ...withGpt, words: ['pi', '--list-models', 'jetway'] }, gateway, home);
    expect(listed.stdout).toMatch(/jetway +claude-sonnet-4-5/);
    expect(await launch({ ...withGpt, words: ['pi', 'list'] }, gateway, home)).toMatchObject({ code: 0 });
  });

  it('reaches a model of no family through another gateway, by chat', async () => {
    const key = 'sk-gw-5b0e9d7713';
    await using gateway = await startGateway({ models: ['team-model'] });
    await using home = await homeOf();
    const flags = ['--gateway', 'litellm', '--base-url', gateway.url, '--model', 'team-model'];
    const { stdout, stderr, code } = await runIn(home, ['jetway', ...flags, ...words], {
      env: { JETWAY_API_KEY: key },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const [asked] = gateway.to('/chat/completions');
    expect(credentialsOf(asked ?? missing)).toEqual({ authorization: `Bearer ${key}` });
    expect(asked?.body).not.toHaveProperty('store');
    expect(home.filesContaining(key)).toEqual([]);
  });
});

const stale = 'sk-stale-77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';
const leftVariables = {
  OPENAI_API_KEY: stale,
  OPENAI_BASE_URL: elsewhere,
  OPENAI_ORG_ID: stale,
  OPENAI_CUSTOM_HEADERS: `authorization: Bearer ${stale}`,
  ANTHROPIC_API_KEY: stale,
  ANTHROPIC_AUTH_TOKEN: stale,
  ANTHROPIC_BASE_URL: elsewhere,
  ANTHROPIC_CUSTOM_HEADERS: `x-api-key: ${stale}`,
  GEMINI_API_KEY: stale,
  GOOGLE_API_KEY: stale,
  GOOGLE_GEMINI_BASE_URL: elsewhere,
  GOOGLE_GENAI_USE_VERTEXAI: 'true',
  GOOGLE_GENAI_API_VERSION: 'v9',
  JITI_EXTENSIONS: '1',
  JITI_NATIVE_MODULES: '1',
  JITI_TRANSFORM_MODULES: '1',
  PI_STARTUP_BENCHMARK: '1',
};
const own = { baseUrl: elsewhere, apiKey: stale, headers: { authorization: `Bearer ${stale}`, 'x-api-key': stale } };
const leftFiles = {
  '.pi/agent/auth.json': { anthropic: { type: 'api_key', key: stale }, jetway: { type: 'api_key', key: stale } },
  '.pi/agent/models.json': { providers: { openai: own, anthropic: own, google: own } },
  '.pi/agent/settings.json': { defaultProvider: 'openai', defaultModel: 'other', enabledModels: ['openai/*'] },
};

/** An extension of the user's, which writes down what a program that Pi starts would see. */
const spy = `import { execSync } from 'node:child_process';
export default (pi) => pi.on('agent_end', () => { execSync('env > "$HOME/seen.txt"'); });
`;

/** The path names the model where the body does not. */
function asking(one: Case, gateway: Parameters<typeof requestOf>[1]): ReturnType<typeof requestOf> {
  if (one !== withGemini) return requestOf(one, gateway);
  return gateway.to(one.path).find(({ body }) => JSON.stringify(body).includes('say hello')) ?? missing;
}

const missing = { method: '', path: '', headers: {}, body: undefined };
