import { describe, expect, it } from 'vitest';
import { say, tell } from '../../src/say.ts';

const told = (isTerminal: boolean, columns: number) => {
  const written: string[] = [];
  const stderr = { isTerminal, colour: false, columns, write: (text: string) => void written.push(text) };
  return { stderr, text: () => written.join('') };
};

const line = '1 request, 12k in (10k cached), 400 out, $0.0123; anthropic/claude-sonnet-5; by the ledger';

describe('what is told of a launch', () => {
  it.each([80, 60])('stands in a terminal of %i columns, its words whole, below the first of them', (columns) => {
    const { text, ...system } = told(true, columns);
    tell(line, system);
    const [first = '', ...more] = text().trimEnd().split('\n');
    expect(first).toMatch(/^jetway: 1 request, /);
    expect(more).not.toEqual([]);
    for (const one of [first, ...more]) expect(one.length).toBeLessThanOrEqual(columns);
    for (const one of more) expect(one).toMatch(/^ {8}\S/);
    expect([first, ...more].map((one) => one.slice(8)).join(' ')).toBe(line);
  });

  it('stays a line where it fits, and where no terminal is', () => {
    const [wide, piped] = [told(true, 120), told(false, 80)];
    tell(line, wide);
    tell(line, piped);
    expect(wide.text()).toBe(`jetway: ${line}\n`);
    expect(piped.text()).toBe(`jetway: ${line}\n`);
  });

  it('counts what a terminal shows, not characters', () => {
    const { text, ...system } = told(true, 40);
    say('模型 模型 模型 模型 模型 模型 模型 模型 模型', system);
    expect(text().split('\n')).toHaveLength(3);
  });

  it('keeps lines that a text has', () => {
    const [terminal, piped] = [told(true, 40), told(false, 80)];
    say('one\ntwo', terminal, '  → ');
    say('one\ntwo', piped, '  → ');
    expect(terminal.text()).toBe('  → one\n    two\n');
    expect(piped.text()).toBe('  → one\ntwo\n');
  });
});
