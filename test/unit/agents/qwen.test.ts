import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { qwen } from '../../../src/agents/qwen.ts';
import { doctor } from '../../../src/agents/qwen/doctor.ts';
import { at, listAt, parseJson } from '../../../src/json-path.ts';
import { gatewayKey, launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };
const system = '/etc/qwen-code/settings.json';
const user = '/home/dev/.qwen/settings.json';
const project = '/home/dev/project/.qwen/settings.json';

type Main = AgentCase['target']['main'];

function given(credentials: Readonly<Record<string, string>>, main: Partial<Main> = {}): Main {
  return { protocol: 'anthropic-messages', baseUrl: 'https://gate.test/a', model: 'claude-x', credentials, ...main };
}

function planned(main: Main, launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const one: AgentCase = { target: { main, ...target }, launch };
  return qwen.plan(targetOf(one), launchOf(one));
}

function settingsOf({ files = [] }: LaunchPlan): unknown {
  const [file] = files;
  return parseJson(file?.content() ?? '');
}

const entry = (plan: LaunchPlan, type: string): unknown => at(settingsOf(plan), 'modelProviders', type, 0);

describe('the session', () => {
  const session = '11111111-2222-4333-8444-555555555555';

  test.each([[[]], [['-p', 'say hello']], [['say', 'hello']], [['--', 'a prompt']]])('has Jetway’s id: %j', (args) => {
    expect(planned(given(bearer), { args })).toMatchObject({
      args: ['--session-id', session, ...args],
      pinned: true,
    });
  });

  test.each([
    [['-c']],
    [['--continue', '-p', 'x']],
    [['-r', 'abc']],
    [['--resume']],
    [['--session-id', 'own']],
    [['--sessionId=own']],
    [['--fork-session', '--continue']],
    [['--acp']],
    [['serve', '--port', '1']],
    [['review', 'run']],
  ])('has the one that the arguments are for: %j', (args) => {
    const plan = planned(given(bearer), { args });
    expect(plan.args).toEqual(args);
    expect(plan.pinned).toBeUndefined();
  });

  test('has its own where folders are asked after, for which it starts again in the midst of one', () => {
    const texts = { [user]: '{ "security": { "folderTrust": { "enabled": true } } }' };
    expect(planned(given(bearer), { texts })).toMatchObject({ args: [] });
  });
});

describe('the credential', () => {
  const others: readonly Main[] = [
    given(bearer),
    given(bearer, { protocol: 'openai-chat' }),
    given({ 'x-goog-api-key': '<key>' }, { protocol: 'gemini' }),
  ];

  test.each(others)('goes where the SDK for $protocol puts a key by itself', (main) => {
    const plan = planned(main);
    expect(plan.set).toMatchObject({ JETWAY_QWEN_1: gatewayKey });
    const type = main.protocol === 'gemini' ? 'gemini' : main.protocol === 'openai-chat' ? 'openai' : 'anthropic';
    expect(entry(plan, type)).toMatchObject({ envKey: 'JETWAY_QWEN_1', generationConfig: { customHeaders: {} } });
  });

  test.each([
    ['openai-chat', 'openai', 'authorization', null],
    ['anthropic-messages', 'anthropic', 'authorization', ' '],
    ['gemini', 'gemini', 'x-goog-api-key', ''],
  ] as const)('in another header leaves none of the user in that of %s', (protocol, type, header, value) => {
    const plan = planned(given({ 'x-bf-vk': '<key>' }, { protocol }));
    expect(plan.set).toMatchObject({ JETWAY_QWEN_1: 'none', JETWAY_QWEN_2: gatewayKey });
    expect(entry(plan, type)).toMatchObject({
      envKey: 'JETWAY_QWEN_1',
      generationConfig: { customHeaders: { [header]: value, 'x-bf-vk': '${JETWAY_QWEN_2}' } },
    });
  });

  test('is in no file, and attribution is not either: the same file serves the next session', () => {
    const plans = ['1', '2'].map((session) => planned(given(bearer), {}, { headers: { 'x-session': session } }));
    const [first, second] = plans.map(({ files = [] }) => files[0]);
    expect(first?.path).toBe(second?.path);
    expect(first?.content()).toBe(second?.content());
    expect(plans.map(({ set }) => set['JETWAY_QWEN_2'])).toEqual(['1', '2']);
  });

  test('another way to send it makes another file', () => {
    const paths = [bearer, { 'x-api-key': '<key>' }, {}].map(
      (credentials) => planned(given(credentials)).files?.[0]?.path,
    );
    expect(new Set(paths).size).toBe(3);
  });
});

