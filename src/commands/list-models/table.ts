import { formatAge } from '../../models/catalogue.ts';
import type { Failure } from '../../failure.ts';
import type { Output } from '../../system/system.ts';
import { align, paint } from '../../view.ts';
import { cut, widthOf, wrap } from '../../wrap.ts';
import { agentsColumn, modelColumns, type Column } from './columns.ts';
import type { ListedModel, Report, Source } from './report.ts';
import { counted } from '../../text.ts';

/**
 * A table as wide as the terminal at most, and below it how sure it is. `failure`: why the gateway gave no list. `columns`:
 * those asked for, which stay however narrow the terminal is.
 */
export function drawReport(
  report: Report,
  failure: Failure | undefined,
  { columns, narrowed }: { readonly columns: readonly Column<ListedModel>[] | undefined; readonly narrowed: boolean },
  installed: readonly string[],
  output: Output,
): string {
  const colours = paint(output);
  const wanted = columns ?? [...modelColumns, agentsColumn(installed)];
  const { lines: table, left } = layOut(report.models, wanted, columns === undefined ? output.columns : undefined);
  const [head = '', ...lines] = table;
  const notes = failure === undefined ? notesOf(report, { head, left, narrowed }) : [preferredNote];
  const below = notes.flatMap((note) => wrap(note, output.columns));
  return [colours.bold(head), ...lines, ...below.map((line) => colours.dim(line))].map((line) => `${line}\n`).join('');
}

/** A longer name tells no more. */
const mostName = 40;
/** A name that is cut to less tells nothing. */
const leastName = 12;
/** For what is beside the names no id has to give way that needs more than this: it gets a line of its own. */
const enoughForIds = 36;
/** In the order in which they leave a terminal that is too narrow, after the name. */
const leaving: readonly (readonly string[])[] = [
  ['$ CACHE READ', '$ CACHE WRITE'],
  ['$ IN', '$ OUT'],
  ['AGENTS'],
  ['WINDOW'],
];

/** The head and a line for each model, or two where its id is too long. No id is cut, and no column is without any cell. */
export function tableOf<T extends { readonly id: string }>(
  models: readonly T[],
  columns: readonly Column<T>[],
  width: number,
): readonly string[] {
  return layOut(models, columns, width).lines;
}

/** The same, and the heads of what the terminal is too narrow for; without `width` nothing is left out. */
function layOut<T extends { readonly id: string }>(
  models: readonly T[],
  columns: readonly Column<T>[],
  width: number | undefined,
): { readonly lines: readonly string[]; readonly left: readonly string[] } {
  const ids = models.map((model) => model.id);
  const filled = columns
    .map(({ head, right, cell }): Filled => ({
      head,
      right: right === true,
      cells: models.map((model) => cell(model)),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const shown = width === undefined ? filled : fitting(filled, ids, width);
  const idWidth = Math.min(widest(['MODEL', ...ids]), width === undefined ? Infinity : roomBeside(shown, width));
  const fits = ids.map((id) => id.length <= idWidth);
  const rows = ids.map((id, index) => [
    fits[index] === true ? id : '',
    ...shown.map(({ cells }) => cells[index] ?? ''),
  ]);
  const right = shown.flatMap((column, index) => (column.right ? [index + 1] : []));
  const lines = align([['MODEL'.padEnd(idWidth), ...shown.map(({ head }) => head)], ...rows], right)
    .flatMap((line, index) => (fits[index - 1] === false ? [ids[index - 1] ?? '', line] : [line]))
    .filter(Boolean);
  const heads = shown.map(({ head }) => head);
  return { lines, left: filled.map(({ head }) => head).filter((head) => head !== 'NAME' && !heads.includes(head)) };
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

/** A table that takes more than a screen. */
const long = 30;

/** How many, how old, how sure, and whose prices; then what is left out, and how a long table gets short. */
function notesOf(
  report: Report,
  { head, left, narrowed }: { readonly head: string; readonly left: readonly string[]; readonly narrowed: boolean },
): readonly string[] {
  const withPrices = head.includes('$');
  const withMarks = head.includes('AGENTS') && report.models.some(({ translated }) => translated.length > 0);
  const { models, total, prices, modelDataDate } = report;
  const day = prices === 'gateway' || modelDataDate === undefined ? '' : ` of ${modelDataDate}`;
  const about = [
    models.length === total ? counted(total, 'model') : `${models.length} of ${counted(total, 'model')}`,
    ...wordsOf(report),
    ...(prices === 'none' || !withPrices ? [] : [`USD per million tokens, from ${priceSources[prices]}${day}`]),
    ...(withMarks ? ['* through a relay that translates'] : []),
  ];
  return [
    about.join(' · '),
    ...(left.length === 0 ? [] : [`Too narrow for ${left.join(', ')}: a wider terminal, or --columns, shows them.`]),
    ...(models.length > long && !narrowed
      ? ['Fewer: --search sonnet, --agent codex, --min-context 200k; others first: --sort price']
      : []),
  ];
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
