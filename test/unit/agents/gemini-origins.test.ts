import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/gemini/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.gemini/settings.json';
const project = '/home/dev/project/.gemini/settings.json';
const system = '/etc/gemini-cli/settings.json';
const env = { GEMINI_API_KEY: 'sk-of-the-environment-1111', GOOGLE_GEMINI_BASE_URL: 'http://a' };
const trusted = { GEMINI_CLI_TRUST_WORKSPACE: 'true' };
const login = (selectedType: string): object => ({ security: { auth: { selectedType } } });
const byKey = { [user]: login('gemini-api-key') };

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const wins = (sets: Origin['sets'], machine: Machine): string | undefined => where(winner(on(machine), sets, 'user'));
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);

describe('what Gemini CLI obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    [
      'no .env of a folder that is not trusted',
      { files: { ...byKey, '/home/dev/project/.env': 'GOOGLE_GEMINI_BASE_URL=http://b' } },
      undefined,
    ],
    [
      'Google after a login there',
      { env, files: { [user]: login('oauth-personal') } },
      '~/.gemini/settings.json:4 security.auth.selectedType',
    ],
    [
      'the address of Vertex where that is chosen',
      { env: { ...env, GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_VERTEX_BASE_URL: 'http://v' } },
      'GOOGLE_VERTEX_BASE_URL',
    ],
    [
      'Vertex itself without an address',
      { env: { ...env, GOOGLE_GENAI_USE_VERTEXAI: 'true' } },
      'GOOGLE_GENAI_USE_VERTEXAI',
    ],
  ])('as an endpoint is %s', (_what, machine, expected) => {
    expect(wins('endpoint', machine)).toBe(expected);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    ['its key, not that for Vertex', { env: { ...env, GOOGLE_API_KEY: 'x' }, files: byKey }, ['GEMINI_API_KEY']],
    [
      'that for Vertex where that is chosen',
      { env: { ...env, GOOGLE_API_KEY: 'x' }, files: { [user]: login('vertex-ai') } },
      ['GOOGLE_API_KEY'],
    ],
    [
      'the login with Google alone where that is chosen',
      {
        env,
        files: {
          [user]: login('oauth-personal'),
          '/home/dev/.gemini/oauth_creds.json': { access_token: 'ya29.of-the-login-2222' },
        },
      },
      ['~/.gemini/oauth_creds.json:2 access_token'],
    ],
    [
      "a key of a repository's .env, trusted or not",
      { files: { ...byKey, '/home/dev/project/.env': 'GEMINI_API_KEY=x' } },
      ['~/project/.env:1 GEMINI_API_KEY'],
    ],
    [
      'no second .env',
      { files: { ...byKey, '/home/dev/project/.env': 'A=1', '/home/dev/.env': 'GEMINI_API_KEY=x' } },
      [],
    ],
  ])('as a credential is %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it.each<readonly [string, Machine, string | undefined]>([
    [
      'the environment above all settings',
      { env: { GEMINI_MODEL: 'm' }, files: { [system]: { model: { name: 's' } } } },
      'GEMINI_MODEL',
    ],
    [
      "an administrator's settings above a trusted repository's",
      { env: trusted, files: { [project]: { model: { name: 'p' } }, [system]: { model: { name: 's' } } } },
      '/etc/gemini-cli/settings.json:3 model.name',
    ],
    [
      "a trusted repository's above the user's",
      {
        files: {
          [user]: { model: { name: 'u' } },
          [project]: { model: { name: 'p' } },
          '/home/dev/.gemini/trustedFolders.json': { '/home/dev/project/x': 'TRUST_PARENT', '/home': 'DO_NOT_TRUST' },
        },
      },
      '~/project/.gemini/settings.json:3 model.name',
    ],
    [
      "the user's above that of a repository nobody trusts",
      { files: { [user]: { model: { name: 'u' } }, [project]: { model: { name: 'p' } } } },
      '~/.gemini/settings.json:3 model.name',
    ],
    [
      "the user's above an administrator's defaults",
      { files: { [user]: { model: { name: 'u' } }, '/etc/gemini-cli/system-defaults.json': { model: { name: 'd' } } } },
      '~/.gemini/settings.json:3 model.name',
    ],
    ['of no project in the home itself', { cwd: '/home/dev', files: { [user]: {} } }, undefined],
  ])('as a model is %s', (_what, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it('shows the value of a variable that settings name', () => {
    const found = on({ env: { MINE: 'm' }, files: { [user]: { model: { name: '${MINE}-${GONE}' } } } });
    expect(winner(found, 'model', 'user')?.value).toBe('m-${GONE}');
  });

  it.each([
    ['gemini-api-key', 'gemini-3-pro-preview → gemini-3.1-pro-preview'],
    ['gateway', 'gemini-3-pro-preview → gemini-2.5-pro'],
    ['vertex-ai', 'gemini-3-pro-preview'],
  ])('shows what the login %s makes of a model', (type, expected) => {
    const found = on({ env: { GEMINI_MODEL: 'gemini-3-pro-preview' }, files: { [user]: login(type) } });
    expect(winner(found, 'model', 'user')?.value).toBe(expected);
  });

  it('says why what a repository sets counts for nothing', () => {
    const found = on({ env, files: { ...byKey, [project]: { model: { name: 'p' } } } });
    expect(found.find(({ from }) => from === 'project')?.void).toBe('this folder is not trusted');
  });
});

