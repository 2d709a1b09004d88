import { parse } from 'smol-toml';
import { parseTOML, type AST } from 'toml-eslint-parser';
import { isObject, type Json } from '../json-path.ts';
import type { ExactFormat } from './as-written.ts';
import { plainModel, Refused, type Model, type Path } from './model.ts';
import { lineEndOf, lineStart, nextLine, spliced } from './splice.ts';
import { begins, keysOf, refuse, within, without } from './toml-inline.ts';
import { nameOf, nested, written } from './toml-text.ts';

/** TOML 1.1. Values are smol-toml's, places are toml-eslint-parser's. */
export const toml: ExactFormat = {
  read: (text) => plainModel(valuesOf(text)),
  apply: (text, change) => ('unset' in change ? unset(text, change.path) : set(text, change.path, change.value)),
  modelOf: (value) => readWritten(written(value)),
  readWritten,
  rangeOf,
};

function readWritten(value: string): Model {
  const { value: said, ...more } = valuesOf(`value = ${value}`);
  if (said === undefined || Object.keys(more).length > 0) throw new Refused('it is no value of TOML');
  return plainModel(said);
}

function rangeOf(text: string, path: Path): { readonly from: number; readonly to: number } | undefined {
  const { entries, tables } = placesOf(text);
  const entry = entries.find((one) => same(one.path, path));
  if (entry !== undefined) return { from: entry.node.value.range[0], to: entry.node.value.range[1] };
  const inParts =
    tables.some((table) => begins(pathOf(table), path)) ||
    entries.some((one) => begins(one.path, path) || begins(path, one.path));
  return inParts ? refuse(`${path.join('.')} is a table, or stands in braces`) : undefined;
}

/** Throws Refused for what is no TOML. */
function valuesOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text, { integersAsBigInt: true });
  } catch {
    throw new Refused('it is no TOML');
  }
}

type Keyed = AST.TOMLKeyValue;
type Table = AST.TOMLTable | AST.TOMLTopLevelTable;

/** A key with its value, wherever it stands, by its whole path. */
interface Entry {
  readonly path: Path;
  readonly node: Keyed;
  readonly table: Table;
}

interface Places {
  readonly top: AST.TOMLTopLevelTable;
  readonly tables: readonly AST.TOMLTable[];
  /** The entries of tables, without those within braces. */
  readonly entries: readonly Entry[];
}

function placesOf(text: string): Places {
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text);
  } catch {
    throw new Refused('it is no TOML');
  }
  const [top] = program.body;
  const tables = top.body.filter((node): node is AST.TOMLTable => node.type === 'TOMLTable');
  const entries = [top, ...tables].flatMap((table) =>
    keyedOf(table).map((node) => ({ path: [...pathOf(table), ...keysOf(node)], node, table })),
  );
  return { top, tables, entries };
}

function keyedOf(table: Table): readonly Keyed[] {
  const nodes: readonly (Keyed | AST.TOMLTable)[] = table.body;
  return nodes.filter((node): node is Keyed => node.type === 'TOMLKeyValue');
}

function pathOf(table: Table): Path {
  return table.type === 'TOMLTable' ? table.resolvedKey : [];
}

function set(text: string, path: Path, value: Json): string {
  const places = placesOf(text);
  const { entries, tables, top } = places;
  const line = lineEndOf(text);
  const holder = entries.find((entry) => begins(path, entry.path));
  if (holder !== undefined) {
    return spliced(text, within(holder.node.value, path.slice(holder.path.length), value));
  }
  const isTable =
    tables.some((table) => begins(pathOf(table), path)) || entries.some((entry) => begins(entry.path, path));
  if (isTable) return isObject(value) ? replaceTable(text, path, value) : refuse(`${path.join('.')} is a table`);
  const [parent, key] = [path.slice(0, -1), path.at(-1)];
  if (typeof key === 'number')
    return isObject(value) ? append(text, parent, [], value, tables) : refuse('it has no such list');
  const [table, ...more] = [...(parent.length === 0 ? [top] : []), ...tables].filter((one) =>
    same(pathOf(one), parent),
  );
  if (more.length > 0) return refuse(`it has the table ${parent.join('.')} twice`);
  if (isObject(value) && Object.keys(value).length > 0) return newTable(text, path, value);
  const assignment = `${nameOf(key ?? '')} = ${written(value)}`;
  if (table !== undefined) {
    const at = endOfEntries(text, table);
    const open = at > 0 && !text.slice(0, at).endsWith('\n');
    return spliced(text, [{ from: at, to: at, text: `${open ? line : ''}${assignment}${line}` }]);
  }
  const sibling = entries.findLast((entry) => begins(entry.path, parent) && entry.path.length === path.length);
  if (sibling !== undefined) {
    // The parent is made by dotted keys: `model.name = 1` stands beside the new `model.effort`.
    const dotted = [...parent.slice(pathOf(sibling.table).length), key ?? ''].map(String).map(nameOf).join('.');
    const at = nextLine(text, sibling.node.range[1]);
    const open = !text.slice(0, at).endsWith('\n');
    return spliced(text, [{ from: at, to: at, text: `${open ? line : ''}${dotted} = ${written(value)}${line}` }]);
  }
  return newTable(text, parent, { [key ?? '']: value });
}

