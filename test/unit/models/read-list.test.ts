import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/models/catalogue.ts';
import { otherThanList, readModelList } from '../../../src/models/read-list.ts';
import { sample } from '../../support/bodies.ts';

const protocols = ['openai-chat'] as const;

function read(body: unknown): readonly Model[] {
  return readModelList(body, () => protocols);
}

function one(item: object): Model | undefined {
  return read({ data: [{ id: 'm', ...item }] })[0];
}

describe('what each gateway says of a model', () => {
  test.each<[string, Omit<Model, 'protocols'>]>([
    [
      'openrouter-models',
      {
        id: 'anthropic/claude-sonnet-4.5',
        name: 'Anthropic: Claude Sonnet 4.5',
        contextWindow: 1_000_000,
        maxOutputTokens: 64_000,
        prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
        modalities: ['text', 'image', 'pdf'],
        reasoning: true,
        tools: true,
      },
    ],
    [
      'vercel-models',
      {
        id: 'anthropic/claude-sonnet-4.5',
        name: 'Claude Sonnet 4.5',
        vendor: 'anthropic',
        contextWindow: 1_000_000,
        maxOutputTokens: 64_000,
        prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
        modalities: ['text', 'image', 'pdf'],
        reasoning: true,
        tools: true,
      },
    ],
    [
      'bifrost-models',
      {
        id: 'anthropic/claude-sonnet-5-5',
        name: 'Claude Sonnet 5.5',
        vendor: 'anthropic',
        contextWindow: 1_000_000,
        maxOutputTokens: 128_000,
        prices: { input: 2, output: 10, cacheRead: 0.2 },
        tools: true,
      },
    ],
    [
      'litellm-model-info',
      {
        id: 'claude-sonnet-5-5',
        contextWindow: 1_000_000,
        maxOutputTokens: 128_000,
        prices: { input: 2, output: 10 },
        tools: true,
      },
    ],
    ['litellm-models', { id: 'claude-sonnet-5-5' }],
    ['vllm-models', { id: 'Qwen/Qwen3-Coder-30B-A3B-Instruct', contextWindow: 262_144 }],
    ['lmstudio-models', { id: 'openai/gpt-oss-20b' }],
    ['ollama-models', { id: 'qwen3-coder:30b' }],
    ['cf-compat-models', { id: 'anthropic/claude-opus-4-5', vendor: 'anthropic', prices: { input: 5, output: 25 } }],
    [
      'google-models',
      { id: 'gemini-2.5-pro', name: 'Gemini 2.5 Pro', contextWindow: 1_048_576, maxOutputTokens: 65_536 },
    ],
    ['cf-anthropic-v1-models', { id: 'claude-sonnet-4-5-20250929', name: 'Claude Sonnet 4.5' }],
  ])('%s', (name, model) => {
    expect(read(sample(name).body)[0]).toEqual({ ...model, protocols });
  });
});

describe('the shape of a list', () => {
  const ids = (body: unknown): readonly string[] => read(body).map(({ id }) => id);

  test.each<readonly [string, unknown]>([
    ['a list by itself', [{ id: 'a' }, { id: 'b' }]],
    ['ids alone', { data: ['a', 'b'] }],
    ['ids alone in a list by itself', ['a', 'b']],
    ['a map by id', { data: { a: { object: 'model' }, b: {} } }],
    ['a map by id, called models', { models: { a: {}, b: { name: 'B' } } }],
    ['a list within data', { data: { models: [{ id: 'a' }, { model: 'b' }] } }],
    ['slugs', { models: [{ slug: 'a' }, { slug: 'b' }] }],
    ['endpoints by name', { endpoints: [{ name: 'a' }, { name: 'b' }] }],
  ])('may be %s', (_name, body) => {
    expect(ids(body)).toEqual(['a', 'b']);
    expect(otherThanList(body as object)).toBeUndefined();
  });

  test('may hold ids of any text that stands on one line', () => {
    const given = ['C:\\models\\my model.gguf', 'modèle/à-nous', '通义千问', 'provider,model', 'a b'];
    expect(ids({ data: given.map((id) => ({ id })) })).toEqual(given);
    const unprintable = ['a\nb', ' a', 'a ', 'a\u202eb', 'a\u200bb', '\u001b[31m', '', 'x'.repeat(257), '\ud800'];
    expect(ids({ data: unprintable.map((id) => ({ id })) })).toEqual([]);
  });

  test.each<readonly [object, string]>([
    [{ status: 'ok', uptime: 3 }, 'an object with status, uptime'],
    [{}, 'an object without a field'],
    [{ data: [{ label: 'x' }] }, 'entries with label'],
    [[1, 2], 'entries that are no objects'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }, 'an object with a, b, c, d, e and 1 more fields'],
  ])('that is none of these is described: %j', (body, what) => {
    expect(ids(body)).toEqual([]);
    expect(otherThanList(body)).toBe(what);
  });

  test.each<object>([[{ data: [] }], [{ models: {} }], [{ data: [{ id: 'embed', type: 'embedding' }] }]].flat())(
    'is known where it has nothing for an agent: %j',
    (body) => {
      expect(ids(body)).toEqual([]);
      expect(otherThanList(body)).toBeUndefined();
    },
  );
});

