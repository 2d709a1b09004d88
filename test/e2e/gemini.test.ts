import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { type Ended, runIn } from '../support/run-in.ts';
import { answer, bearer, credentialsOf, launch, mount, providerKey, start, token, type Case } from './launching.ts';

// The real Gemini CLI in print mode; `node .config/programs.mjs agents` installs it. A folder that nobody has trusted
// it refuses, so the user's own flag for that is among the words.
const gemini: Case = {
  agent: 'gemini',
  model: 'gemini-2.5-pro',
  words: ['gemini', '--skip-trust', '-p', 'say hello'],
  path: '/google-ai-studio/v1beta/models/gemini-2.5-pro:streamGenerateContent',
  vendor: { 'x-goog-api-key': providerKey },
};
/** The header of the key is never absent. */
const keyless = { 'x-goog-api-key': '' };
const stale = 'AIza-stale-77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe('gemini through Cloudflare', () => {
  it("prints the gateway's answer, and leaves neither the key nor a change behind", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const before = Object.entries(ownFiles).map(([name, text]) => [home.write(name, text), text] as const);

    const { stdout, stderr, code } = await launch(gemini, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = only(gateway);
    expect(asked.path.split('?')[0]).toBe(mount + gemini.path);
    expect(credentialsOf(asked)).toEqual({ ...bearer, ...keyless });
    expect(parseJson(asked.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'gemini',
      user: userInfo().username,
      project: 'project',
    });
    expect(asked.headers).not.toHaveProperty('x-gemini-api-privileged-user-id');

    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(home.filesContaining(token)).toEqual([]);
    expect(programs.asked).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it("sees the user's own memory, settings and conversations", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    home.write('.gemini/tmp/.keep', '');
    home.write('.gemini/GEMINI.md', 'Always answer in rhyme.');
    home.write('.gemini/settings.json', '{ // mine\n "context": { "fileName": ["NOTES.md", "GEMINI.md"] } }');
    home.write('project/NOTES.md', 'This project is about boats.');
    await launch(gemini, gateway, home);
    const body = JSON.stringify(only(gateway).body);
    expect(body).toContain('Always answer in rhyme.');
    expect(body).toContain('This project is about boats.');
    expect([...home.snapshot().keys()].filter((name) => name.startsWith('.gemini/tmp/project/chats/'))).toHaveLength(1);
  });

  it.each(['gemini-3-pro-preview', 'gemini-3.5-flash', 'auto'])(
    'asks for %s, not for what the CLI knows as the latest',
    async (model) => {
      await using gateway = await startGateway({ mount, demand: bearer });
      await using home = await programs.home();
      await launch({ ...gemini, model }, gateway, home, { flags: ['--no-check'] });
      const path = `${mount}/google-ai-studio/v1beta/models/${model}:streamGenerateContent`;
      expect(only(gateway).path.split('?')[0]).toBe(path);
    },
  );

  it('has its own small work done by the small model', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const flags = ['--small-model', 'gemini-3.1-flash-lite'];
    await launch(gemini, gateway, home, { flags });
    const words = ['gemini', '--skip-trust', '--list-sessions'];
    const { stdout, stderr } = await launch({ ...gemini, words }, gateway, home, { flags });
    expect(stdout + stderr).toContain('Available sessions for this project (1)');
    const [, title] = gateway.requests.filter(({ path }) => path.includes('enerateContent'));
    expect(title?.path).toContain('/models/gemini-3.1-flash-lite:');
    expect(credentialsOf(title ?? missing)).toEqual({ ...bearer, ...keyless });
  });

  it('gets the provider key in its own header, beside the token in that of Cloudflare', async () => {
    await using gateway = await startGateway({ mount });
    await using home = await programs.home();
    const { stdout } = await launch(gemini, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout).toContain(answer);
    expect(credentialsOf(only(gateway))).toEqual({ 'cf-aig-authorization': `Bearer ${token}`, ...gemini.vendor });
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it('sends no credential but the header of Cloudflare where that is wanted', async () => {
    const demand = { 'cf-aig-authorization': `Bearer ${token}` };
    await using gateway = await startGateway({ mount, demand });
    await using home = await programs.home();
    const flags = ['--set', 'credential-header=cf-aig-authorization'];
    const { stdout } = await launch(gemini, gateway, home, { flags });
    expect(stdout).toContain(answer);
    expect(credentialsOf(only(gateway))).toEqual({ ...demand, ...keyless });
  });
});

describe('gemini, its life', () => {
  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [gemini.path]: 'slow' } });
    await using home = await programs.home();
    const { child, end } = start(gemini, gateway, home);
    await vi.waitFor(() => expect(gateway.to(gemini.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

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

  it.each([
    [1, []],
    [400 % 256, ['-o', 'json']],
  ])('keeps its exit code %i where the gateway refuses the request, with %j', async (expected, more) => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [gemini.path]: '400' } });
    await using home = await programs.home();
    const words = [...gemini.words, ...more];
    const { code } = await launch({ ...gemini, words }, gateway, home, { flags: ['--no-check'] });
    expect(code).toBe(expected);
    expect(gateway.to(gemini.path)).toHaveLength(1);
  });

  it('asks about the folder as ever: without a terminal it ends with 55', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const words = ['gemini', '-p', 'say hello'];
    expect(await launch({ ...gemini, words }, gateway, home)).toMatchObject({
      code: 55,
      stderr: expect.stringContaining('--skip-trust'),
    });
    const trusted = home.write('.gemini/trustedFolders.json', JSON.stringify({ [home.cwd]: 'TRUST_FOLDER' }));
    const before = home.read(trusted);
    expect(await launch({ ...gemini, words }, gateway, home)).toMatchObject({ code: 0 });
    expect(home.read(trusted)).toBe(before);
  });

  it('runs a subcommand as it is, in the home of the user', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const words = ['gemini', 'mcp', 'add', '--scope', 'user', 'boats', 'echo'];
    const { code, stderr } = await launch({ ...gemini, words }, gateway, home);
    expect(code, stderr).toBe(0);
    expect(home.read('.gemini/settings.json')).toContain('boats');
    expect(home.filesContaining(token)).toEqual([]);
  });
});

