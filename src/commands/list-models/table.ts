import { agents } from '../../agents/index.ts';
import { formatAge, formatPrice, formatTokens, type Model } from '../../models/catalogue.ts';
import type { Failure } from '../../failure.ts';
import type { Output } from '../../system/system.ts';
import { align, cut, paint, widthOf, wrap } from '../../view.ts';
import type { ListedModel, Report, Source } from './report.ts';

/** A table as wide as the terminal at most, and below it how sure it is. `failure`: why the gateway gave no list. */
export function drawReport(report: Report, failure: Failure | undefined, output: Output): string {
  const colours = paint(output);
  const [head = '', ...lines] = tableOf(report.models, [...modelColumns, agentsColumn], output.columns);
  const note = wrap(failure === undefined ? noteOf(report, head) : preferredNote, output.columns);
  return [colours.bold(head), ...lines, ...note.map((line) => colours.dim(line))].map((line) => `${line}\n`).join('');
}

export interface Column<T> {
  readonly head: string;
  readonly right?: boolean;
  /** Empty: not known. */
  cell(row: T): string;
}

export const modelColumns: readonly Column<Model>[] = [
  { head: 'NAME', cell: (model) => model.name ?? '' },
  {
    head: 'WINDOW',
    right: true,
    cell: ({ contextWindow }) => (contextWindow === undefined ? '' : formatTokens(contextWindow)),
  },
  { head: '$ IN', right: true, cell: ({ prices }) => (prices?.input === undefined ? '' : formatPrice(prices.input)) },
  {
    head: '$ OUT',
    right: true,
    cell: ({ prices }) => (prices?.output === undefined ? '' : formatPrice(prices.output)),
  },
];

const agentsColumn: Column<ListedModel> = {
  head: 'AGENTS',
  cell: ({ agents: able, translated }) => {
    const marked = (id: string): string => (translated.includes(id) ? `${id}*` : id);
    if (able.length === 0) return 'none';
    if (able.length < agents.length) return able.map(marked).join(' ');
    return translated.length === 0 ? 'all' : `all (${translated.map(marked).join(' ')})`;
  },
};

/** A longer name tells no more. */
const mostName = 40;
/** A name that is cut to less tells nothing. */
const leastName = 12;
/** For what is beside the names no id has to give way that needs more than this: it gets a line of its own. */
const enoughForIds = 36;
/** In the order in which they leave a terminal that is too narrow, after the name. */
const leaving: readonly (readonly string[])[] = [
  ['AGENTS', '$ CACHE READ', '$ CACHE WRITE'],
  ['$ IN', '$ OUT'],
  ['WINDOW'],
];

/** The head and a line for each model, or two where its id is too long. No id is cut, and no column is without any cell. */
export function tableOf<T extends { readonly id: string }>(
  models: readonly T[],
  columns: readonly Column<T>[],
  width: number,
): readonly string[] {
  const ids = models.map((model) => model.id);
  const filled = columns
    .map(({ head, right, cell }): Filled => ({
      head,
      right: right === true,
      cells: models.map((model) => cell(model)),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const shown = fitting(filled, ids, width);
  const idWidth = Math.min(widest(['MODEL', ...ids]), roomBeside(shown, width));
  const fits = ids.map((id) => id.length <= idWidth);
  const rows = ids.map((id, index) => [
    fits[index] === true ? id : '',
    ...shown.map(({ cells }) => cells[index] ?? ''),
  ]);
  const right = shown.flatMap((column, index) => (column.right ? [index + 1] : []));
  const lines = align([['MODEL'.padEnd(idWidth), ...shown.map(({ head }) => head)], ...rows], right);
  return lines
    .flatMap((line, index) => (fits[index - 1] === false ? [ids[index - 1] ?? '', line] : [line]))
    .filter(Boolean);
}

interface Filled {
  readonly head: string;
  readonly right: boolean;
  readonly cells: readonly string[];
}

function fitting(filled: readonly Filled[], ids: readonly string[], width: number): readonly Filled[] {
  // A few ids that are much longer than the others take no room from the names.
  const wanted = ids.map((id) => id.length).toSorted((a, b) => a - b)[Math.floor(ids.length * 0.95)] ?? 0;
  const others = filled.filter(({ head }) => head !== 'NAME');
  const nameRoom = Math.min(mostName, roomBeside(others, width) - Math.max(wanted, 'MODEL'.length) - 2);
  if (nameRoom >= leastName) {
    return filled.map((column) =>
      column.head === 'NAME' ? { ...column, cells: column.cells.map((cell) => cut(cell, nameRoom)) } : column,
    );
  }
  let shown = others;
  for (const heads of leaving) {
    if (roomBeside(shown, width) >= Math.min(wanted, enoughForIds)) return shown;
    shown = shown.filter(({ head }) => !heads.includes(head));
  }
  return shown;
}

function roomBeside(columns: readonly Filled[], width: number): number {
  return columns.reduce((left, { head, cells }) => left - widest([head, ...cells]) - 2, width);
}

function widest(cells: readonly string[]): number {
  return cells.reduce((most, cell) => Math.max(most, widthOf(cell)), 0);
}

const preferredNote = 'Your preferred models; the gateway gave no list.';

/** How many, how old, how sure, and whose prices. */
function noteOf(report: Report, head: string): string {
  const withPrices = head.includes('$');
  const withMarks = head.includes(agentsColumn.head) && report.models.some(({ translated }) => translated.length > 0);
  const { models, total, prices, modelDataDate } = report;
  const day = prices === 'gateway' || modelDataDate === undefined ? '' : ` of ${modelDataDate}`;
  return [
    models.length === total ? `${total} models` : `${models.length} of ${total} models`,
    ...wordsOf(report),
    ...(prices === 'none' || !withPrices ? [] : [`USD per million tokens, from ${priceSources[prices]}${day}`]),
    ...(withMarks ? ['* through a relay that translates'] : []),
  ].join(' · ');
}

/** How old a list is, and how sure. */
export function wordsOf({ source, asked, ageSeconds = 0, date = 'its release' }: Source): readonly string[] {
  const bundled = asked === 'never' ? 'bundled' : 'in part bundled';
  return [
    ...(asked === 'now' ? ['asked just now'] : []),
    ...(asked === 'earlier' ? [`kept from ${formatAge(ageSeconds * 1000)}`] : []),
    ...(source === 'bundled' ? [`${bundled}, as of ${date}; any other id works with --model too`] : []),
  ];
}

const priceSources: Readonly<Record<Exclude<Report['prices'], 'none'>, string>> = {
  gateway: 'the gateway',
  'model-data': 'the model data',
  both: 'the gateway, else the model data',
};
