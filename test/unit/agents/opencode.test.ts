import { expect, test } from 'vitest';
import type { Launch, ModelEndpoint, Target } from '../../../src/agents/agent.ts';
import { opencode } from '../../../src/agents/opencode.ts';
import { Failure } from '../../../src/failure.ts';
import type { Host } from '../../../src/host.ts';
import { revealJson, Secret, type SecretJson } from '../../../src/keys/secret.ts';

const secret = new Secret('https://gateway.test');
const keys = new Map([['https://gateway.test', 'k-1']]);

test.each([
  ['openai-responses', '@ai-sdk/openai', 'https://gateway.test/base'],
  ['openai-chat', '@ai-sdk/openai-compatible', 'https://gateway.test/base'],
  ['anthropic-messages', '@ai-sdk/anthropic', 'https://gateway.test/base/v1'],
  ['gemini', '@ai-sdk/google', 'https://gateway.test/base/v1beta'],
] as const)('%s goes through %s at %s', (protocol, npm, api) => {
  const { provider } = configuration(target({ protocol }));
  expect(provider.jetway).toMatchObject({ npm, api, models: { 'gpt-5.5': { provider: { npm, api } } } });
  expect(delivery(target({ protocol })).endpoints[0]?.baseUrl).toBe(api);
});

test('neither variables nor arguments hold a key where there are pipes', () => {
  const plan = opencode.plan(target(), launch());
  expect(plan.pipes).toHaveLength(1);
  expect(Object.keys(plan.set)).toEqual([
    'OPENCODE_CONFIG_CONTENT',
    'npm_config_fetch_retries',
    'npm_config_fetch_timeout',
    'JETWAY_FD',
  ]);
  expect(JSON.stringify([plan.set, plan.args])).not.toContain('<key of');
});

test('credentials and attribution arrive together, keys in place', () => {
  const given = target({
    credentials: { 'x-gateway-authorization': ['Bearer ', secret], 'x-api-key': secret },
  });
  expect(delivery({ ...given, headers: { 'x-attribution': '{"a":"b"}' } }).endpoints[0]?.headers).toEqual({
    'x-attribution': '{"a":"b"}',
    'x-gateway-authorization': 'Bearer k-1',
    'x-api-key': 'k-1',
  });
});

test('without pipes the same delivery comes by a variable', () => {
  const plan = opencode.plan(target(), launch({ pipes: false }));
  expect(plan.pipes).toBeUndefined();
  expect(plan.set).not.toHaveProperty('JETWAY_FD');
  expect(plan.set['JETWAY_ENDPOINTS']).toEqual({ over: delivered(target()) });
});

test('the small model has its own protocol, address and place in the delivery', () => {
  const both = target({}, { protocol: 'anthropic-messages', baseUrl: 'https://other.test', model: 'haiku' });
  const { provider, model, small_model: smallModel } = configuration(both);
  expect([model, smallModel]).toEqual(['jetway/gpt-5.5', 'jetway/haiku']);
  expect(provider.jetway.models['haiku']).toMatchObject({
    provider: { npm: '@ai-sdk/anthropic', api: 'https://other.test/v1' },
    headers: { 'x-jetway-endpoint': '1' },
  });
  expect(provider.jetway.models['gpt-5.5']).toMatchObject({ headers: { 'x-jetway-endpoint': '0' } });
  expect(delivery(both).endpoints.map((endpoint) => endpoint.baseUrl)).toEqual([
    'https://gateway.test/base',
    'https://other.test/v1',
  ]);
});

test('a model is called as the user knows it, and goes out as the gateway does', () => {
  const about = { id: 'openai/gpt-5.5', protocols: [] };
  const { provider, model } = configuration(target({ about }));
  expect(model).toBe('jetway/openai/gpt-5.5');
  expect(provider.jetway.models['openai/gpt-5.5']).toMatchObject({ id: 'gpt-5.5', name: 'openai/gpt-5.5' });
});

test('a Gemini id with a slash keeps the path that the protocol has for models', () => {
  const { provider } = configuration(target({ protocol: 'gemini', model: 'gemini/gemini-2.5-pro' }));
  expect(provider.jetway.models['gemini/gemini-2.5-pro']).toMatchObject({ id: 'models/gemini/gemini-2.5-pro' });
});

test.each([
  [[], undefined],
  [['serve'], undefined],
  [['run', 'hello'], 'jetway/gpt-5.5'],
  [['run', '-c', '-m', 'jetway/haiku', 'hello'], 'jetway/haiku'],
])('with %j the agents of a session are pinned to %s', (args, pinned) => {
  const { agent } = configuration(target({}, { model: 'haiku' }), args);
  expect([agent?.['build']?.model, agent?.['plan']?.model]).toEqual([pinned, pinned]);
});

