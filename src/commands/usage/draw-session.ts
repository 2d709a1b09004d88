import type { Output } from '../../system/system.ts';
import { clean, counted } from '../../text.ts';
import { money, tokens } from '../../usage/figures.ts';
import type { LoggedRequest } from '../../usage/in-logs.ts';
import type { Period } from '../../usage/period.ts';
import type { Sums } from '../../usage/tally.ts';
import { align, paint } from '../../view.ts';
import { cut, wrap } from '../../wrap.ts';

/** A request as it is shown, from whichever source. */
export interface RequestRow extends Omit<LoggedRequest, 'session' | 'agent' | 'project' | 'status'> {
  readonly status?: string;
  /** How many it is the sum of, where no figures of one are known. */
  readonly requests?: number;
  /** Who booked its cost, where another source tells the rest. */
  readonly costBy?: string;
  readonly firstOutputMs?: number;
  /** Why another model answered than was asked for. */
  readonly because?: string;
  /** Sizes of what fills it, in characters, and counts. */
  readonly context?: Readonly<Record<string, number>>;
}

/** A request that a rule refused, so that it was never sent. */
export interface RefusedRow {
  readonly at: string;
  readonly model: string;
  /** `LedgerEntry.because`. */
  readonly because?: string;
}

/** A line for each request in order, and their sum. */
export function drawRequests(
  requests: readonly RequestRow[],
  all: Sums,
  period: Period,
  { cost, output }: { readonly cost: boolean; readonly output: Output },
): string {
  const clock = clockOf(requests, period);
  // Of a session on two days each time has its date.
  const room = (output.columns < 100 ? 30 : 48) - (requests[0] === undefined ? 0 : clock(requests[0].at).length);
  const rows = [
    ['time', 'model', 'in', 'cached', 'out', ...(cost ? ['cost'] : []), 'status', 'took'],
    ...requests.map((one) => [
      clock(one.at),
      `${cut(clean(one.model, 64), room)}${one.requests === undefined ? '' : ` × ${one.requests}`}`,
      tokens(one.input),
      tokens(one.cached),
      tokens(one.output),
      ...(cost ? [money({ usd: one.usd, unpriced: 0 })] : []),
      cut(clean(one.status ?? '-', 20), 10),
      one.milliseconds === undefined ? '-' : `${(one.milliseconds / 1000).toFixed(1)} s`,
    ]),
    [
      'total',
      counted(all.requests, 'request'),
      tokens(all.input),
      tokens(all.cached),
      tokens(all.output),
      ...(cost ? [money(all)] : []),
    ],
  ];
  const colours = paint(output);
  const lines = align(rows, cost ? [2, 3, 4, 5, 7] : [2, 3, 4, 6]);
  return lines
    .map((line, index) => (index === 0 || index === lines.length - 1 ? colours.bold(line) : line))
    .map((line) => `${line}\n`)
    .join('');
}

/** Draws a line for each model and what refused it; nothing where nothing was refused. */
export function drawRefused(refused: readonly RefusedRow[], output: Output): string {
  const groups = new Map<string, number>();
  for (const { model, because = '' } of refused) {
    const told = because.split(', ');
    const words = reasons.get(told.pop() ?? '') ?? 'refused, and not sent';
    const role = told.length === 0 ? '' : `, in the ${told.map((one) => clean(one, 24)).join(', ')}`;
    const line = `${clean(model, 64)}${role}: ${words}`;
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  const lines = [...groups].flatMap(([line, count]) => {
    const [first = '', ...more] = wrap(`${counted(count, 'request')} for ${line}`, output.columns - 2);
    return [first, ...more.map((rest) => `  ${rest}`)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['rule model', 'refused by a rule on models'],
  ['rule budget', 'refused by a budget'],
  ['rule repeat', 'stopped, the same again and again'],
  ['not served', 'refused, not served over its protocol'],
]);

const parts = ['system', 'tools', 'history', 'results'] as const;
const marks = { system: '█', tools: '▓', history: '▒', results: '░' } as const;

/** What fills each request: a bar of its parts, their sizes, and how many there are. */
export function drawContext(requests: readonly RequestRow[], period: Period, output: Output): string {
  const clock = clockOf(requests, period);
  const most = Math.max(...requests.map(({ context }) => sumOf(context)), 1);
  const width = output.columns < 100 ? 18 : 40;
  const rows = [
    ['time', 'fills it', ...parts, 'turns'],
    ...requests.map(({ at, context }) => [
      clock(at),
      barOf(context, most, width),
      ...parts.map((part) => `${tokens(context?.[part])}${countOf(part, context)}`),
      `${context?.['turns'] ?? '-'}`,
    ]),
  ];
  const [head = '', ...lines] = align(rows, [2, 3, 4, 5, 6]);
  const legend = parts.map((part) => `${marks[part]} ${part}`).join('  ');
  return [paint(output).bold(head), ...lines, `${legend}; in characters, (how many)`]
    .map((line) => `${line}\n`)
    .join('');
}

function sumOf(context: RequestRow['context']): number {
  return parts.reduce((sum, part) => sum + (context?.[part] ?? 0), 0);
}

function countOf(part: (typeof parts)[number], context: RequestRow['context']): string {
  const count = {
    system: undefined,
    history: undefined,
    tools: context?.['toolCount'],
    results: context?.['resultCount'],
  }[part];
  return count === undefined ? '' : ` (${count})`;
}

/** Each part that is there has a column at least. */
function barOf(context: RequestRow['context'], most: number, width: number): string {
  const columns = parts.map((part) => {
    const size = context?.[part] ?? 0;
    return marks[part].repeat(size > 0 ? Math.max(1, Math.round((size / most) * width)) : 0);
  });
  return columns.join('').slice(0, width).padEnd(width);
}

/** The day only where there are several. */
function clockOf(requests: readonly RequestRow[], { timezone: timeZone, day }: Period): (at: string) => string {
  const several = new Set(requests.map(({ at }) => day(Date.parse(at)))).size > 1;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return (at) => {
    const time = Date.parse(at);
    return `${several ? `${day(time).slice(5)} ` : ''}${format.format(time)}`;
  };
}
