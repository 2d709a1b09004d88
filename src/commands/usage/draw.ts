import type { Output } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { align, paint } from '../../view.ts';
import { cut } from '../../wrap.ts';
import { money, tokens } from '../../usage/figures.ts';
import { daysBetween, type Period } from '../../usage/period.ts';
import type { Group, Sums } from '../../usage/tally.ts';

/** What is drawn: groups, of which not all may be shown, and the sums of all. */
interface Table {
  readonly by: string;
  readonly groups: readonly Group[];
  readonly all: readonly Group[];
  readonly totals: Sums;
  readonly period: Period;
}

interface Look {
  readonly cost: boolean;
  /** Sums alone. */
  readonly compact: boolean;
  readonly output: Output;
}

/** A table of groups, their total, bars by cost or else by tokens, and where there are several days a line of them. */
export function drawTable({ by, groups, all, totals, period }: Table, { cost, compact, output }: Look): string {
  const byCost = cost && groups.some(({ sums }) => (sums.usd ?? 0) > 0);
  const weight = ({ usd, input, output: out }: Sums): number => (byCost ? (usd ?? 0) : (input ?? 0) + (out ?? 0));
  const most = Math.max(...groups.map(({ sums }) => weight(sums)), 0);
  const mixed = new Set(groups.map(({ source }) => source)).size > 1;
  // In 80 columns there is no room for both.
  const narrow = output.columns < 100;
  const bars = !compact && !(mixed && narrow);
  const figures = (sums: Sums): readonly string[] =>
    compact
      ? [tokens(sums.input), tokens(sums.output)]
      : [`${sums.requests}`, tokens(sums.input), tokens(sums.cached), tokens(sums.output)];
  const cells = (name: string, sums: Sums, more: readonly string[]): readonly string[] => [
    cut(name, narrow ? (mixed ? 18 : 22) : 40),
    ...figures(sums),
    ...(cost ? [money(sums)] : []),
    ...more,
  ];
  const columns = compact ? ['in', 'out'] : ['requests', 'in', 'cached', 'out'];
  const rows = [
    [by, ...columns, ...(cost ? ['cost'] : []), ...(bars ? [''] : []), ...(mixed ? ['source'] : [])],
    ...groups.map(({ name, source, sums }) =>
      cells(clean(name, 64), sums, [
        ...(bars ? [bar(weight(sums), most)] : []),
        ...(mixed ? [cut(clean(source), 14)] : []),
      ]),
    ),
    cells('total', totals, []),
  ];
  const colours = paint(output);
  const right = [...columns, ...(cost ? ['cost'] : [])].map((_, index) => index + 1);
  const lines = align(rows, right);
  return lines
    .map((line, index) => (index === 0 || index === lines.length - 1 ? colours.bold(line) : line))
    .concat(compact || by === 'day' ? [] : daysLine(all, weight, period, output.columns))
    .map((line) => `${line}\n`)
    .join('');
}

/** The days of a period, a column each, the highest as high as a line; the last ones where not all fit. */
function daysLine(
  groups: readonly Group[],
  weight: (sums: Sums) => number,
  period: Period,
  columns: number,
): readonly string[] {
  const told = new Map<string, number>();
  for (const { days } of groups) for (const [day, sums] of days) told.set(day, (told.get(day) ?? 0) + weight(sums));
  const [first] = [...told.keys()].toSorted();
  if (told.size < 2 || first === undefined) return [];
  const days = daysBetween(first, period.day(period.until)).slice(-(columns - 30));
  const most = Math.max(...days.map((day) => told.get(day) ?? 0), 0);
  if (most <= 0) return [];
  const steps = '▁▂▃▄▅▆▇█';
  const heights = days.map((day) => Math.ceil(((told.get(day) ?? 0) / most) * steps.length));
  const line = heights.map((height) => (height === 0 ? ' ' : steps.charAt(height - 1))).join('');
  return [`${days[0] ?? ''} ${line} ${days.at(-1) ?? ''}`];
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