test('a model that the user gives OpenCode itself is the one to start with', () => {
  const { model, small_model: smallModel } = configuration(target({}, { model: 'haiku' }), ['-m', 'jetway/haiku']);
  expect([model, smallModel]).toEqual(['jetway/haiku', 'jetway/haiku']);
});

test("the user's own npm limits stay, in whatever case", () => {
  const plan = opencode.plan(target(), launch({ env: { NPM_CONFIG_FETCH_RETRIES: '2' } }));
  expect(plan.set).not.toHaveProperty('npm_config_fetch_retries');
  expect(plan.set).toHaveProperty('npm_config_fetch_timeout');
  expect(delivery(target(), { NPM_CONFIG_FETCH_RETRIES: '2' }).hide).toEqual(['npm_config_fetch_timeout']);
});

test.each([
  ['linux', '/opt/with space/100%/dist', 'file:///opt/with%20space/100%25/dist/opencode-plugin.mjs'],
  ['win32', 'C:\\Program Files\\jetway\\dist', 'file:///C:/Program%20Files/jetway/dist/opencode-plugin.mjs'],
] as const)('on %s the plugin is named by a file URL', (platform, assets, url) => {
  const plan = opencode.plan(target(), launch({ platform, assets }));
  expect(plan.set['OPENCODE_CONFIG_CONTENT']).toMatchObject({ over: { plugin: [url] } });
});

test.each([['{"a": secret-text}'], ['[1]'], ['"text"'], ['null']])(
  'an inline configuration of the user that is %s is refused without being printed',
  (text) => {
    const failure = failureOf(() => opencode.plan(target(), launch({ env: { OPENCODE_CONFIG_CONTENT: text } })));
    expect(failure.code).toBe('configuration');
    expect(failure.message + failure.hint).not.toContain(text);
  },
);

test.each([[''], [' '], ['{}'], ['{"share":"disabled"}']])('an inline configuration %j is laid under ours', (text) => {
  const plan = opencode.plan(target(), launch({ env: { OPENCODE_CONFIG_CONTENT: text } }));
  expect(JSON.stringify(plan)).not.toContain('disabled"}');
  expect(plan.set['OPENCODE_CONFIG_CONTENT']).toHaveProperty('over');
});

test.each([
  [[]],
  [['run', 'attach the file', '-f', 'a.txt']],
  [['run', 'say', 'attach', 'pr']],
  [['--agent', 'attach', 'run', 'hello']],
  [['-m', 'jetway/gpt-5.5']],
  [['run', '--model=jetway/gpt-5.5', 'hello']],
  [['--model', 'jetway/haiku']],
  [['run', '--', '--pure', '-m', 'x', '-m', 'y']],
  [['--pure=false']],
  [['auth', 'list']],
  [['mcp', 'add']],
  [['models']],
  [['export', 'ses_1']],
])('%j passes through untouched', (args) => {
  const plan = opencode.plan(target({}, { model: 'haiku' }), launch({ args }));
  expect(plan.args).toEqual(args);
  expect(plan.notes).toEqual([]);
});

test.each([
  [['--pure'], /--pure/],
  [['run', '--pure', 'hello'], /--pure/],
  [['--pure=true'], /--pure/],
  [['attach', 'http://localhost:4096'], /attached/],
  [['--log-level', 'DEBUG', 'attach', 'http://localhost:4096'], /attached/],
  [['run', '--attach', 'http://localhost:4096', 'hello'], /attached/],
  [['run', '--attach=http://localhost:4096'], /attached/],
  [['pr', '12'], /second OpenCode/],
  [['-m', 'gpt-5.5'], /It has jetway\/gpt-5\.5\./],
  [['run', '--model', 'anthropic/claude-sonnet-4-5'], /It has jetway\/gpt-5\.5\./],
  [['run', '--model=other/x'], /It has jetway/],
  [['-m=other/x'], /It has jetway/],
  [['-cm', 'other/x'], /It has jetway/],
  [['-m', 'jetway/unknown'], /It has jetway/],
  [['-m', 'jetway/gpt-5.5', '--model', 'jetway/gpt-5.5'], /one -m/],
])('%j is refused', (args, message) => {
  const failure = failureOf(() => opencode.plan(target(), launch({ args })));
  expect(failure.code).toBe('usage');
  expect(failure.message).toMatch(message);
});

test('a refused model is named in the command that offers it', () => {
  const failure = failureOf(() => opencode.plan(target(), launch({ args: ['-m', 'jetway/vendor/model'] })));
  expect(failure.hint).toContain('jetway --model vendor/model opencode');
});