describe('models', () => {
  const rich = given(bearer, {
    about: { name: 'Costs $5, ${HOME}', contextWindow: 131_072, maxOutputTokens: 8192, modalities: ['text', 'image'] },
  });

  test('come with what is known of them, and nothing in them is taken for a variable', () => {
    expect(entry(planned(rich), 'anthropic')).toEqual({
      id: 'claude-x',
      name: 'Costs 5, {HOME}',
      description: 'claude-x',
      envKey: 'JETWAY_QWEN_1',
      baseUrl: 'https://gate.test/a',
      generationConfig: {
        customHeaders: {},
        contextWindowSize: 131_072,
        samplingParams: { max_tokens: 8192 },
        modalities: { image: true, audio: false, video: false, pdf: false },
      },
    });
  });

  test('of OpenAI are limited by the field that they take', () => {
    const plan = planned(given(bearer, { protocol: 'openai-chat', model: 'openai/gpt-5.5' }));
    expect(at(entry(plan, 'openai'), 'generationConfig', 'samplingParams')).toEqual({ max_completion_tokens: 32_000 });
  });

  test('are listed once each, main and small apart from the rest of what the user chose', () => {
    const small = given(bearer, { protocol: 'openai-chat', model: 'tiny:8b' });
    const twice = given(bearer, { about: { id: 'vendor/claude-x' } });
    const settings = settingsOf(planned(given(bearer), {}, { small, others: [twice, twice] }));
    expect(listAt(settings, 'modelProviders', 'anthropic')).toHaveLength(1);
    expect(settings).toMatchObject({
      security: { auth: { selectedType: 'anthropic', enforcedType: '' } },
      model: { name: 'claude-x', baseUrl: 'https://gate.test/a' },
      fastModel: 'openai:tiny:8b',
      visionModel: '',
      modelFallbacks: '',
    });
    expect(settingsOf(planned(given(bearer)))).toMatchObject({ fastModel: '' });
  });

  test('one that a flag of Qwen Code names is started with, over its own protocol', () => {
    const others = [given(bearer, { protocol: 'openai-chat', model: 'gpt-5', about: { id: 'openai/gpt-5' } })];
    for (const args of [['-m', 'gpt-5'], ['--model=gpt-5'], ['-m', 'claude-x', '--model', 'gpt-5']]) {
      expect(settingsOf(planned(given(bearer), { args }, { others }))).toMatchObject({
        security: { auth: { selectedType: 'openai' } },
        model: { name: 'gpt-5' },
      });
    }
    const named = (model: string): unknown =>
      failure(() => planned(given(bearer), { args: ['-m', model] }, { others }));
    expect(named('openai/gpt-5')).toMatchObject({
      code: 'model',
      hint: expect.stringContaining('--model openai/gpt-5'),
    });
    expect(named('other')).toMatchObject({ code: 'model' });
  });
});

describe('what would undo the plan', () => {
  test.each(['--bare', '--auth-type', '--openai-api-key=x', '--openai-base-url'])('%s is refused', (flag) => {
    expect(failure(() => planned(given(bearer), { args: [flag, 'openai'] }))).toMatchObject({ code: 'usage' });
    expect(() => planned(given(bearer), { args: ['--', flag] })).not.toThrow();
  });

  test.each([
    { args: ['--sandbox'] },
    { args: ['-s', '-p', 'x'] },
    { env: { QWEN_SANDBOX: 'docker' } },
    { texts: { [user]: '{"tools": {"sandbox": "podman"}}' } },
    { texts: { [project]: '{"tools": {"sandbox": true}}' } },
  ])('a sandbox around all of it is refused: %j', (launch) => {
    expect(failure(() => planned(given(bearer), launch))).toMatchObject({ code: 'usage' });
  });

  test.each([
    { args: ['--no-sandbox'], texts: { [user]: '{"tools": {"sandbox": true}}' } },
    { args: ['-s'], env: { QWEN_SANDBOX: 'false' } },
    { texts: { [system]: '{"tools": {"sandbox": false}}', [user]: '{"tools": {"sandbox": true}}' } },
    { texts: { [user]: 'no JSON' } },
  ])('none is not: %j', (launch) => {
    expect(() => planned(given(bearer), launch)).not.toThrow();
  });

  test('no folder for the file is a failure that says so', () => {
    const one: AgentCase = { target: { main: given(bearer) } };
    const { folder: _folder, ...launch } = launchOf(one);
    expect(failure(() => qwen.plan(targetOf(one), launch))).toMatchObject({ code: 'configuration' });
  });
});

describe("an administrator's settings", () => {
  const text =
    '{ "tools": { "exclude": ["x"] }, "security": { "folderTrust": { "enabled": true } }, /* */ "fastModel": "y" }';

  test('stay in use, but for what the plan stands on', () => {
    const plan = planned(given(bearer), { texts: { [system]: text } });
    expect(settingsOf(plan)).toMatchObject({
      tools: { exclude: ['x'] },
      security: { folderTrust: { enabled: true }, auth: { selectedType: 'anthropic' } },
      fastModel: '',
    });
    expect(plan.files?.[0]?.path).not.toBe(planned(given(bearer)).files?.[0]?.path);
  });

  test.each([
    [text, ['fastModel']],
    [
      '{"modelProviders": {}, "security": {"auth": {"enforcedType": "openai"}}}',
      ['security.auth.enforcedType', 'modelProviders'],
    ],
    ['{"tools": {}}', []],
    ['[]', ['(unreadable)']],
    ['', []],
  ])('%s', (content, keys) => {
    const found = doctor.obstacles?.(content, targetOf({ target: { main: given(bearer) } })) ?? [];
    expect(found.map(({ key }) => key)).toEqual(keys);
    expect(found.every(({ overridable }) => overridable === !keys.includes('(unreadable)'))).toBe(true);
  });
});

test('the files it reads are where Qwen Code has them', () => {
  const env = { QWEN_HOME: '~/other', QWEN_CODE_SYSTEM_SETTINGS_PATH: '/opt/qwen.json' };
  const read = (of: Readonly<Record<string, string>>): unknown =>
    qwen.reads?.(launchOf({ target: { main: given(bearer) }, launch: { env: of } }).host);
  expect(read({})).toEqual([system, user, project]);
  expect(read(env)).toEqual(['/opt/qwen.json', '/home/dev/other/settings.json', project]);
});

test('a subcommand that opens no session runs as it is', () => {
  const { set, files, notes } = planned(given(bearer), { args: ['--debug', 'mcp', 'list', '--bare'] });
  expect({ set, files }).toEqual({ set: {}, files: undefined });
  expect(notes).toHaveLength(1);
  expect(planned(given(bearer), { args: ['-p', 'mcp'] }).files).toHaveLength(1);
});

function failure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