describe('prices', () => {
  const priced = (prompt: unknown, completion?: unknown): Model['prices'] =>
    one({ pricing: { prompt, completion } })?.prices;

  test.each([
    ['0.0000003', 0.3],
    ['0.00000125', 1.25],
    ['0.000000075', 0.075],
    ['0.0000011', 1.1],
    ['3e-7', 0.3],
    ['2.9999999999999997e-07', 0.3],
    [3e-7, 0.3],
    [5e-6, 5],
    [0.00000028, 0.28],
    ['0', 0],
    ['-0', 0],
    ['0.0006', 600],
  ])('%j a token are %j a million', (perToken, usd) => {
    expect(priced(perToken)?.input).toBe(usd);
  });

  test('have no digits that the gateway did not write', () => {
    for (let cents = 1; cents <= 3000; cents += 7) {
      const perToken = (cents / 1e8).toFixed(10);
      expect([priced(perToken)?.input, priced(Number(perToken))?.input]).toEqual([cents / 100, cents / 100]);
    }
  });

  test.each(['-1', -1, '', ' x', 'free', 'NaN', 'Infinity', Number.NaN, null, {}, [], true, '3', 0.5, '1e99'])(
    'that are none are not known: %j',
    (junk) => {
      expect(priced(junk, junk)).toBeUndefined();
      expect(priced(junk, '0.000001')).toEqual({ output: 1 });
    },
  );

  test('of a free model are 0, but 0 for a cache beside input that costs is none', () => {
    const pricing = { prompt: '0', completion: '0', input_cache_read: '0' };
    expect(one({ pricing })?.prices).toEqual({ input: 0, output: 0, cacheRead: 0 });
    expect(one({ pricing: { ...pricing, prompt: '0.000001' } })?.prices).toEqual({ input: 1, output: 0 });
  });

  test('of 0 are not known where a server writes that for want of one', () => {
    expect(one({ cost_in: 0, cost_out: 0 })?.prices).toBeUndefined();
    expect(one({ model_info: { input_cost_per_token: 0, output_cost_per_token: 0 } })?.prices).toBeUndefined();
  });

  test('of LiteLLM’s caches are read', () => {
    const model_info = {
      input_cost_per_token: 3e-6,
      output_cost_per_token: 1.5e-5,
      cache_read_input_token_cost: 3e-7,
      cache_creation_input_token_cost: 3.75e-6,
    };
    expect(one({ model_info })?.prices).toEqual({ input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 });
  });
});

describe('abilities', () => {
  test('a list of parameters without tools denies tools, and an empty one says nothing', () => {
    expect(one({ supported_parameters: ['max_tokens'] })).toEqual({ id: 'm', protocols, tools: false });
    expect(one({ supported_parameters: [] })).toEqual({ id: 'm', protocols });
  });

  test('are not denied by tags', () => {
    expect(one({ tags: ['production'] })).toEqual({ id: 'm', protocols });
  });

  test('are LiteLLM’s flags, where they are set', () => {
    const flags = { supports_function_calling: null, supports_reasoning: true, supports_vision: true };
    expect(one({ model_info: flags })).toEqual({ id: 'm', protocols, reasoning: true, modalities: ['text', 'image'] });
  });
});

test('only a known maker is taken from owned_by, and LiteLLM’s word for everything is not', () => {
  const vendors = (id: string, owners: readonly string[]): readonly (string | undefined)[] =>
    owners.map((owned_by) => one({ id, owned_by })?.vendor);
  expect(vendors('some-model', ['vllm', 'library', 'system', 'openai', 'constructor', 'mistralai'])).toEqual([
    ...Array.from({ length: 5 }),
    'mistral',
  ]);
  expect([...vendors('openai/o3', ['openai']), ...vendors('gpt-5', ['openai'])]).toEqual(['openai', 'openai']);
});

test.each([
  { type: 'embedding' },
  { type: 'image' },
  { architecture: { output_modalities: ['image'] } },
  { supported_methods: ['embedding'] },
  { supportedGenerationMethods: ['embedContent'] },
  { model_info: { mode: 'embedding' } },
])('a model that does not converse is left out: %j', (item) => {
  expect(one(item)).toBeUndefined();
});

test.each([
  { type: 'language' },
  { type: 'model' },
  { architecture: { output_modalities: ['text', 'image'] } },
  { supported_methods: ['responses'] },
  { supported_methods: [] },
  { model_info: { mode: 'responses' } },
  { architecture: 5, type: {}, supported_methods: 'x', model_info: null },
])('any other is listed: %j', (item) => {
  expect(one(item)).toEqual({ id: 'm', protocols });
});