test('of many models the nearest to a refused one are named', () => {
  const others = ['claude-haiku-4-5', 'claude-opus-4-8', 'gemini-2.5-pro'].map((model) => target({ model }).main);
  const many = { ...target(), models: [...target().models, ...others] };
  const failure = failureOf(() => opencode.plan(many, launch({ args: ['-m', 'jetway/claude-haiku'] })));
  expect(failure.message).toMatch(/It has jetway\/claude-haiku-4-5, jetway\/claude-opus-4-8 and others\.$/);
});

test.each([['serve'], ['web'], ['acp']])('%s starts with a word on how long the key lives', (command) => {
  expect(opencode.plan(target(), launch({ args: [command] })).notes).toEqual([expect.stringContaining(command)]);
});

test('managed files are looked for where each system keeps them', () => {
  const paths = (part: Partial<Host>): readonly string[] => opencode.managedPaths?.({ ...host, ...part }) ?? [];
  expect(paths({})).toEqual(['/etc/opencode/opencode.json', '/etc/opencode/opencode.jsonc']);
  expect(paths({ platform: 'win32', env: { ProgramData: 'D:\\Data' } })[0]).toBe('D:\\Data\\opencode\\opencode.json');
  expect(paths({ platform: 'darwin', home: '/Users/other', login: 'ada' }).slice(1)).toEqual([
    '/Library/Application Support/opencode/opencode.jsonc',
    '/Library/Managed Preferences/ada/ai.opencode.managed.plist',
    '/Library/Managed Preferences/ai.opencode.managed.plist',
  ]);
});

test.each([
  ['{ // why\n "model": "corp/x", /* y */ "share": "disabled", }', ['model']],
  [
    '{"provider": {"corp": {"api": "https://corp.test//x"}}, "enabled_providers": ["corp",]}',
    ['provider', 'enabled_providers'],
  ],
  ['{"share": "disabled", "theme": "\\"model\\": // no"}', []],
  ['<?xml version="1.0"?><plist><dict><key>small_model</key><string>x</string></dict></plist>', ['small_model']],
  ['', []],
  ['bplist00\u0000\u0001', ['(unreadable)']],
  ['{"model": ', ['(unreadable)']],
  ['[]', ['(unreadable)']],
])('of the managed file %j the keys in the way are found', async (text, expected) => {
  expect((await opencode.doctor?.())?.obstacles?.(text, target()).map((obstacle) => obstacle.key)).toEqual(expected);
});

const host: Host = {
  platform: 'linux',
  home: '/home/ada',
  cwd: '/home/ada/project',
  env: {},
  assets: '/opt/jetway/dist',
};

function launch(part: Partial<Host> & { args?: readonly string[]; pipes?: boolean } = {}): Launch {
  const { args = [], pipes = true, ...rest } = part;
  return {
    host: { ...host, ...rest },
    installation: { command: 'opencode', prefix: [], version: '1.18.33', pipes },
    args,
    session: '00000000-0000-4000-8000-000000000000',
    folder: '/home/ada/.cache/jetway/agents',
  };
}

function target(main: Partial<ModelEndpoint> = {}, small: Partial<ModelEndpoint> = {}): Target {
  const endpoint = modelEndpoint(main);
  const other = Object.keys(small).length === 0 ? endpoint : modelEndpoint({ ...main, ...small });
  return {
    gateway: { id: 'test', name: 'Test Gateway' },
    main: endpoint,
    small: other,
    models: [...new Set([endpoint, other])],
    cacheKey: '0123456789abcdef',
    headers: {},
  };
}

function modelEndpoint(part: Partial<ModelEndpoint>): ModelEndpoint {
  const model = part.model ?? 'gpt-5.5';
  return {
    protocol: 'openai-responses',
    baseUrl: 'https://gateway.test/base',
    model,
    credentials: { authorization: ['Bearer ', secret] },
    about: { id: model, protocols: ['openai-responses'] },
    ...part,
  };
}

interface OpenCodeConfiguration {
  readonly model: string;
  readonly small_model: string;
  readonly agent?: Readonly<Partial<Record<string, { readonly model?: string }>>>;
  readonly provider: { readonly jetway: { readonly models: Readonly<Record<string, object>> } };
}

function configuration(given: Target, args: readonly string[] = []): OpenCodeConfiguration {
  const setting = opencode.plan(given, launch({ args })).set['OPENCODE_CONFIG_CONTENT'];
  return (setting as unknown as { over: OpenCodeConfiguration }).over;
}

interface Delivered {
  readonly endpoints: readonly { readonly baseUrl: string; readonly headers: Readonly<Record<string, string>> }[];
  readonly hide: readonly string[];
}

function delivery(given: Target, env: Host['env'] = {}): Delivered {
  return revealJson(delivered(given, env), keys) as Delivered;
}

function delivered(given: Target, env: Host['env'] = {}): SecretJson {
  const content = opencode.plan(given, launch({ env })).pipes?.[0]?.content;
  return (content as { json: SecretJson }).json;
}

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
