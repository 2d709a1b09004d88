import type { Output } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { align, cut, paint } from '../../view.ts';
import { money, tokens } from '../../usage/figures.ts';
import type { Group, Sums } from '../../usage/tally.ts';

/** A table of groups, their total, and bars by cost or else by tokens. */
export function drawTable(
  by: string,
  groups: readonly Group[],
  all: Sums,
  { cost, output }: { readonly cost: boolean; readonly output: Output },
): string {
  const byCost = cost && groups.some(({ sums }) => (sums.usd ?? 0) > 0);
  const weight = ({ usd, input, output: out }: Sums): number => (byCost ? (usd ?? 0) : (input ?? 0) + (out ?? 0));
  const most = Math.max(...groups.map(({ sums }) => weight(sums)), 0);
  const mixed = new Set(groups.map(({ source }) => source)).size > 1;
  // In 80 columns there is no room for both.
  const narrow = output.columns < 100;
  const bars = !(mixed && narrow);
  const cells = (name: string, sums: Sums, more: readonly string[]): readonly string[] => [
    cut(name, narrow ? (mixed ? 18 : 22) : 40),
    `${sums.requests}`,
    tokens(sums.input),
    tokens(sums.cached),
    tokens(sums.output),
    ...(cost ? [money(sums)] : []),
    ...more,
  ];
  const rows = [
    [
      by,
      'requests',
      'in',
      'cached',
      'out',
      ...(cost ? ['cost'] : []),
      ...(bars ? [''] : []),
      ...(mixed ? ['source'] : []),
    ],
    ...groups.map(({ name, source, sums }) =>
      cells(clean(name, 64), sums, [
        ...(bars ? [bar(weight(sums), most)] : []),
        ...(mixed ? [cut(clean(source), 14)] : []),
      ]),
    ),
    cells('total', all, []),
  ];
  const colours = paint(output);
  const lines = align(rows, [1, 2, 3, 4, ...(cost ? [5] : [])]);
  return lines
    .map((line, index) => (index === 0 || index === lines.length - 1 ? colours.bold(line) : line))
    .map((line) => `${line}\n`)
    .join('');
}

function bar(value: number, most: number): string {
  const width = 10;
  if (most <= 0 || value <= 0) return ' '.repeat(width);
  const full = Math.max(1, Math.round((value / most) * width));
  return '█'.repeat(full) + ' '.repeat(width - full);
}

/** RFC 4180. A cell that a spreadsheet would take for a formula has an apostrophe before it. */
export function csv(by: string, groups: readonly Group[]): string {
  const rows = [
    [by, 'requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost_usd', 'unpriced_requests', 'source'],
    ...groups.map(({ name, source, sums }) => [
      name,
      sums.requests,
      sums.input,
      sums.cached,
      sums.output,
      sums.usd,
      sums.unpriced,
      source,
    ]),
  ];
  return rows.map((row) => `${row.map((cell) => field(cell)).join(',')}\r\n`).join('');
}

function field(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : `${Number(value.toPrecision(12))}`;
  const text = clean(value, 400);
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