describe('what a launch does not keep out', () => {
  const run = { tools: { discoveryCommand: '/opt/find --all' } };

  it("is a trusted repository's program", () => {
    const commands = (machine: Machine): readonly Origin[] => on(machine).filter(({ sets }) => sets === 'command');
    expect(commands({ env: trusted, files: { [project]: run } })).toMatchObject([
      { from: 'project', value: 'find …', beatsJetway: true },
    ]);
    expect(commands({ files: { [project]: run } })).toMatchObject([{ void: 'this folder is not trusted' }]);
  });

  it("is a proxy in a trusted repository's .env", () => {
    const files = { ...byKey, '/home/dev/project/.env': 'HTTPS_PROXY=http://theirs' };
    const proxies = (more: Machine['env'] = {}): readonly Origin[] =>
      on({ env: { ...trusted, ...more }, files }).filter(({ key }) => key === 'HTTPS_PROXY');
    expect(proxies()).toMatchObject([{ from: 'project', line: 1, dormant: true, beatsJetway: true }]);
    expect(proxies({ HTTPS_PROXY: 'http://mine' })).toEqual([]);
  });
});

describe('what spoils a start of Gemini CLI', () => {
  it.each<readonly [string, Machine, object]>([
    [
      'a login that it refuses',
      { env, files: { [user]: login('gateway') } },
      { key: 'security.auth.selectedType', value: 'gateway', problem: { stops: true } },
    ],
    [
      'another login that is enforced',
      { env, files: { [user]: { security: { auth: { selectedType: 'gemini-api-key', enforcedType: 'gateway' } } } } },
      { key: 'security.auth.enforcedType', problem: { stops: true } },
    ],
    [
      'answers about folders that are no JSON',
      { files: { '/home/dev/.gemini/trustedFolders.json': '' } },
      { place: '/home/dev/.gemini/trustedFolders.json', beatsJetway: true, problem: { stops: true } },
    ],
    [
      'other models under the names of some',
      {
        files: {
          [user]: { modelConfigs: { customOverrides: [{ match: { model: 'x' }, modelConfig: { model: 'y' } }] } },
        },
      },
      { key: 'modelConfigs.customOverrides', value: 'x', beatsJetway: true, problem: { stops: false } },
    ],
    [
      'a sandbox',
      { files: { [user]: { tools: { sandbox: true } } } },
      { key: 'tools.sandbox', beatsJetway: true, problem: { stops: true } },
    ],
    [
      'a sandbox of the environment',
      { env: { GEMINI_SANDBOX: 'docker' } },
      { key: 'GEMINI_SANDBOX', beatsJetway: true },
    ],
  ])('is %s', (_what, machine, expected) => {
    const problems = on(machine).filter(({ sets }) => sets === 'problem');
    expect(problems).toMatchObject([expected]);
    expect(problems[0]?.problem?.hint).toMatch(/./);
  });

  it.each<readonly [string, Machine]>([
    ['a login by key', { env, files: byKey }],
    ['one that is not checked', { env, files: { [user]: { security: { auth: { useExternal: true } } } } }],
    [
      'a sandbox that the environment switches off',
      { env: { GEMINI_SANDBOX: 'false' }, files: { [user]: { tools: { sandbox: true } } } },
    ],
    ['comments', { files: { [user]: '// mine\n{ /* a */ "b": 1 }' } }],
    ['headers in a row', { env: { ...env, GEMINI_CLI_CUSTOM_HEADERS: 'a: 1, b: {"c":"d"}' }, files: byKey }],
    ['settings of modes alone', { files: { [user]: { modelConfigs: { customAliases: { x: { modelConfig: {} } } } } } }],
  ])('is not %s', (_what, machine) => {
    expect(on(machine).filter(({ sets }) => sets === 'problem')).toEqual([]);
  });
});
