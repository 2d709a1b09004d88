import { Chalk, type ChalkInstance } from 'chalk';
import type { Evidence } from './doctor/outcome.ts';
import type { Result } from './doctor/examine.ts';
import type { Output } from './system/system.ts';

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

/** How many columns a text takes in a terminal: Chinese, Japanese and Korean characters and emoji take two. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...text].reduce((sum, character) => sum + (/\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1), 0);
}

/** https://www.unicode.org/reports/tr11/, without its rarest blocks. */
const wide =
  /[\u{1100}-\u{115f}\u{2e80}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** A text of at most so many columns, the last of them an ellipsis where something is cut off. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) >= columns) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks a text at blanks, to lines of at most `width` characters; longer words stand alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const marks = { pass: '✓', warn: '!', fail: '✗', skip: '-' } as const;

/** A line for each check, its hint below it where there is one; `verbose`: how long it took, and what was seen. */
export function drawResults(
  results: readonly Result[],
  output: Output,
  { verbose = false }: { readonly verbose?: boolean } = {},
): string {
  const colours = paint(output);
  const tint = { pass: colours.green, warn: colours.yellow, fail: colours.red, skip: colours.dim } as const;
  const width = Math.max(0, ...results.map((result) => result.title.length));
  const indent = ' '.repeat(width + 4);
  return results
    .flatMap((result) => {
      const took = verbose ? ` (${Math.round(result.milliseconds)} ms)` : '';
      const [first = '', ...more] = wrap(result.detail + took, output.columns - indent.length);
      const hint = result.hint === undefined ? [] : wrap(`→ ${result.hint}`, output.columns - indent.length);
      const seen = verbose ? (result.evidence ?? []).map(spelled) : [];
      return [
        `${tint[result.status](marks[result.status])} ${result.title.padEnd(width)}  ${first}`,
        ...more.map((line) => indent + line),
        ...seen.map((line) => indent + colours.dim(line)),
        ...hint.map((line) => indent + colours.cyan(line)),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
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
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const room = Math.max(20, output.columns - width - 4);
  const lines = rows.flatMap(([name, value]) => {
    const [first = '', ...more] = wrap(value, room);
    return [`  ${name.padEnd(width)}  ${first}`.trimEnd(), ...more.map((line) => ' '.repeat(width + 4) + line)];
  });
  return [colours.bold(heading), ...lines].map((line) => `${line}\n`).join('');
}
