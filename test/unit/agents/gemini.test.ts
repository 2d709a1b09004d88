import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { gemini } from '../../../src/agents/gemini.ts';
import { doctor } from '../../../src/agents/gemini/doctor.ts';
import { at, listAt } from '../../../src/json-path.ts';
import { reveal } from '../../../src/keys/secret.ts';
import { gatewayKey, launchOf, providerKey, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };
const own = '/home/dev/.gemini/settings.json';
const project = '/home/dev/project/.gemini/settings.json';

describe('the credential', () => {
  test('is in the variable of the key where the gateway takes the header of that', () => {
    const { set } = planned({ 'x-goog-api-key': '<key>' });
    expect(set).toMatchObject({ GEMINI_API_KEY: gatewayKey, GEMINI_CLI_CUSTOM_HEADERS: '' });
  });

  test('goes in a custom header otherwise, and the variable of the key is empty', () => {
    const { set } = planned(bearer);
    expect(set).toMatchObject({
      GEMINI_API_KEY: '',
      GEMINI_CLI_CUSTOM_HEADERS: ['authorization:Bearer ', gatewayKey],
    });
  });

  test('a provider key is beside the one of the gateway', () => {
    const { set } = planned({ 'cf-aig-authorization': 'Bearer <key>', 'x-goog-api-key': '<provider-key>' });
    expect(set).toMatchObject({
      GEMINI_API_KEY: providerKey,
      GEMINI_CLI_CUSTOM_HEADERS: ['cf-aig-authorization:Bearer ', gatewayKey],
    });
  });

  test('decides how the CLI logs in', () => {
    expect(settingsOf(planned({ 'x-goog-api-key': '<key>' }))).toMatchObject({
      security: { auth: { selectedType: 'gemini-api-key' } },
    });
    expect(settingsOf(planned(bearer))).toMatchObject({
      security: { auth: { selectedType: 'gateway', useExternal: true } },
    });
  });
});

describe('the model', () => {
  test('has another name where the CLI would ask for the latest in its place', () => {
    const texts = { [own]: '{"modelConfigs":{"customAliases":{"mine":{}}}}' };
    const plan = planned(bearer, { model: 'gemini-3.5-flash' }, { texts });
    const name = './gemini-3.5-flash';
    expect(plan.set['GEMINI_MODEL']).toBe(name);
    expect(new URL(`https://gateway.test/v1beta/models/${name}:x`).pathname).toBe('/v1beta/models/gemini-3.5-flash:x');
    expect(at(settingsOf(plan), 'modelConfigs', 'customAliases')).toEqual({
      mine: {},
      [name]: { extends: 'chat-base-3', modelConfig: { model: name } },
    });
    expect(namedFor(settingsOf(plan), 'chat-compression-default')).toBe(name);
  });

  test.each(['gemini-2.5-pro', 'gemini-3.8-flash', 'google/gemini-3.5-flash', 'openai/gpt-5.5'])(
    '%s keeps its own',
    (model) => {
      const plan = planned(bearer, { model });
      expect(plan.set['GEMINI_MODEL']).toBe(model);
      expect(at(settingsOf(plan), 'modelConfigs', 'customAliases')).toBeUndefined();
    },
  );
});

describe('headers', () => {
  test.each([
    'plain',
    'a,b,c',
    '{"session":"1"}',
    '{"session":"1","agent":"gemini","user":"dev","project":"x"}',
    'user:dev, project:x',
    '{"a":"one, two: three","b":"https://x.test/,y:z"}',
    '',
  ])('%s arrives as it was, save for spaces behind commas', (value) => {
    const { set, notes } = planned(bearer, { headers: { 'x-meta': value, 'x-other': '1' } });
    const sent = received(custom(set));
    expect(sent['x-meta']?.replaceAll(', ', ',')).toBe(value.replaceAll(', ', ','));
    expect(sent).toMatchObject({ 'x-other': '1', authorization: 'Bearer key' });
    expect(notes).toEqual([]);
  });

  test('what has no such way is left out, and said', () => {
    const headers = { 'x-m': '{"a":1,"b":2,"c":3,"d":4,"e":5}', 'x-lines': 'a\nb', 'x-other': '1' };
    const { set, notes } = planned(bearer, { headers });
    expect(received(custom(set))).toEqual({ 'x-other': '1', authorization: 'Bearer key' });
    expect(notes).toEqual([expect.stringContaining('x-m'), expect.stringContaining('x-lines')]);
  });
});

