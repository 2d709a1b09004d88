import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/models/catalogue.ts';
import { match } from '../../../src/commands/list-models/match.ts';

const listed = (...ids: readonly string[]): readonly Model[] => ids.map((id) => ({ id, protocols: [] }));
const idsOf = (models: readonly Model[]): readonly string[] => models.map(({ id }) => id);
const known = (id: string): string | undefined => (/sonnet.*4|4.*sonnet/.test(id) ? 'sonnet' : undefined);

describe('two gateways share a model', () => {
  it.each([
    ['with the same id', 'a/b', 'a/b'],
    ['with a prefix and without', 'openai/gpt-5', 'gpt-5'],
    ['with two prefixes', 'openrouter/openai/gpt-5', 'azure/gpt-5'],
    ['with dots and dashes', 'gpt-5.5', 'gpt-5-5'],
    ['with a date and without', 'claude-opus-4-5-20251101', 'anthropic/claude-opus-4.5'],
    ['with the other kind of date', 'gpt-4o-2024-08-06', 'GPT-4o'],
    ['as the model data know it', 'bedrock/anthropic.claude-sonnet-4-v1:0', 'claude-4-sonnet'],
  ])('%s', (_name, left, right) => {
    const { pairs, onlyLeft, onlyRight } = match(listed(left), listed(right), known);
    expect(pairs.map(idsOf)).toEqual([[left, right]]);
    expect([...onlyLeft, ...onlyRight]).toEqual([]);
  });

  it.each([
    ['gpt-5', 'gpt-5-mini'],
    ['gpt-4', 'gpt-4o'],
    ['ft:gpt-5', 'gpt-5'],
    ['ft:gpt-5:one', 'ft:gpt-5:two'],
  ])('but %s is not %s', (left, right) => {
    const { pairs, onlyLeft, onlyRight } = match(listed(left), listed(right), known);
    expect(pairs).toEqual([]);
    expect([idsOf(onlyLeft), idsOf(onlyRight)]).toEqual([[left], [right]]);
  });

  it('is paired by its own id first, and counts as had under any spelling', () => {
    const found = match(listed('azure/m', 'm', 'left'), listed('m', 'x/m', 'right'), known);
    expect(found.pairs.map(idsOf)).toEqual([
      ['m', 'm'],
      ['azure/m', 'x/m'],
    ]);
    expect([idsOf(found.onlyLeft), idsOf(found.onlyRight)]).toEqual([['left'], ['right']]);
    expect(match(listed('a/m', 'b/m'), listed('m'), known).onlyLeft).toEqual([]);
  });
});
