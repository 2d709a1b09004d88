import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/models/catalogue.ts';
import { completed, completedModels, modelDataDate } from '../../../src/models/complete.ts';
import { dataFrom, fetchedPath, headOf } from '../../../src/models/data/data.ts';
import { entryOf, rowOf, type Row } from '../../../src/models/data/entry.ts';
import { keyOf } from '../../../src/models/data/key.ts';
import type { System } from '../../../src/system/system.ts';
import { shippedData, snapshotText } from '../../support/model-data.ts';
import { systemIn } from '../../support/system-in.ts';

const data = shippedData();

/** A system that has these two files. */
function withFiles(shipped: string, fetched = ''): System {
  const real = systemIn({ HOME: '/home/nobody' });
  const texts = new Map([
    [`${real.host.assets}/models.json`, shipped],
    [fetchedPath(real), fetched],
  ]);
  return { ...real, files: { ...real.files, read: (path) => texts.get(path) } };
}

function text(date: string, ...rows: readonly Row[]): string {
  const models = Object.fromEntries(rows.map((row) => [keyOf(String(row[0]).split('/').at(-1) ?? ''), row]));
  return `${headOf(date)}"models":${JSON.stringify(models)}}`;
}

const complete = (model: Omit<Model, 'protocols'>): Model | undefined =>
  completedModels([{ protocols: ['openai-chat'], ...model }], withFiles(snapshotText))[0];

