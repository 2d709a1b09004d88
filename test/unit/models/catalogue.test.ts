import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatPrice,
  formatTokens,
  isSpokenTo,
  nearest,
  offers,
  parseTokens,
  preferredFirst,
  select,
  sort,
  type Model,
} from '../../../src/models/catalogue.ts';

const models: readonly Model[] = [
  { id: 'anthropic/claude-sonnet-4-5', name: 'Claude Sonnet 4.5', protocols: ['anthropic-messages'] },
  { id: 'claude-opus-4-5-20251101', protocols: ['anthropic-messages'] },
  { id: 'gpt-5', protocols: ['openai-responses', 'openai-chat'] },
  { id: 'gpt-5-mini', protocols: ['openai-responses'] },
];

describe('offers', () => {
  it.each([
    ['gpt-5', true],
    ['openai/gpt-5', true],
    ['claude-sonnet-4-5', true],
    ['claude-opus-4-5', true],
    ['claude-opus-4', false],
    ['gpt', false],
    ['gpt-5-', false],
    ['5', false],
    ['', false],
  ])('%j: %s', (id, expected) => {
    expect(offers(models, id)).toBe(expected);
  });
});

describe('select', () => {
  it.each([
    [{}, 4],
    [{ search: '' }, 4],
    [{ search: 'SONNET claude' }, 1],
    [{ search: 'gpt sonnet' }, 0],
    [{ speaks: ['openai-chat'] as const }, 1],
    [{ speaks: [] }, 0],
    [{ speaks: ['openai-responses'] as const, search: 'mini' }, 1],
  ])('%j leaves %i', (wanted, count) => {
    expect(select(models, wanted)).toHaveLength(count);
  });
});

describe('select by what is known', () => {
  const known: readonly Model[] = [
    { id: 'large', contextWindow: 1_000_000, tools: true, protocols: ['openai-chat'] },
    { id: 'small', contextWindow: 32_000, tools: false, protocols: ['openai-chat'] },
    { id: 'unknown', protocols: ['openai-chat'] },
  ];
  it.each([
    [{ tools: true }, ['large']],
    [{ tools: false }, ['large', 'small', 'unknown']],
    [{ minContext: 32_000 }, ['large', 'small']],
    [{ minContext: 32_001 }, ['large']],
    [{ minContext: 2_000_000 }, []],
  ])('%j leaves %j', (wanted, ids) => {
    expect(select(known, wanted).map(({ id }) => id)).toEqual(ids);
  });
});

describe('an agent uses a model', () => {
  const model: Model = { id: 'm', protocols: ['openai-chat', 'openai-responses'] };
  it.each([
    ['over a protocol of the list', ['openai-chat'] as const, undefined, true],
    ['over no other', ['gemini'] as const, undefined, false],
    ['where the gateway has a way over it', ['openai-chat'] as const, ['openai-chat'] as const, true],
    ['not where the way is over another', ['openai-chat'] as const, ['openai-responses'] as const, false],
    ['not where there is no way', ['openai-chat', 'openai-responses'] as const, [], false],
  ])('%s', (_name, speaks, ways, expected) => {
    const routes = ways === undefined ? undefined : () => ways.map((protocol) => ({ protocol }));
    expect(isSpokenTo(model, speaks, routes)).toBe(expected);
    expect(select([model], { speaks, ...(routes === undefined ? {} : { routes }) })).toHaveLength(expected ? 1 : 0);
  });
});

describe('sort', () => {
  const some: readonly Model[] = [
    { id: 'b-10', prices: { input: 1 }, protocols: [] },
    { id: 'b-9', name: 'Zeta', contextWindow: 8000, prices: { input: 2, output: 8 }, protocols: [] },
    { id: 'free', name: 'alpha', contextWindow: 2_000_000, prices: { input: 0, output: 0 }, protocols: [] },
    { id: 'b-2', contextWindow: 200_000, prices: { input: 8, output: 1 }, protocols: [] },
  ];
  it.each([
    ['price', ['free', 'b-2', 'b-9', 'b-10']],
    ['context', ['free', 'b-2', 'b-9', 'b-10']],
    ['name', ['free', 'b-2', 'b-10', 'b-9']],
  ] as const)('by %s, what is not known last', (order, ids) => {
    expect(sort(some, order).map(({ id }) => id)).toEqual(ids);
    expect(some[0]?.id).toBe('b-10');
  });
});

describe('preferred models', () => {
  const unlisted = (id: string): Model => ({ id, name: 'unlisted', protocols: [] });
  it.each([
    [[], ['anthropic/claude-sonnet-4-5', 'claude-opus-4-5-20251101', 'gpt-5', 'gpt-5-mini']],
    [
      ['gpt-5-mini', 'own', 'gpt-5', 'gpt-5-mini'],
      ['gpt-5-mini', 'own', 'gpt-5', 'anthropic/claude-sonnet-4-5', 'claude-opus-4-5-20251101'],
    ],
  ])('%j come first, once each', (preferred, ids) => {
    const found = preferredFirst(models, preferred, unlisted);
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(found.filter(({ name }) => name === 'unlisted')).toHaveLength(preferred.includes('own') ? 1 : 0);
  });
});

it.each([
  [512, '512'],
  [8192, '8k'],
  [131_072, '131k'],
  [200_000, '200k'],
  [999_499, '999k'],
  [999_500, '1M'],
  [1_000_000, '1M'],
  [1_048_576, '1.05M'],
  [10_000_000, '10M'],
])('%i tokens are %s', (count, text) => {
  expect(formatTokens(count)).toBe(text);
});

it.each([
  ['200k', 200_000],
  ['200K', 200_000],
  ['1m', 1_000_000],
  ['1.05M', 1_050_000],
  ['200000', 200_000],
  ['200_000', 200_000],
  ['0', 0],
  ['', undefined],
  ['k', undefined],
  ['-1', undefined],
  ['2g', undefined],
  ['1e6', undefined],
  ['200 k', undefined],
])('%j is %s tokens', (text, count) => {
  expect(parseTokens(text)).toBe(count);
});

it.each([
  [0, '0'],
  [3, '3'],
  [0.075, '0.075'],
  [0.1 + 0.2, '0.3'],
  [600, '600'],
  [0.000_01, '<0.0001'],
])('a price of %f is %s', (usd, text) => {
  expect(formatPrice(usd)).toBe(text);
});

it.each([
  [-5, 'a moment ago'],
  [59_999, 'a moment ago'],
  [60_000, '1 minute ago'],
  [3_600_000, '60 minutes ago'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(formatAge(milliseconds)).toBe(text);
});

describe('nearest', () => {
  it.each([
    ['gpt-5.5', ['gpt-5', 'gpt-5-mini', 'claude-opus-4-5-20251101']],
    ['claude-sonnet-5', ['anthropic/claude-sonnet-4-5', 'claude-opus-4-5-20251101', 'gpt-5']],
    ['llama', []],
    ['', []],
  ])('of %j are %j', (id, expected) => {
    expect(nearest(id, models)).toEqual(expected);
  });

  it('are no more than asked for', () => {
    expect(nearest('gpt-5', models, 1)).toEqual(['gpt-5']);
  });
});
