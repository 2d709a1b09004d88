import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/models/catalogue.ts';
import { modelColumns } from '../../../src/commands/list-models/columns.ts';
import { tableOf } from '../../../src/commands/list-models/table.ts';

const known = { contextWindow: 200_000, prices: { input: 3, output: 15 }, protocols: [] };
const models: readonly Model[] = [
  { id: 'anthropic/claude-sonnet-4-5', name: 'Claude Sonnet 4.5', ...known },
  { id: 'openai/gpt-5', name: 'GPT-5, as it was in the summer of the year in which it came', ...known },
  { id: 'acme/none', protocols: [] },
];
const far: Model = { id: `router/${'far'.repeat(20)}`, name: 'Far', ...known };

describe('the table of models', () => {
  it.each(Array.from({ length: 120 }, (_, index) => [index + 1]))('cuts no id at %i columns', (width) => {
    const lines = tableOf([...models, far], modelColumns, width);
    for (const { id } of [...models, far]) expect(lines.filter((line) => line.includes(id))).toHaveLength(1);
    const ids = [...models, far].map(({ id }) => id);
    expect(lines.filter((line) => line.length > width && !ids.includes(line) && line !== 'MODEL')).toEqual([]);
  });

  it.each([
    [120, ['MODEL', 'NAME', 'WINDOW', '$', 'IN', '$', 'OUT']],
    [80, ['MODEL', 'NAME', 'WINDOW', '$', 'IN', '$', 'OUT']],
    [60, ['MODEL', 'WINDOW', '$', 'IN', '$', 'OUT']],
    [40, ['MODEL', 'WINDOW']],
    [30, ['MODEL']],
  ])('at %i columns has %j', (width, heads) => {
    expect(tableOf(models, modelColumns, width)[0]?.split(/ +/)).toEqual(heads);
  });

  it('cuts a long name', () => {
    expect(tableOf(models, modelColumns, 80)[2]).toMatch(/GPT-5, as .*… +200k/);
  });

  it('gives an id that is much longer than the others a line of its own', () => {
    const many = [...Array.from({ length: 30 }, (_, index) => ({ ...known, id: `acme/m-${index}`, name: 'M' })), far];
    const lines = tableOf(many, modelColumns, 80);
    expect(lines[0]).toContain('NAME');
    expect(lines.at(-2)).toBe(far.id);
    expect(lines.at(-1)).toMatch(/^ {40,}Far +200k +3 +15$/);
  });

  it('has no column in which nothing is known', () => {
    expect(tableOf([{ id: 'a', protocols: [] } satisfies Model], modelColumns, 80)).toEqual(['MODEL', 'a']);
    expect(tableOf([], modelColumns, 80)).toEqual(['MODEL']);
  });
});