describe('an id is known', () => {
  it.each([
    ['claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5'],
    ['anthropic/claude-sonnet-4.5', 'anthropic/claude-sonnet-4-5'],
    ['claude-4.5-sonnet', 'anthropic/claude-sonnet-4-5'],
    ['anthropic/claude-4.5-sonnet-20250929', 'anthropic/claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929', 'anthropic/claude-sonnet-4-5'],
    ['claude-sonnet-4-5@20250929', 'anthropic/claude-sonnet-4-5'],
    ['vertex_ai/claude-sonnet-4-5@default', 'anthropic/claude-sonnet-4-5'],
    ['claude-sonnet-4-5-latest', 'anthropic/claude-sonnet-4-5'],
    ['claude-sonnet-4-0', 'anthropic/claude-sonnet-4'],
    ['claude-4-sonnet-20250514', 'anthropic/claude-sonnet-4'],
    ['openrouter/anthropic/claude-sonnet-4.5:beta', 'anthropic/claude-sonnet-4-5'],
    ['anthropic/claude-opus-4.1:thinking', 'anthropic/claude-opus-4.1'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic/claude-sonnet-4-5'],
    ['bedrock/us-west-2/anthropic.claude-opus-4-6-v1', 'anthropic/claude-opus-4-6'],
    ['bedrock/converse/global.anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic/claude-haiku-4-5'],
    ['databricks-claude-opus-4-8', 'anthropic/claude-opus-4-8'],
    ['system.ai.claude-sonnet-5', 'anthropic/claude-sonnet-5'],
    ['databricks-meta-llama-3-3-70b-instruct', 'meta/llama-3.3-70b-instruct'],
    ['azure/gpt-5.5', 'openai/gpt-5.5'],
    ['azure/eu/gpt-4.1-2025-04-14', 'openai/gpt-4.1'],
    ['gpt-5-mini-2025-08-07', 'openai/gpt-5-mini'],
    ['gpt-4o-2024-05-13', 'openai/gpt-4o-2024-05-13'],
    ['@openai-prod/gpt-5.5', 'openai/gpt-5.5'],
    ['models/gemini-2.5-pro', 'google/gemini-2.5-pro'],
    ['vertex_ai/gemini-2.5-flash-001', 'google/gemini-2.5-flash'],
    ['google-ai-studio/gemini-3-flash-preview', 'google/gemini-3-flash-preview'],
    ['xai/grok-4.6', 'xai/grok-4.6'],
    ['workers-ai/@cf/openai/gpt-oss-120b', '@cf/openai/gpt-oss-120b'],
    ['@cf/zai-org/glm-5.3', '@cf/zai-org/glm-5.3'],
    ['openai/gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['openai.gpt-oss-120b-1:0', 'openai/gpt-oss-120b'],
    ['gpt-oss:20b', 'openai/gpt-oss-20b'],
    ['gpt-oss:120b-cloud', 'openai/gpt-oss-120b'],
    ['qwen3-coder:30b', 'qwen/qwen3-coder-30b-a3b-instruct'],
    ['qwen3-coder:30b-a3b-q4_K_M', 'qwen/qwen3-coder-30b-a3b-instruct'],
    ['qwen3-coder:latest', 'qwen/qwen3-coder'],
    ['ollama/llama3.3:70b', 'meta/llama-3.3-70b-instruct'],
    ['llama4:scout', 'meta/llama-4-scout'],
    ['meta.llama4-maverick-17b-instruct-v1:0', 'meta/llama-4-maverick'],
    ['Qwen/Qwen3-Coder-30B-A3B-Instruct', 'qwen/qwen3-coder-30b-a3b-instruct'],
    ['hosted_vllm/Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8', 'qwen/qwen3-coder-30b-a3b-instruct'],
    ['hf.co/unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF:Q4_K_M', 'qwen/qwen3-coder-30b-a3b-instruct'],
    ['Qwen/Qwen3-235B-A22B-Instruct-2507', 'qwen/qwen3-235b-a22b-2507'],
    ['deepseek.v3.2', 'deepseek/deepseek-v3.2'],
    ['accounts/fireworks/models/glm-5p3', 'zai/glm-5.3'],
    ['z-ai/glm-5.3:free', 'zai/glm-5.3'],
    ['ft:gpt-4o-mini-2024-07-18:team::a1b2c3', 'openai/gpt-4o-mini'],
  ])('%s is %s', (id, expected) => {
    expect(data.find(id)?.entry?.id).toBe(expected);
  });
});

describe('no relative stands in for', () => {
  it.each([
    'claude-sonnet-5-6',
    'claude-sonnet-45',
    'claude-sonnet',
    'claude-opus',
    'claude-sonnet-4-5-mini',
    'gpt-5.5-ultra',
    'gpt-5.5-pro-max',
    'gpt-5.55',
    'gpt-55',
    'gpt-5-high',
    'gpt-3.5-turbo-instruct',
    'gemini-2.5',
    'gemini-2.5-pro-preview-05-06',
    'mistral-large-2411',
    'deepseek-r1:70b',
    'deepseek-r1-distill-qwen-32b',
    'deepseek-v4-flash-latest',
    'deepseek.v3-v1:0',
    '~anthropic/claude-sonnet-latest',
    '~deepseek/deepseek-v4-flash-latest',
    'qwen3-coder:7b',
    'openai/gpt-5.5:extended',
    '@cf/meta/llama-3.1-8b-instruct',
    '@cf/openai/gpt-5.5',
    'dynamic/claude-sonnet-4-5',
    'dynamic/support',
    'openrouter/auto',
    'team-a/default',
    'gpt-5.5-team-a',
    'constructor',
    '__proto__',
    'toString/valueOf',
    '/',
    ':',
    'ft:',
    '',
  ])('%j', (id) => {
    expect(data.find(id)?.entry).toBeUndefined();
  });

  it('one that differs in its last word alone', () => {
    expect(data.find('claude-sonnet-5-5')?.entry?.id).toBe('anthropic/claude-sonnet-5-5');
    expect(data.find('gpt-5.5-pro')?.entry?.id).toBe('openai/gpt-5.5-pro');
    expect(
      dataFrom(text('2026-01-01', ['anthropic/claude-sonnet-5', 'Sonnet', 1]), '').find('claude-sonnet-5-5'),
    ).toEqual({ maker: undefined, entry: undefined });
  });
});

describe('a limit that can be none', () => {
  it.each<readonly [string, Partial<Model>, Partial<Model>]>([
    ['a window of 0', { contextWindow: 0 }, {}],
    ['an output of 0', { contextWindow: 1000, maxOutputTokens: 0 }, { contextWindow: 1000 }],
    ['an output above the window', { contextWindow: 1000, maxOutputTokens: 1001 }, { contextWindow: 1000 }],
    [
      'an output of the whole window',
      { contextWindow: 1000, maxOutputTokens: 1000 },
      { contextWindow: 1000, maxOutputTokens: 1000 },
    ],
    ['an output beside no window', { contextWindow: 0, maxOutputTokens: 10 }, { maxOutputTokens: 10 }],
  ])('is never copied into an agent: %s', (_name, given, left) => {
    const id = 'nobody/unheard-of-9';
    expect(complete({ id, ...given })).toEqual({ id, protocols: ['openai-chat'], ...left });
  });
});

describe('a model is completed', () => {
  it('with all that is known of it', () => {
    expect(complete({ id: 'claude-sonnet-4-5' })).toEqual({
      id: 'claude-sonnet-4-5',
      name: 'Claude Sonnet 4.5',
      vendor: 'anthropic',
      contextWindow: 200_000,
      maxOutputTokens: 64_000,
      modalities: ['text', 'image'],
      reasoning: true,
      tools: true,
      prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
      protocols: ['openai-chat'],
    });
  });

  it('and what its gateway says stands', () => {
    const said = {
      id: 'claude-sonnet-4-5',
      name: 'Ours',
      vendor: 'team',
      contextWindow: 1_000_000,
      maxOutputTokens: 1000,
      prices: { input: 9 },
      modalities: ['text'],
      reasoning: false,
      tools: false,
      protocols: ['anthropic-messages'],
    } as const;
    expect(complete(said)).toEqual(said);
  });

  it('with the vendor alone where the id names one and no more is known', () => {
    const protocols = ['openai-chat'];
    expect(complete({ id: 'mistralai/unheard-of-9' })).toEqual({
      id: 'mistralai/unheard-of-9',
      vendor: 'mistral',
      protocols,
    });
    expect(complete({ id: '@cf/meta/unheard-of' })).toMatchObject({ vendor: 'meta' });
    expect(complete({ id: 'team/unheard-of' })).toEqual({ id: 'team/unheard-of', protocols });
  });

  it('without an output that its window would not hold', () => {
    expect(complete({ id: 'claude-sonnet-4-5', contextWindow: 32_000 })).not.toHaveProperty('maxOutputTokens');
    expect(complete({ id: 'claude-sonnet-4-5', contextWindow: 100_000 })).toMatchObject({ maxOutputTokens: 64_000 });
  });

  it('in the catalogue, which else stays as it is', () => {
    const catalogue = {
      models: [{ id: 'gpt-5.5', protocols: ['openai-responses'] }],
      source: 'bundled',
      date: '2026-01-01',
      at: 5,
    } as const;
    const { models, ...rest } = completed(catalogue, withFiles(snapshotText));
    expect(rest).toEqual({ source: 'bundled', date: '2026-01-01', at: 5 });
    expect(models).toMatchObject([{ id: 'gpt-5.5', contextWindow: 1_050_000, vendor: 'openai' }]);
  });
});

describe('a price is taken', () => {
  it.each([
    'claude-sonnet-4-5',
    'anthropic/claude-sonnet-4.5:beta',
    'openrouter/anthropic/claude-sonnet-4.5',
    'azure/gpt-5.5',
    'vertex_ai/gemini-2.5-pro',
    'models/gemini-2.5-pro',
    'minimax/MiniMax-M3',
    'z-ai/glm-5.3',
    'workers-ai/@cf/openai/gpt-oss-120b',
  ])('for %s', (id) => {
    expect(complete({ id })?.prices).toMatchObject({ input: expect.any(Number), output: expect.any(Number) });
  });

  it.each([
    'z-ai/glm-5.3:free',
    'openai/gpt-5.5:batch',
    'openai/gpt-5.5-batch',
    'openai/gpt-5.5:nitro',
    'openrouter/z-ai/glm-5.3',
    'azure/eu/gpt-5.5',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0',
    'databricks-claude-opus-4-8',
    'deepseek-ai/DeepSeek-V4-Pro',
    'zai-org/GLM-5.3',
    'zai-org/glm-5.3-fp8',
    'kimi-k3:latest',
    'kimi-k3:cloud',
    'qwen3-coder:30b',
    'qwen3-coder-30b-a3b-instruct',
    'together_ai/moonshotai/kimi-k3',
    'accounts/fireworks/models/glm-5p3',
    'ft:gpt-4o-mini-2024-07-18:team::a1b2c3',
  ])('but not for %s, whose limits are', (id) => {
    expect(complete({ id })).toMatchObject({ contextWindow: expect.any(Number) });
    expect(complete({ id })).not.toHaveProperty('prices');
  });

  it('but not the name, where the id is made from the model or may be another file', () => {
    expect(complete({ id: 'ft:gpt-4o-mini-2024-07-18:team::a1b2c3' })).not.toHaveProperty('name');
    expect(complete({ id: 'qwen3-coder:latest' })).not.toHaveProperty('name');
    expect(complete({ id: 'qwen3-coder:30b' })).toHaveProperty('name');
  });
});

describe('the newer of the shipped and the fetched data', () => {
  const shipped = text(
    '2026-11-10',
    ['a/one-1', 'One', 1000, 100, 't', false, true, 1, 2, 0.5],
    ['a/two-2', 'Two', 2000],
  );
  const fetched = (date: string): string => text(date, ['a/one-1', null, 5000, null, null, null, false, 3, 4]);
  const find = (id: string, system: System): Model | undefined => completedModels([{ id, protocols: [] }], system)[0];

  it('counts first, and the shipped for what that lacks', () => {
    const system = withFiles(shipped, fetched('2026-11-11'));
    expect(modelDataDate(system)).toBe('2026-11-11');
    expect(find('one-1', system)).toEqual({
      id: 'one-1',
      name: 'One',
      vendor: 'a',
      contextWindow: 5000,
      maxOutputTokens: 100,
      modalities: ['text'],
      reasoning: false,
      tools: false,
      prices: { input: 3, output: 4 },
      protocols: [],
    });
    expect(find('two-2', system)).toMatchObject({ contextWindow: 2000 });
  });

  it.each(['2026-11-10', '2025-12-31'])('is the shipped where the other is of %s', (date) => {
    const system = withFiles(shipped, fetched(date));
    expect(modelDataDate(system)).toBe('2026-11-10');
    expect(find('one-1', system)).toMatchObject({ contextWindow: 1000 });
  });

  it.each([
    '',
    'x',
    '{}',
    'null',
    headOf('2027-01-01'),
    `${headOf('2027-01-01')}"models":null}`,
    `${headOf('2027-01-01')}"models":[]}`,
    `${headOf('2027-01-01')}"models":{"one1":7,"two2":[]}}`,
    `${headOf('2027-01-01')}"models":{"one1":[5,"x"],"two2":[null]}}`,
    snapshotText.slice(0, 5000),
  ])('is the shipped where the other is junk: %#', (junk) => {
    expect(find('one-1', withFiles(shipped, junk))).toMatchObject({ name: 'One', contextWindow: 1000 });
  });

  it('may be missing altogether', () => {
    expect(modelDataDate(withFiles(''))).toBeUndefined();
    expect(find('gpt-5.5', withFiles(''))).toEqual({ id: 'gpt-5.5', protocols: [] });
    const real = systemIn({});
    const refusing: System = {
      ...real,
      files: {
        ...real.files,
        read: () => {
          throw new Error('refused');
        },
      },
    };
    expect(find('openai/gpt-5.5', refusing)).toEqual({ id: 'openai/gpt-5.5', vendor: 'openai', protocols: [] });
  });
});

describe('a row', () => {
  it('gives back the entry it was made of', () => {
    const entry = {
      id: 'a/b',
      vendor: 'a',
      name: 'B',
      contextWindow: 10,
      maxOutputTokens: 5,
      modalities: ['text', 'audio', 'pdf'],
      reasoning: true,
      tools: false,
      prices: { input: 0, output: 2, cacheWrite: 1 },
    } as const;
    expect(entryOf(rowOf(entry), { name: true, prices: true })).toEqual(entry);
    expect(rowOf({ id: 'a/b', vendor: 'a' })).toEqual(['a/b']);
  });

  it('holds only what can be true', () => {
    const odd = ['a/b', 5, -1, 1.5, 7, 'yes', 1, -1, 5];
    expect(entryOf(odd, { name: true, prices: true })).toEqual({ id: 'a/b', vendor: 'a' });
    const free = ['a/b', 'B', 99e9, 5, '', true, true, 0, 0];
    expect(entryOf(free, { name: true, prices: true })).not.toHaveProperty('prices');
  });
});
