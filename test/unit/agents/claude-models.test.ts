import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { claude } from '../../../src/agents/claude.ts';
import { limitsKnownTo } from '../../../src/agents/claude/limits-table.ts';
import type { Model } from '../../../src/models/catalogue.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

describe('the rows of /model', () => {
  test('are the models that one address and one set of credentials reach, the main one first', () => {
    const plan = planned({
      main: route('openai/gpt-5.5'),
      small: route('openai/gpt-5.5-mini'),
      others: [
        route('anthropic/claude-opus-5-5'),
        { ...route('elsewhere'), baseUrl: 'https://gateway.test/other' },
        { ...route('spoken-otherwise'), protocol: 'openai-chat' },
        { ...route('with-a-key-of-its-own'), credentials: { authorization: 'Bearer <provider-key>' } },
        route('openai/gpt-5.5-mini'),
      ],
    });
    expect(rowsOf(plan).map((row) => row.model)).toEqual([
      'openai/gpt-5.5',
      'openai/gpt-5.5-mini',
      'anthropic/claude-opus-5-5',
    ]);
    expect(settingsOf(plan).modelPicker.replaceBuiltInOptions).toBe(true);
  });

  test('are in a file given before the arguments of the user', () => {
    const plan = planned({ main: route('a') }, { args: ['-p', 'hello'] });
    const path = plan.files?.[0]?.path;
    expect(path).toMatch(/^\/home\/dev\/\.cache\/jetway\/agents\/claude-models-[0-9a-f]{16}\.json$/);
    expect(plan.args.slice(-4)).toEqual(['--settings', path, '-p', 'hello']);
  });

  test('stand beside what keeps other settings from undoing a launch', () => {
    const { env, modelOverrides } = settingsOf(
      planned({ main: route('claude-opus-4-8'), others: [route('vendor/m')] }),
    );
    expect(env).toEqual({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' });
    expect(modelOverrides).toEqual({ 'claude-opus-4-8': 'claude-opus-4-8' });
  });

  test('have another file where the content is another', () => {
    const target: Models = { main: route('a'), others: [route('b'), route('claude-opus-5-5')] };
    const path = (plan: LaunchPlan) => plan.files?.[0]?.path;
    const first = path(planned(target));
    expect(path(planned(target))).toBe(first);
    const stamped = { ...targetOf({ target }), cacheKey: 'fedcba9876543210' };
    const otherKey = { ...route('b'), credentials: { 'x-api-key': '<key>' } };
    const differing = [
      planned(target, { version: '2.1.300' }),
      planned(target, { env: { CLAUDE_CODE_MAX_OUTPUT_TOKENS: '8000' } }),
      planned({ ...target, others: [otherKey, route('claude-opus-5-5')] }),
      claude.plan(stamped, launchOf({ target, launch: { version: '2.1.330' } })),
    ].map(path);
    expect(new Set([first, ...differing]).size).toBe(differing.length + 1);
  });

  test('say name, window, price and id, as far as they are known', () => {
    const plan = planned({
      main: route('openai/gpt-5.5', {
        name: 'GPT-5.5',
        contextWindow: 400_000,
        prices: { input: 1.25, output: 10 },
      }),
      others: [
        route('plain'),
        route('half', { contextWindow: 1_048_576, prices: { input: 0.3 }, tools: false }),
        route('gratis', { prices: { input: 0, output: 0 } }),
        route('b\u001b[31mad\u202e', { name: 'Na\u0007me' }),
      ],
    });
    expect(rowsOf(plan).map(({ label, description }) => [label, description])).toEqual([
      ['GPT-5.5', '400k context · $1.25/$10 per M · openai/gpt-5.5'],
      ['plain', 'on Some Gateway'],
      ['half', '1.05M context · no tools'],
      ['gratis', 'free'],
      ['Na me', 'bad'],
    ]);
    expect(rowsOf(plan).at(-1)?.model).toBe('b\u001b[31mad\u202e');
  });

  test.each([
    ['of a session of the user with settings of their own', { args: ['--settings', './mine.json'] }, true],
    ['where these stand behind an equals sign', { args: ['--settings={}'] }, true],
    ['in print mode', { args: ['-p', 'x', '--settings', '{}'] }, false],
    ['of a version that takes none', { version: '2.1.286' }, false],
    ['of a subcommand', { args: ['doctor'] }, false],
  ])('are left out %s', (_, launch, isSaid) => {
    const plan = planned({ main: route('a') }, launch);
    expect(plan.files).toBeUndefined();
    expect(plan.args.filter((arg) => arg.includes('claude-models'))).toEqual([]);
    expect(plan.notes ?? []).toHaveLength(isSaid ? 1 : 0);
  });

  test('are there for a version that is not known', () => {
    expect(planned({ main: route('a') }, { version: undefined }).files).toHaveLength(1);
  });
});

describe('a list of admitted models', () => {
  const target = { main: route('openai/gpt-5.5'), others: [route('b')] };
  const texts = { '/home/dev/project/.claude/settings.json': '{"availableModels":["haiku"]}' };

  test('in the settings of anybody is joined by one with all models of the session, and the one that the user names', () => {
    const pinned = (args: readonly string[]): unknown =>
      (settingsOf(planned(target, { texts, args })) as { readonly availableModels?: unknown }).availableModels;
    expect(pinned([])).toEqual(['openai/gpt-5.5', 'b']);
    expect(pinned(['--model', 'other/one'])).toEqual(['openai/gpt-5.5', 'b', 'other/one']);
    expect(settingsOf(planned(target))).not.toHaveProperty('availableModels');
  });

  test('is found in a file with one byte-order mark, and in one of UTF-16, which has two', () => {
    for (const mark of ['\uFEFF', '\uFEFF\uFEFF']) {
      const marked = { '/home/dev/.claude/settings.json': `${mark}{"availableModels":[]}` };
      expect(settingsOf(planned(target, { texts: marked }))).toMatchObject({
        availableModels: ['openai/gpt-5.5', 'b'],
      });
    }
  });

  test('makes other settings of a file of ours', () => {
    expect(planned(target, { texts }).files?.[0]?.path).not.toBe(planned(target).files?.[0]?.path);
  });

  test('without the model ends a launch that can bring no settings of ours, by the name of the file', () => {
    const start = (settings: string): LaunchPlan => planned(target, { texts, args: ['--settings', settings] });
    const failure = { code: 'model', message: expect.stringContaining('.claude/settings.json has availableModels') };
    expect(() => start('/own.json')).toThrow(expect.objectContaining(failure));
    expect(() => start('{"availableModels":["b"]}')).toThrow(expect.objectContaining(failure));
    expect(() => start('{"availableModels":["openai/gpt-5.5"]}')).not.toThrow();
  });
});

describe('the window', () => {
  test.each([
    ['gpt', { contextWindow: 128_000 }, '128000'],
    ['gpt', { contextWindow: 272_000 }, '272000'],
    ['gpt', { contextWindow: 2_000_000 }, '2000000'],
    ['gpt', {}, '200000'],
    ['claude-opus-5-5', { contextWindow: 1_000_000 }, '200000'],
  ])('of a main model %s with %j is told as %s', (model, about, told) => {
    expect(planned({ main: route(model, about) }).set).toMatchObject({ CLAUDE_CODE_MAX_CONTEXT_TOKENS: told });
  });

  test('that is not known is said to be assumed, but not for a model that Claude Code knows', () => {
    expect(planned({ main: route('gpt') }).details).toEqual([expect.stringContaining('200k')]);
    expect(planned({ main: route('gpt', { contextWindow: 400_000 }) }).details).toBeUndefined();
    expect(planned({ main: route('claude-opus-5-5') }).details).toBeUndefined();
  });

  test.each([
    ['the main model has it', { main: route('gemini', { contextWindow: 1_048_576 }) }, '2.1.198', false],
    ['nothing is known to have less', { main: route('claude-sonnet-4-6') }, '2.1.330', false],
    ['the default of the picker would take it', { main: route('claude-sonnet-4-6') }, '2.1.328', true],
    ['the default might take it', { main: route('claude-sonnet-4-6') }, undefined, true],
    [
      'a model has less than Claude Code knows of it',
      {
        main: route('gpt', { contextWindow: 400_000 }),
        others: [route('claude-opus-5-5', { contextWindow: 200_000 })],
      },
      '2.1.330',
      true,
    ],
  ])('of a million where %s', (_, target, version, isOff) => {
    const { set } = planned(target, { version });
    expect('CLAUDE_CODE_DISABLE_1M_CONTEXT' in set).toBe(isOff);
  });

  test.each<[about: Partial<Model>, row: object, compactsAt?: number]>([
    [{ contextWindow: 2_000_000 }, { behavesAs: 'claude-opus-4-8' }],
    [{ contextWindow: 1_000_000, maxOutputTokens: 65_536 }, { behavesAs: 'claude-opus-4-8' }],
    [{ contextWindow: 1_047_576, maxOutputTokens: 32_768 }, {}],
    [{ contextWindow: 400_000 }, {}],
    [{ contextWindow: 272_000 }, {}],
    [{ contextWindow: 256_000 }, { behavesAs: 'claude-sonnet-4-6' }],
    [{ contextWindow: 200_000, maxOutputTokens: 16_384 }, { behavesAs: 'claude-3-5-haiku' }],
    [{ contextWindow: 128_000 }, { behavesAs: 'claude-sonnet-4-6' }, 128_000],
    [{ contextWindow: 128_000, maxOutputTokens: 4096 }, { behavesAs: 'claude-3-5-haiku' }, 128_000],
    [{ contextWindow: 65_536 }, { behavesAs: 'claude-sonnet-4-6' }],
    [{}, { behavesAs: 'claude-sonnet-4-6' }],
  ])('of a model with %j beside a main one with 272,000', (about, row, compactsAt) => {
    const plan = planned({ main: route('gpt', { contextWindow: 272_000 }), others: [route('other', about)] });
    expect(rowsOf(plan)[1]).toEqual({ model: 'other', label: 'other', description: expect.any(String), ...row });
    expect(settingsOf(plan).modelSettings?.['other']).toEqual(
      compactsAt === undefined ? undefined : { autoCompactWindow: compactsAt },
    );
  });

  test('of small models is told beside a main one that Claude Code knows', () => {
    const others = [131_072, 128_000, 16_000].map((contextWindow, index) => route(`small-${index}`, { contextWindow }));
    const plan = planned({ main: route('claude-sonnet-4-6'), others });
    expect(plan.set).toMatchObject({ CLAUDE_CODE_MAX_CONTEXT_TOKENS: '128000' });
    expect(rowsOf(plan).map(({ behavesAs }) => behavesAs)).toEqual([undefined, undefined, undefined, undefined]);
    expect(settingsOf(plan).modelSettings).toBeUndefined();
  });

  test('of a very small model does not become that of others', () => {
    const others = [64_000, 128_000].map((contextWindow, index) => route(`small-${index}`, { contextWindow }));
    const plan = planned({ main: route('claude-sonnet-4-6'), others });
    expect(plan.set).toMatchObject({ CLAUDE_CODE_MAX_CONTEXT_TOKENS: '64000' });
    expect(rowsOf(plan).map(({ behavesAs }) => behavesAs)).toEqual([undefined, undefined, 'claude-sonnet-4-6']);
    expect(settingsOf(plan).modelSettings).toEqual({ 'small-1': { autoCompactWindow: 128_000 } });
  });

  test('that a gateway limits is compacted to, where Claude Code knows the model with a larger one', () => {
    const plan = planned({ main: route('claude-sonnet-4-6', { contextWindow: 128_000 }) });
    expect(settingsOf(plan).modelSettings).toEqual({ 'claude-sonnet-4-6': { autoCompactWindow: 128_000 } });
  });

  test.each([
    ['bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0', 200_000, 32_000],
    ['anthropic/claude-3.5-sonnet', 200_000, 8192],
    ['claude-opus-4-20250514', 200_000, 32_000],
    ['anthropic/claude-opus-4.8:thinking', 1_000_000, 64_000],
    ['Anthropic/Claude-Opus-5-5', 1_000_000, 128_000],
  ])('of %s is known to Claude Code', (id, window, output) => {
    expect(limitsKnownTo(id)).toEqual({ window, output });
  });

  test.each([
    'claude-4-sonnet',
    'claude-opus-6',
    'claude-opus-4-10',
    'claude-haiku-5',
    'claude-2.1',
    'sonnet-4-6',
    'gpt-5.5',
  ])('of %s is not', (id) => {
    expect(limitsKnownTo(id)).toBeUndefined();
  });
});

describe('the length of an answer', () => {
  test.each([
    ['gpt', 16_384, {}, '16384'],
    ['gpt', 64_000, {}, undefined],
    ['claude-opus-5-5', 64_000, {}, '64000'],
    ['claude-opus-5-5', 128_000, {}, undefined],
    ['gpt', 64_000, { CLAUDE_CODE_MAX_OUTPUT_TOKENS: '100000' }, '64000'],
    ['gpt', undefined, { CLAUDE_CODE_MAX_OUTPUT_TOKENS: '20000' }, '20000'],
  ])('of %s with at most %s and %j is %s', (model, maxOutputTokens, env, told) => {
    const about = maxOutputTokens === undefined ? {} : { maxOutputTokens };
    const { set } = planned({ main: route(model, about) }, { env, version: '2.1.330' });
    expect(set['CLAUDE_CODE_MAX_OUTPUT_TOKENS']).toBe(told);
  });

  test('that suits the main model makes no other one behave as one of short answers', () => {
    const others = [route('other', { contextWindow: 200_000, maxOutputTokens: 16_384 })];
    const plan = planned({ main: route('gpt', { contextWindow: 400_000, maxOutputTokens: 16_384 }), others });
    expect(rowsOf(plan)[1]).toMatchObject({ behavesAs: 'claude-sonnet-4-6' });
  });
});

describe('the roles', () => {
  test('are the newest of each family that can be reached, and the small model', () => {
    const others = [
      'anthropic/claude-opus-4-8',
      'anthropic/claude-opus-4.10',
      'bedrock/anthropic.claude-opus-4-10-v1:0',
      'anthropic/claude-opus-4.10-20270101',
      'anthropic/claude-3-opus',
      'anthropic/claude-sonnet-4-5',
      'anthropic/claude-haiku-5-5',
      'my-opus-9',
    ].map((model) => route(model));
    const elsewhere = { ...route('anthropic/claude-fable-5'), baseUrl: 'https://gateway.test/other' };
    const small = route('openai/gpt-5.5-mini');
    const { set } = planned({ main: route('openai/gpt-5.5'), small, others: [...others, elsewhere] });
    expect(set).toMatchObject({
      ANTHROPIC_MODEL: 'openai/gpt-5.5',
      ANTHROPIC_DEFAULT_MODEL: 'openai/gpt-5.5',
      ANTHROPIC_DEFAULT_OPUS_MODEL: 'anthropic/claude-opus-4.10',
      ANTHROPIC_DEFAULT_SONNET_MODEL: 'anthropic/claude-sonnet-4-5',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'openai/gpt-5.5-mini',
      ANTHROPIC_DEFAULT_FABLE_MODEL: 'openai/gpt-5.5',
    });
  });

  test('prefer a name like that of the main model', () => {
    const others = ['claude-opus-4-8', 'bedrock/claude-opus-4-8'].map((model) => route(model));
    const { set } = planned({ main: route('bedrock/claude-sonnet-4-6'), others });
    expect(set['ANTHROPIC_DEFAULT_OPUS_MODEL']).toBe('bedrock/claude-opus-4-8');
  });

  test('leave subagents to follow the main model, and keep ids as they are', () => {
    const { set } = planned({ main: route('claude-opus-4-1') });
    expect(set).not.toHaveProperty('CLAUDE_CODE_SUBAGENT_MODEL');
    expect(set).toMatchObject({ CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP: '1' });
    expect(claude.unset.flatMap(({ names }) => names)).toContain('CLAUDE_CODE_SUBAGENT_MODEL');
  });
});

type Models = AgentCase['target'];
type Route = Models['main'];

function route(model: string, about: Partial<Model> = {}): Route {
  return {
    protocol: 'anthropic-messages',
    baseUrl: 'https://gateway.test/anthropic',
    model,
    credentials: { authorization: 'Bearer <key>' },
    about,
  };
}

function planned(target: Models, launch: AgentCase['launch'] = {}): LaunchPlan {
  const given = { target, launch: { version: '2.1.330', ...launch } };
  return claude.plan(targetOf(given), launchOf(given));
}

interface Settings {
  readonly modelPicker: { readonly options: readonly Row[]; readonly replaceBuiltInOptions: boolean };
  readonly modelSettings?: Readonly<Record<string, { readonly autoCompactWindow: number }>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly modelOverrides?: Readonly<Record<string, string>>;
}

interface Row {
  readonly model: string;
  readonly label: string;
  readonly description: string;
  readonly behavesAs?: string;
}

function settingsOf(plan: LaunchPlan): Settings {
  return JSON.parse(plan.files?.[0]?.content() ?? '') as Settings;
}

function rowsOf(plan: LaunchPlan): readonly Row[] {
  return settingsOf(plan).modelPicker.options;
}
