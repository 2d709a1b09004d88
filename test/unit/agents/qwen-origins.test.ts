import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/qwen/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.qwen/settings.json';
const project = '/home/dev/project/.qwen/settings.json';
const system = '/etc/qwen-code/settings.json';
const env = { OPENAI_API_KEY: 'sk-of-the-environment-1111', OPENAI_BASE_URL: 'http://a', OPENAI_MODEL: 'm' };
const login = (selectedType: string, more: object = {}): object => ({ security: { auth: { selectedType, ...more } } });
const asking = { security: { folderTrust: { enabled: true } } };
const list = (...models: readonly object[]): object => ({ ...login('openai'), modelProviders: { openai: models } });
const one = { id: 'one', envKey: 'MY_KEY', baseUrl: 'http://one' };
const two = { id: 'two', envKey: 'MY_KEY', baseUrl: 'http://two' };

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const wins = (sets: Origin['sets'], machine: Machine): string | undefined => where(winner(on(machine), sets, 'user'));
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);

describe('what Qwen Code obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    [
      'a variable of the settings before their own address',
      { files: { [user]: { ...login('openai', { baseUrl: 'http://s' }), env: { OPENAI_BASE_URL: 'http://e' } } } },
      '~/.qwen/settings.json:9 env.OPENAI_BASE_URL',
    ],
    [
      'the one of two alike that is stored beside its name',
      {
        env,
        files: {
          [user]: { ...list(one, { ...two, id: 'one' }), model: { name: 'one', baseUrl: 'http://two' } },
        },
      },
      '~/.qwen/settings.json:17 modelProviders.openai.1.baseUrl',
    ],
    ['none where no login is chosen', { env: { ...env, OPENAI_MODEL: '' } }, undefined],
    [
      "none of a list that a repository's replaces",
      { env, files: { [user]: list(one), [project]: { modelProviders: { openai: [{ id: 'm' }] } } } },
      'OPENAI_BASE_URL',
    ],
  ])('as an endpoint is %s', (_what, machine, expected) => {
    expect(wins('endpoint', machine)).toBe(expected);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    ['the key of the login', { env: { ...env, ANTHROPIC_API_KEY: 'x' } }, ['OPENAI_API_KEY']],
    [
      "the login's where that is not set",
      { env: { ...env, OPENAI_MODEL: 'one' }, files: { [user]: list(one) } },
      ['OPENAI_API_KEY'],
    ],
    [
      'the key in the settings last',
      { files: { [user]: login('openai', { apiKey: 'x' }) } },
      ['~/.qwen/settings.json:5 security.auth.apiKey'],
    ],
    [
      'a header in its place',
      { env, files: { [user]: { model: { generationConfig: { customHeaders: { Authorization: 'Bearer x' } } } } } },
      ['~/.qwen/settings.json:5 model.generationConfig.customHeaders.Authorization'],
    ],
    [
      'a header beside it',
      { env, files: { [user]: { model: { generationConfig: { customHeaders: { 'x-api-key': 'x', 'x-b': 'y' } } } } } },
      ['~/.qwen/settings.json:5 model.generationConfig.customHeaders.x-api-key', 'OPENAI_API_KEY'],
    ],
  ])('as a credential is %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it.each<readonly [string, Machine, string | undefined]>([
    [
      "an administrator's above a repository's",
      { env, files: { [project]: { model: { name: 'p' } }, [system]: { model: { name: 's' } } } },
      `${system}:3 model.name`,
    ],
    [
      "a repository's, asked of nobody",
      { env, files: { [user]: { model: { name: 'u' } }, [project]: { model: { name: 'p' } } } },
      `${project}:3 model.name`,
    ],
    [
      'none of a folder that is not trusted',
      { env, files: { [user]: asking, [project]: { model: { name: 'p' } } } },
      'OPENAI_MODEL',
    ],
    [
      'that of a folder that the user trusts',
      {
        env,
        files: {
          [user]: asking,
          [project]: { model: { name: 'p' } },
          '/home/dev/.qwen/trustedFolders.json': { '/home/dev/project': 'TRUST_FOLDER', '/home/dev': 'DO_NOT_TRUST' },
        },
      },
      `${project}:3 model.name`,
    ],
    ['of no project in the home itself', { cwd: '/home/dev', files: { [user]: {} } }, undefined],
  ])('as a model is %s', (_what, machine, expected) => {
    expect(wins('model', machine)).toBe(expected?.replace('/home/dev', '~'));
  });

  it('is a name without what the program put in front of it', () => {
    const found = on({ env, files: { [user]: { model: { name: '$runtime|openai|mine' } } } });
    expect(winner(found, 'model', 'user')?.value).toBe('mine');
  });

  it('is told with the header of the key, which Anthropic alone takes in its own', () => {
    const headers = (url: string): unknown =>
      winner(
        on({ env: { ANTHROPIC_API_KEY: 'x', ANTHROPIC_MODEL: 'm', ANTHROPIC_BASE_URL: url } }),
        'credential',
        'user',
      )?.headers;
    expect(headers('https://api.anthropic.com')).toEqual(['x-api-key']);
    expect(headers('http://localhost:1')).toEqual(['authorization']);
  });
});

