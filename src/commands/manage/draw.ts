import type { LogRow, ProviderKey, Route, SpendLimit } from '../../gateways/managed-gateways.ts';
import { clean, cleanLines } from '../../text.ts';
import type { Output } from '../../system/system.ts';
import { align } from '../../view.ts';
import { cut } from '../../wrap.ts';

export const logHead = ['time (UTC)', 'status', 'model', 'in', 'out', 'USD', 'ms'];

export function logCells({
  at,
  ok,
  status,
  model,
  provider,
  cached,
  input,
  output,
  usd,
  milliseconds,
}: LogRow): readonly string[] {
  const name = model ?? provider ?? '';
  return [
    at.slice(5, 19).replace('T', ' '),
    `${status ?? (ok ? 'ok' : 'failed')}${cached === true ? ' cached' : ''}`,
    clean(name, 30),
    ...[input, output, usd === undefined ? undefined : Number(usd.toPrecision(3)), milliseconds].map((figure) =>
      figure === undefined ? '?' : String(figure),
    ),
  ];
}

export function keyCells({ provider, name, usual, preview, status, models }: ProviderKey): readonly string[] {
  return [
    clean(provider, 24),
    clean(name, 24),
    usual === true ? 'used where none is named' : clean(status ?? '', 24),
    clean(preview ?? '', 24),
    models === undefined ? '' : clean(models.join(' '), 30),
  ];
}

export function routeCells({ name, active, leadsTo }: Route): readonly string[] {
  return [clean(name, 30), active === false ? 'off' : '', clean(leadsTo.join(', '), 44)];
}

export function limitCells({ of, limit, unit, used, period, only, active }: SpendLimit): readonly string[] {
  const spent = used === undefined ? `${limit}` : `${Number(used.toPrecision(3))} of ${limit}`;
  return [
    clean(of, 30),
    `${spent} ${unit}`,
    period === undefined ? '' : periodInWords(clean(period, 12)),
    active ? '' : 'off',
    clean(only ?? '', 30),
  ];
}

/** Whole days, hours and minutes of `86400 s`, as `in 1 d`; `1M` as `in 1M`; words as they are: `monthly`. */
function periodInWords(text: string): string {
  const seconds = Number(/^(\d+) s$/.exec(text)?.[1] ?? Number.NaN);
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, unit] = units.find(([long]) => seconds > 0 && seconds % long === 0) ?? [1, 's'];
  if (Number.isNaN(seconds)) return /^\d/.test(text) ? `in ${text}` : text;
  return `in ${seconds / size} ${unit}`;
}

/** Rows as lines, or a sentence where there is none. In a terminal a line is cut at its end; piped it is whole. `right`: as `align`. */
export function listed(
  rows: readonly (readonly string[])[],
  none: string,
  { isTerminal, columns }: Output,
  right: readonly number[] = [],
): string {
  if (rows.length === 0) return `${none}\n`;
  const lines = align(rows, right).map((line) => (isTerminal ? cut(line, columns) : line));
  return lines.map((line) => `${line}\n`).join('');
}

/** A text of many lines, or JSON, indented. */
export function inLines(value: unknown): string {
  if (value === null || value === '') return '    nothing is kept';
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return cleanLines(text)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