function same(one: Path, other: Path): boolean {
  return one.length === other.length && begins(one, other);
}

/** Where the line behind the last entry of a table begins, or behind its head. */
function endOfEntries(text: string, table: Table): number {
  const last = keyedOf(table).at(-1);
  if (last !== undefined) return nextLine(text, last.range[1]);
  return table.type === 'TOMLTable' ? nextLine(text, table.key.range[1]) : 0;
}

/** Adds a table at the end of the text, or of the list that it belongs to. */
function newTable(text: string, path: Path, value: { readonly [name: string]: Json }): string {
  const { tables } = placesOf(text);
  const at = path.findLastIndex((key) => typeof key === 'number');
  const list = at === -1 ? undefined : path.slice(0, at + 1);
  const item = list === undefined ? undefined : tables.find((table) => begins(pathOf(table), list));
  if (list !== undefined && item === undefined) {
    return at === path.length - 1
      ? append(text, path.slice(0, -1), [], value, tables)
      : append(text, path.slice(0, at), path.slice(at + 1), value, tables);
  }
  const lines = tableLines(
    path.filter((key) => typeof key === 'string'),
    value,
    false,
  );
  return insertLines(text, list === undefined ? text.length : endOfAll(text, list, tables), lines);
}

/** Adds an item to an array of tables, which is made where it is missing. */
function append(
  text: string,
  list: Path,
  rest: Path,
  value: { readonly [name: string]: Json },
  tables: readonly AST.TOMLTable[],
): string {
  if (list.some((key) => typeof key === 'number')) return refuse('lists of tables within lists are not edited');
  const names = list.map(String);
  const put = nested(rest, value);
  const has = tables.some((table) => begins(pathOf(table), list));
  const lines = tableLines(names, isObject(put) ? put : {}, true);
  return insertLines(text, has ? endOfAll(text, list, tables) : text.length, lines);
}

/** Where the line behind the last entry below a path begins. */
function endOfAll(text: string, path: Path, tables: readonly AST.TOMLTable[]): number {
  const last = tables.findLast((table) => begins(pathOf(table), path));
  return last === undefined ? text.length : endOfEntries(text, last);
}

function insertLines(text: string, at: number, lines: readonly string[]): string {
  const line = lineEndOf(text);
  const before = text.slice(0, at);
  const blank = before === '' ? '' : before.endsWith('\n') ? line : `${line}${line}`;
  return spliced(text, [{ from: at, to: at, text: `${blank}${lines.join(line)}${line}` }]);
}

function tableLines(
  names: readonly string[],
  value: { readonly [name: string]: Json },
  item: boolean,
): readonly string[] {
  const head = names.map(nameOf).join('.');
  return [
    item ? `[[${head}]]` : `[${head}]`,
    ...Object.entries(value).map(([key, one]) => `${nameOf(key)} = ${written(one)}`),
  ];
}

/** A table that is there becomes another one: key by key, so that what stays keeps its place and its comments. */
function replaceTable(text: string, path: Path, value: { readonly [name: string]: Json }): string {
  const there = tableAt(valuesOf(text), path);
  const gone = Object.keys(there).filter((key) => !Object.hasOwn(value, key));
  const cleared = gone.reduce((current, key) => unset(current, [...path, key]), text);
  return Object.entries(value).reduce((current, [key, inner]) => set(current, [...path, key], inner), cleared);
}

function tableAt(value: unknown, path: Path): object {
  const found = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  );
  return typeof found === 'object' && found !== null ? found : {};
}

function unset(text: string, path: Path): string {
  const { entries, tables } = placesOf(text);
  const holder = entries.find((entry) => begins(path, entry.path) && entry.path.length < path.length);
  if (holder !== undefined) return spliced(text, without(holder.node.value, path.slice(holder.path.length)));
  const gone = [
    ...tables
      .filter((table) => begins(pathOf(table), path))
      .map((table) => [table.range[0], table.key.range[1]] as const),
    ...entries.filter((entry) => begins(entry.path, path)).map(({ node }) => node.range),
  ];
  return spliced(
    text,
    gone.map(([from, to]) => ({
      from: lineStart(text, from),
      to: nextLine(text, to),
      text: '',
    })),
  );
}