describe('the settings of a session', () => {
  test('are those of the user but for the login, the reports and the names of models', () => {
    const mine = {
      ui: { theme: 'Mine' },
      security: {
        auth: { selectedType: 'oauth-personal', enforcedType: 'oauth-personal' },
        folderTrust: { enabled: true },
      },
      privacy: { usageStatisticsEnabled: true },
      model: { name: 'other', maxSessionTurns: 5 },
      modelConfigs: { customOverrides: [{ match: { model: 'classifier' }, modelConfig: { model: 'mine' } }] },
    };
    const settings = settingsOf(planned(bearer, {}, { texts: { [own]: `// mine\n${JSON.stringify(mine)}` } }));
    expect(settings).toMatchObject({
      ui: mine.ui,
      security: { auth: { selectedType: 'gateway', useExternal: true }, folderTrust: { enabled: true } },
      privacy: { usageStatisticsEnabled: false },
      model: mine.model,
    });
    expect(at(settings, 'security', 'auth')).not.toHaveProperty('enforcedType');
    // Of two that fit alike, the later one counts.
    expect(listAt(settings, 'modelConfigs', 'customOverrides')[0]).toEqual(mine.modelConfigs.customOverrides[0]);
    expect(namedFor(settings, 'classifier')).toBe('gemini-2.5-pro');
  });

  test('give its own work to the small model, and the shortening of a conversation to the main one', () => {
    const small = { protocol: 'gemini', baseUrl: 'https://gateway.test/genai', model: 'gemini-2.5-flash' } as const;
    const settings = settingsOf(planned(bearer, { small: { ...small, credentials: bearer } }));
    expect(namedFor(settings, 'summarizer-default')).toBe('gemini-2.5-flash');
    expect(namedFor(settings, 'chat-compression-default')).toBe('gemini-2.5-pro');
    const apart = settingsOf(planned(bearer, { small: { ...small, baseUrl: 'https://other.test' } }));
    expect(namedFor(apart, 'summarizer-default')).toBe('gemini-2.5-pro');
  });

  test.each([
    [undefined, undefined, undefined],
    [2_000_000, undefined, undefined],
    [1_048_576, 0.2, 0.2],
    [262_144, undefined, 0.125],
    [262_144, 0.8, 0.2],
  ])('a window of %s and a threshold of %s give a threshold of %s', (contextWindow, wanted, given) => {
    const texts = { [own]: JSON.stringify({ model: { compressionThreshold: wanted } }) };
    const about = contextWindow === undefined ? {} : { contextWindow };
    const settings = settingsOf(planned(bearer, { main: about }, { texts }));
    expect(at(settings, 'model', 'compressionThreshold')).toBe(given);
  });

  test('are refused where those of the user are no JSON', () => {
    expect(() => planned(bearer, {}, { texts: { [own]: '{ "ui": ' } })).toThrow(`${own} is no JSON object`);
  });

  test("a project's must not choose another login", () => {
    const choosing = (auth: object): LaunchPlan =>
      planned(bearer, {}, { texts: { [project]: JSON.stringify({ security: { auth } }) } });
    expect(() => choosing({ selectedType: 'vertex-ai' })).toThrow(`${project} sets security.auth.selectedType`);
    expect(() => choosing({ useExternal: false })).toThrow('security.auth.useExternal');
    expect(choosing({ selectedType: 'gateway' }).set).toHaveProperty('GEMINI_MODEL');
    expect(planned(bearer, {}, { texts: { [project]: 'junk' } }).set).toHaveProperty('GEMINI_MODEL');
  });

  test('need a folder', () => {
    const { folder: _folder, ...launch } = launchOf(caseOf(bearer, {}, {}));
    expect(() => gemini.plan(targetOf(caseOf(bearer, {}, {})), launch)).toThrow("can't be written");
  });
});

