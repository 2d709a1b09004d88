import { Chalk, type ChalkInstance } from 'chalk';
import type { Evidence } from './doctor/outcome.ts';
import type { Result } from './doctor/examine.ts';
import type { Output } from './system/system.ts';
import { widthOf, wrap } from './wrap.ts';

/** Colours for one output; none where it wants none. */
export function paint(output: Output): ChalkInstance {
  return new Chalk({ level: output.colour ? 1 : 0 });
}

/**
 * Rows as lines, each column as wide as its widest cell; those whose index is in `right` end below each other. Cells
 * hold no colour.
 */
export function align(rows: readonly (readonly string[])[], right: readonly number[] = []): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return right.includes(column) ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

/**
 * The same, a text for each row, in a terminal that may be too narrow: what has no room in any row stands below it, from the
 * second column on. Elsewhere a row is a line.
 */
export function fold(
  rows: readonly (readonly string[])[],
  { isTerminal, columns }: Pick<Output, 'isTerminal' | 'columns'>,
): readonly string[] {
  const whole = align(rows);
  const most = Math.max(0, ...rows.map((row) => row.length));
  const fits = (lines: readonly string[]): boolean => lines.every((line) => widthOf(line) <= columns);
  if (!isTerminal || most < 2 || fits(whole)) return whole;
  let kept = most - 1;
  while (kept > 1 && !fits(align(rows.map((row) => row.slice(0, kept))))) kept -= 1;
  const indent = ' '.repeat(Math.max(...rows.map(([first = '']) => widthOf(first))) + 2);
  const heads = align(rows.map((row) => row.slice(0, kept)));
  return rows.map((row, index) => {
    const below = row.slice(kept).filter((cell) => cell !== '');
    const lines = below.length === 0 ? [] : wrap(below.join(', '), Math.max(20, columns - indent.length));
    return [heads[index] ?? '', ...lines.map((line) => indent + line)].join('\n');
  });
}

/** The text with blanks behind it, up to so many columns. */
function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

const marks = { pass: '✓', warn: '!', fail: '✗', skip: '-' } as const;

/** What is drawn of a check. */
type Drawn = Pick<Result, 'status' | 'title' | 'detail' | 'hint'> & Partial<Pick<Result, 'evidence' | 'milliseconds'>>;

/**
 * A line for each check, its hint below it where there is one; `verbose`: how long it took, and what was seen. Those that
 * were not made for one and the same reason share a line.
 */
export function drawResults(
  all: readonly Drawn[],
  output: Output,
  { verbose = false }: { readonly verbose?: boolean } = {},
): string {
  const results = withJoinedSkips(all);
  const colours = paint(output);
  const tint = { pass: colours.green, warn: colours.yellow, fail: colours.red, skip: colours.dim } as const;
  const width = Math.max(0, ...results.map((result) => widthOf(result.title)));
  const indent = ' '.repeat(width + 4);
  return results
    .flatMap((result) => {
      const { milliseconds } = result;
      const took = verbose && milliseconds !== undefined ? ` (${Math.round(milliseconds)} ms)` : '';
      const [first = '', ...more] = wrap(result.detail + took, output.columns - indent.length);
      const hint = result.hint === undefined ? [] : wrap(`→ ${result.hint}`, output.columns - indent.length);
      const seen = verbose ? (result.evidence ?? []).map(spelled) : [];
      return [
        `${tint[result.status](marks[result.status])} ${padded(result.title, width)}  ${first}`,
        ...more.map((line) => indent + line),
        ...seen.flatMap((line) => wrap(line, output.columns - indent.length)).map((line) => indent + colours.dim(line)),
        ...hint.map((line) => indent + colours.cyan(line)),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function withJoinedSkips(results: readonly Drawn[]): readonly Drawn[] {
  const alike = (detail: string): readonly Drawn[] =>
    results.filter((result) => result.status === 'skip' && result.detail === detail);
  return results.flatMap((result): readonly Drawn[] => {
    const same = result.status === 'skip' ? alike(result.detail) : [];
    if (same.length < 2) return [result];
    const titles = same.map(({ title }) => title).join(', ');
    return same[0] === result
      ? [{ status: 'skip', title: `${same.length} checks`, detail: `${result.detail}: ${titles}` }]
      : [];
  });
}

/** `name value, name value`: what is empty is left out. */
function spelled(evidence: Evidence): string {
  return Object.entries(evidence)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** `name  value` lines under a heading, long values broken. */
export function drawSection(heading: string, rows: readonly (readonly [string, string])[], output: Output): string {
  const colours = paint(output);
  const width = Math.max(0, ...rows.map(([name]) => widthOf(name)));
  const room = Math.max(20, output.columns - width - 4);
  const lines = rows.flatMap(([name, value]) => {
    // A value may have lines of its own, as headers in a variable have.
    const [first = '', ...more] = value.split('\n').flatMap((line) => wrap(line, room));
    return [`  ${padded(name, width)}  ${first}`.trimEnd(), ...more.map((line) => ' '.repeat(width + 4) + line)];
  });
  return [colours.bold(heading), ...lines].map((line) => `${line}\n`).join('');
}