describe('what a launch does not keep out', () => {
  const hooks = { hooks: { SessionStart: [{ hooks: [{ type: 'command', command: '/opt/hook --all' }] }] } };

  it("is a repository's hook, where the folder is trusted or nobody is asked", () => {
    const commands = (machine: Machine): readonly Origin[] => on(machine).filter(({ sets }) => sets === 'command');
    expect(commands({ files: { [project]: hooks } })).toMatchObject([
      { from: 'project', key: 'hooks.SessionStart', line: 8, value: 'hook …', beatsJetway: true },
    ]);
    expect(commands({ files: { [user]: asking, [project]: hooks } })).toMatchObject([
      { void: 'this folder is not trusted' },
    ]);
  });

  it("is a repository's proxy", () => {
    const proxies = (machine: Machine): readonly string[] =>
      on(machine)
        .filter(({ dormant, beatsJetway }) => dormant === true && beatsJetway === true)
        .map(({ key }) => key);
    const files = { [project]: { proxy: 'http://theirs' }, '/home/dev/project/.env': 'HTTPS_PROXY=http://theirs' };
    expect(proxies({ files })).toEqual(['proxy', 'HTTPS_PROXY']);
    expect(proxies({ files, env: { HTTPS_PROXY: 'http://mine' } })).toEqual(['proxy']);
    expect(proxies({ files: { ...files, [user]: asking } })).toEqual([]);
  });
});

describe('what spoils a start of Qwen Code', () => {
  it.each<readonly [string, Machine, object]>([
    [
      'another login that is enforced',
      { env, files: { [user]: { security: { auth: { enforcedType: 'gemini' } } } } },
      { key: 'security.auth.enforcedType', problem: { stops: true } },
    ],
    [
      "a comma at the end of a repository's",
      { files: { [project]: '{ "a": 1, }' } },
      { place: project, problem: { stops: false, what: expect.stringContaining('settings.json.corrupted') } },
    ],
    [
      'a sandbox',
      { files: { [user]: { tools: { sandbox: 'docker' } } } },
      { key: 'tools.sandbox', beatsJetway: true, problem: { stops: true } },
    ],
  ])('is %s', (_what, machine, expected) => {
    const problems = on(machine).filter(({ sets }) => sets === 'problem');
    expect(problems).toMatchObject([expected]);
    expect(problems[0]?.problem?.hint).toMatch(/./);
  });

  it.each<readonly [string, Machine]>([
    ['the environment', { env }],
    ["Google's key and model, without an address", { env: { GEMINI_API_KEY: 'x', GEMINI_MODEL: 'm' } }],
    [
      'a sandbox that the environment switches off',
      { env: { QWEN_SANDBOX: 'false' }, files: { [user]: { tools: { sandbox: true } } } },
    ],
    ['comments', { files: { [user]: '// mine\n{ /* a */ "b": 1 }' } }],
  ])('is not %s', (_what, machine) => {
    expect(on(machine).filter(({ sets }) => sets === 'problem')).toEqual([]);
  });
});
