import { describe, expect, it } from 'vitest';
import { narrowed } from '../../../src/system/prompts/list.ts';

const choices = [
  { value: 'openai/gpt-5', name: 'GPT-5' },
  { value: 'anthropic/claude-sonnet-4-5', name: 'Claude Sonnet 4.5' },
];

describe('a list that narrows', () => {
  it('shows everything before anything was typed', () => {
    expect(narrowed(choices, '', true)).toEqual(choices);
  });

  it('shows what holds every word, in the name or in the value', () => {
    expect(narrowed(choices, 'sonnet anthropic', false)).toEqual([choices[1]]);
    expect(narrowed(choices, 'sonnet gpt', false)).toEqual([]);
  });

  it('offers what was typed last, where that is allowed', () => {
    expect(narrowed(choices, ' gpt ', true).map(({ value }) => value)).toEqual(['openai/gpt-5', 'gpt']);
  });

  it('has what is typed exactly first', () => {
    const longer = { value: 'openai/gpt-5-mini', name: 'GPT-5 mini' };
    expect(narrowed([longer, ...choices], 'openai/gpt-5', true)).toEqual([choices[0], longer]);
  });

  it('does not offer twice what is a choice already', () => {
    expect(narrowed(choices, 'openai/gpt-5', true)).toEqual([choices[0]]);
  });
});