describe("an administrator's settings", () => {
  const obstacles = (settings: object): readonly string[] =>
    (doctor.obstacles?.(JSON.stringify(settings), targetOf(caseOf(bearer, {}, {}))) ?? []).map(({ key }) => key);

  test('are obstacles where they say how to log in', () => {
    expect(obstacles({ security: { auth: { enforcedType: 'oauth-personal', selectedType: 'gateway' } } })).toEqual([
      'security.auth.enforcedType',
    ]);
    expect(obstacles({ ui: {}, model: { name: 'other' } })).toEqual([]);
  });

  test('are where the variable says', () => {
    const { host } = launchOf(caseOf(bearer, {}, { env: { GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/srv/policy.json' } }));
    expect(gemini.managedPaths?.(host)).toEqual(['/srv/policy.json']);
  });
});

describe("the user's arguments", () => {
  test.each([[['mcp', 'list']], [['--debug', 'extensions', 'list']], [['-m', 'x', 'skill', 'list']]])(
    '%j is a subcommand, and left alone',
    (args) => {
      expect(planned(bearer, {}, { args })).toMatchObject({
        args,
        set: {},
        notes: [expect.stringContaining('no session')],
      });
    },
  );

  test.each([[['-p', 'mcp']], [['--', 'mcp']], [['explain', 'mcp']], [['-m', 'mcp']]])('%j is a session', (args) => {
    expect(planned(bearer, {}, { args })).toMatchObject({ args, set: { GEMINI_MODEL: 'gemini-2.5-pro' } });
  });

  test.each([[['-s']], [['--sandbox']], [['-ys', '-p', 'x']], [['--sandbox=true']]])('%j is refused', (args) => {
    expect(() => planned(bearer, {}, { args })).toThrow(/sandbox/);
  });

  test('a sandbox that variable or settings ask for is refused, unless it is switched off', () => {
    const texts = { [own]: '{"tools":{"sandbox":"docker"}}' };
    const object = { [own]: '{"tools":{"sandbox":{"enabled":true,"command":"podman"}}}' };
    expect(() => planned(bearer, {}, { texts })).toThrow('tools.sandbox');
    expect(() => planned(bearer, {}, { texts: object })).toThrow('tools.sandbox');
    expect(() => planned(bearer, {}, { env: { GEMINI_SANDBOX: 'docker' } })).toThrow('GEMINI_SANDBOX');
    const theirs = { [project]: '{"tools":{"sandbox":true}}' };
    expect(() => planned(bearer, {}, { texts: theirs })).toThrow('tools.sandbox in /home/dev/project');
    expect(planned(bearer, {}, { texts, args: ['--no-sandbox'] }).args).toEqual(['--no-sandbox']);
    expect(planned(bearer, {}, { texts, env: { GEMINI_SANDBOX: 'false' } }).args).toEqual([]);
  });
});

interface Parts {
  readonly model?: string;
  readonly main?: AgentCase['target']['main']['about'];
  readonly small?: AgentCase['target']['small'];
  readonly headers?: Readonly<Record<string, string>>;
}

function caseOf(
  credentials: Readonly<Record<string, string>>,
  { model = 'gemini-2.5-pro', main = {}, small, headers }: Parts,
  launch: NonNullable<AgentCase['launch']>,
): AgentCase {
  const base = { protocol: 'gemini', baseUrl: 'https://gateway.test/genai', model } as const;
  return {
    target: {
      main: { ...base, credentials, about: main },
      ...(small === undefined ? {} : { small }),
      ...(headers === undefined ? {} : { headers }),
    },
    launch,
  };
}

function planned(
  credentials: Readonly<Record<string, string>>,
  parts: Parts = {},
  launch: NonNullable<AgentCase['launch']> = {},
): LaunchPlan {
  const given = caseOf(credentials, parts, launch);
  return gemini.plan(targetOf(given), launchOf(given));
}

function settingsOf(plan: LaunchPlan): unknown {
  return JSON.parse(plan.files?.[0]?.content() ?? '');
}

/** Which model the last override gives to this work. */
function namedFor(settings: unknown, work: string): unknown {
  const overrides = listAt(settings, 'modelConfigs', 'customOverrides');
  return at(
    overrides.findLast((one) => at(one, 'match', 'model') === work),
    'modelConfig',
    'model',
  );
}

function custom(set: LaunchPlan['set']): string {
  const setting = set['GEMINI_CLI_CUSTOM_HEADERS'];
  if (setting === undefined || (typeof setting === 'object' && 'over' in setting)) throw new Error('no headers');
  return reveal(setting, new Map([[gatewayKey.account, 'key']]));
}

/** As Gemini CLI 0.61.0 reads the variable, and as `fetch` sends it. */
function received(text: string): Readonly<Record<string, string>> {
  const headers = new Headers();
  const fields = text.split(/,(?=\s*[^,:]+:)/).map((field) => [field.split(':', 1)[0] ?? '', field] as const);
  for (const [name, field] of new Map(fields)) headers.append(name.trim(), field.slice(name.length + 1).trim());
  return Object.fromEntries(headers);
}
