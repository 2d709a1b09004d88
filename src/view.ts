import { Chalk, type ChalkInstance } from 'chalk';
import type { Result } from './doctor.ts';
import type { Output } from './system/system.ts';

/** Colours for one output; none where it wants none. */
export function paint(output: Output): ChalkInstance {
  return new Chalk({ level: output.colour ? 1 : 0 });
}

/** Rows as lines, each column as wide as its widest cell; the last is not padded. Cells hold no colour. */
export function align(rows: readonly (readonly string[])[], gap = '  '): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join(gap)
      .trimEnd(),
  );
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

/** A line for each check, its hint below it where there is one. */
export function drawResults(results: readonly Result[], output: Output): string {
  const colours = paint(output);
  const tint = { pass: colours.green, warn: colours.yellow, fail: colours.red, skip: colours.dim } as const;
  const width = Math.max(0, ...results.map((result) => result.title.length));
  const indent = ' '.repeat(width + 4);
  return results
    .flatMap((result) => {
      const [first = '', ...more] = wrap(result.detail, output.columns - indent.length);
      const hint = result.hint === undefined ? [] : wrap(`→ ${result.hint}`, output.columns - indent.length);
      return [
        `${tint[result.status](marks[result.status])} ${result.title.padEnd(width)}  ${first}`,
        ...more.map((line) => indent + line),
        ...hint.map((line) => indent + colours.cyan(line)),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
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