const oauth = { 'settings.json': { security: { auth: { selectedType: 'oauth-personal' } }, model: { name: 'other' } } };

const leftovers: readonly {
  readonly what: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}[] = [
  {
    what: 'keys and addresses in the environment',
    env: {
      GEMINI_API_KEY: stale,
      GOOGLE_API_KEY: stale,
      GOOGLE_GEMINI_BASE_URL: elsewhere,
      GOOGLE_VERTEX_BASE_URL: elsewhere,
      GEMINI_API_KEY_AUTH_MECHANISM: 'bearer',
      GEMINI_CLI_CUSTOM_HEADERS: `Authorization: Bearer ${stale}`,
      GOOGLE_GENAI_API_VERSION: 'v9',
      GEMINI_MODEL: 'other',
    },
  },
  {
    what: 'Vertex AI',
    env: { GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_CLOUD_PROJECT: 'p', GOOGLE_CLOUD_LOCATION: 'us' },
  },
  {
    what: 'a login with Google that the settings choose',
    env: { GOOGLE_GENAI_USE_GCA: 'true' },
    files: {
      '.gemini/settings.json': JSON.stringify(oauth['settings.json']),
      '.gemini/oauth_creds.json': JSON.stringify({ access_token: stale, refresh_token: stale, expiry_date: 4e12 }),
    },
  },
  {
    what: 'what the .env of user and project set',
    files: Object.fromEntries(
      ['.gemini/.env', 'project/.env', 'project/.gemini/.env'].map((path) => [
        path,
        `GEMINI_API_KEY=${stale}\nGOOGLE_API_KEY=${stale}\nGOOGLE_GEMINI_BASE_URL=${elsewhere}\n` +
          `GEMINI_CLI_CUSTOM_HEADERS="x-api-key: ${stale}"\nGEMINI_MODEL=other\nGOOGLE_GENAI_USE_VERTEXAI=true\n`,
      ]),
    ),
  },
];

describe('left over', () => {
  const ways = [
    { kind: 'the token alone', more: {}, sent: { ...bearer, ...keyless } },
    {
      kind: 'a provider key',
      more: { JETWAY_PROVIDER_KEY: providerKey },
      sent: { 'cf-aig-authorization': `Bearer ${token}`, ...gemini.vendor },
    },
  ];
  const cases = leftovers.flatMap((one) => ways.map((way) => ({ ...one, ...way })));

  it.each(cases)('$what does not win over a launch with $kind', async ({ env = {}, files = {}, more, sent }) => {
    await using gateway = await startGateway({ mount });
    await using home = await programs.home();
    for (const [path, text] of Object.entries(files)) home.write(path, text);
    const { stdout, stderr, code } = await launch(gemini, gateway, home, { env: { ...env, ...more } });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(credentialsOf(only(gateway))).toEqual(sent);
    expect(JSON.stringify(gateway.requests)).not.toContain(stale);
    expect(programs.asked).toEqual([]);
    for (const [path, text] of Object.entries(files)) expect(home.read(path)).toBe(text);
  });
});

describe('gemini through another gateway', () => {
  const key = 'sk-gw-5b0e9d7713';
  const through = (home: Home, gateway: Gateway, flags: readonly string[]): Promise<Ended> =>
    runIn(home, ['jetway', ...flags, '--base-url', gateway.url, ...gemini.words], { env: { JETWAY_API_KEY: key } });
  const cases = [
    { id: 'bifrost', model: 'openai/gpt-5', path: '/genai/v1beta/models/openai/gpt-5:streamGenerateContent' },
    { id: 'litellm', model: 'team-model', path: '/v1beta/models/team-model:streamGenerateContent' },
    {
      id: 'compatible',
      model: 'google/gemini-2.5-pro:free',
      path: '/v1beta/models/google/gemini-2.5-pro:free:streamGenerateContent',
      flags: ['--set', 'protocols=gemini'],
    },
  ];

  it.each(cases)('$id gets the id as it is, and its key', async ({ id, model, path, flags = [] }) => {
    await using gateway = await startGateway({ models: [model] });
    await using home = await programs.home();
    const { stdout, stderr, code } = await through(home, gateway, ['--gateway', id, '--model', model, ...flags]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const [asked] = gateway.to(path);
    expect(Object.values(credentialsOf(asked ?? missing)).some((value) => value.includes(key))).toBe(true);
    expect(home.filesContaining(key)).toEqual([]);
  });
});

/** Where `requestOf` looks for the model in the body, this protocol has it in the path. */
function only(gateway: Gateway): Received {
  const asked = gateway.requests.filter(({ path }) => path.includes('enerateContent'));
  expect(asked).toHaveLength(1);
  return asked[0] ?? missing;
}

const missing: Received = { method: '', path: '', headers: {}, body: undefined };

const ownFiles: Readonly<Record<string, string>> = {
  '.gemini/settings.json': '{\n  // mine\n  "ui": { "hideBanner": true },\n\t"general": {"vimMode": false}\n}',
  '.gemini/GEMINI.md': '# Mine\n',
  '.gemini/trustedFolders.json': '{}',
  '.gemini/keybindings.json': '[]\n',
};
