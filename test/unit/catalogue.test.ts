import { describe, expect, it } from 'vitest';
import { nearest, offers, select, type Model } from '../../src/catalogue.ts';

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
