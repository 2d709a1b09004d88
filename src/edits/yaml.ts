import { isMap, isPair, isScalar, isSeq, parseDocument, visit, type Node, type Pair, type YAMLMap } from 'yaml';
import { isObject, type Json } from '../json-path.ts';
import { plainModel, Refused, type Format, type Path, type PathEdit } from './model.ts';
import { lineEndOf, lineStart, nextLine, spliced } from './splice.ts';

/** YAML 1.2, one document whose outermost value is a mapping in block style. */
export const yaml: Format = {
  read: (text) => {
    const document = documentOf(text);
    return document.contents === null ? new Map() : plainModel(document.toJS({ mapAsMap: true }));
  },
  apply: applied,
  modelOf: plainModel,
};

/** Throws Refused for what is no YAML, has several documents, or refers to parts of itself: those could be edited in two places. */
function documentOf(text: string) {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw new Refused(`line ${error.linePos?.[0].line ?? 1} is no YAML`);
  if (document.contents !== null && !isMap(document.contents)) throw new Refused('it is no mapping');
  let refers = false;
  visit(document, {
    Alias: () => {
      refers = true;
    },
    Node: (_key, node) => {
      if ('anchor' in node && node.anchor !== undefined) refers = true;
    },
    Pair: (_key, { key }) => {
      if (isScalar(key) && key.value === '<<') refers = true;
    },
  });
  if (refers) throw new Refused('it has anchors, aliases or merges');
  return document;
}

function applied(text: string, change: PathEdit): string {
  const { contents } = documentOf(text);
  const line = lineEndOf(text);
  if (contents === null) {
    if ('unset' in change) return text;
    const before = text === '' || text.endsWith('\n') ? text : `${text}${line}`;
    return `${before}${blockOf(nested(change.path, change.value), '', line)}${line}`;
  }
  let node: Node | null = contents;
  const open: { readonly map: YAMLMap; readonly pair: Pair }[] = [];
  for (const [depth, key] of change.path.entries()) {
    if (isSeq(node) && typeof key === 'number') {
      const item: unknown = node.items[key];
      if (item === undefined || 'unset' in change) throw new Refused('lists are not edited item by item');
      node = item as Node;
      continue;
    }
    if (!isMap(node) || typeof key === 'number') {
      if ('unset' in change) return text;
      throw new Refused(`what holds ${key} is no mapping`);
    }
    if (node.flow === true) throw new Refused(`${key} stands in braces`);
    const map: YAMLMap = node;
    const pair = map.items.find((one) => isPair(one) && isScalar(one.key) && String(one.key.value) === key);
    if (pair === undefined) {
      return 'unset' in change ? text : added(text, map, key, nested(change.path.slice(depth + 1), change.value), line);
    }
    open.push({ map, pair });
    const value = pair.value as Node | null;
    const empty =
      value === null || (isScalar(value) && value.value === null && rangeOf(value)[0] === rangeOf(value)[1]);
    if (empty && 'value' in change) return filled(text, pair, nested(change.path.slice(depth + 1), change.value), line);
    node = value;
  }
  if ('unset' in change) return removed(text, open);
  return replaced(text, node, change.value, line);
}

function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}

function rangeOf(node: Node): readonly [start: number, end: number] {
  const { range } = node;
  if (range === undefined || range === null) throw new Refused('a part of it has no place');
  return [range[0], range[1]];
}

function replaced(text: string, node: Node | null, value: Json, line: string): string {
  if (!isScalar(node)) throw new Refused('a mapping or list is in the place of the value');
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
    throw new Refused('the value is a text of several lines');
  const [from, to] = rangeOf(node);
  if (text.slice(from, to).includes('\n')) throw new Refused('the value is a text of several lines');
  return spliced(text, [{ from, to, text: inline(value, line) }]);
}

/** Adds an entry behind the last one of a mapping, in its column. */
function added(text: string, map: YAMLMap, key: string, value: Json, line: string): string {
  const [first] = map.items;
  if (first === undefined || !isScalar(first.key)) throw new Refused('a mapping without entries is not edited');
  const start = rangeOf(first.key)[0];
  const column = start - lineStart(text, start);
  if (!/^ *$/.test(text.slice(lineStart(text, start), start)))
    throw new Refused('the mapping begins in the line of a list');
  const indent = ' '.repeat(column);
  const at = endOfLines(text, map.items.at(-1) as Pair);
  const before = text.slice(0, at).endsWith('\n') ? '' : line;
  return spliced(text, [{ from: at, to: at, text: `${before}${blockOf({ [key]: value }, indent, line)}${line}` }]);
}

/** Where the line behind all of a pair begins. */
function endOfLines(text: string, pair: Pair): number {
  const { value } = pair;
  if (isMap(value) && value.flow !== true && value.items.length > 0)
    return endOfLines(text, value.items.at(-1) as Pair);
  const node = (value ?? pair.key) as Node;
  const end = Math.max(rangeOf(node)[1], rangeOf(pair.key as Node)[1]);
  // A text of several lines, or a list, ends with its last line.
  return end > 0 && text[end - 1] === '\n' ? end : nextLine(text, end);
}

function filled(text: string, pair: Pair, value: Json, line: string): string {
  const [start, end] = rangeOf(pair.key as Node);
  const colon = text.indexOf(':', end) + 1;
  if (isBlock(value)) {
    const indent = ' '.repeat(start - lineStart(text, start) + 2);
    const at = nextLine(text, colon);
    const before = text.slice(0, at).endsWith('\n') ? '' : line;
    return spliced(text, [{ from: at, to: at, text: `${before}${blockOf(value, indent, line)}${line}` }]);
  }
  return spliced(text, [{ from: colon, to: colon, text: ` ${inline(value, line)}` }]);
}

/** Takes out the lines of a key, and with them whatever would hold nothing without it. */
function removed(text: string, open: readonly { readonly map: YAMLMap; readonly pair: Pair }[]): string {
  const last = open.findLast(({ map }, index) => map.items.length > 1 || index === 0);
  if (last === undefined) return text;
  const start = rangeOf(last.pair.key as Node)[0];
  const from = lineStart(text, start);
  if (!/^ *$/.test(text.slice(from, start))) throw new Refused('the key stands in the line of a list');
  return spliced(text, [{ from, to: endOfLines(text, last.pair), text: '' }]);
}

function isBlock(value: Json): value is { readonly [name: string]: Json } {
  return isObject(value) && Object.keys(value).length > 0;
}

function blockOf(value: Json, indent: string, line: string): string {
  if (!isBlock(value)) return `${indent}${inline(value, line)}`;
  return Object.entries(value)
    .map(([key, inner]) =>
      isBlock(inner)
        ? `${indent}${nameOf(key)}:${line}${blockOf(inner, `${indent}  `, line)}`
        : `${indent}${nameOf(key)}: ${inline(inner, line)}`,
    )
    .join(line);
}

/** JSON is YAML; a plain word or address needs no quotes. */
function inline(value: Json, line: string): string {
  if (typeof value === 'string') return plain(value) ? value : JSON.stringify(value);
  const text = JSON.stringify(value);
  return text.includes('\n') ? text.replaceAll('\n', line) : text;
}

function nameOf(key: string): string {
  return plain(key) ? key : JSON.stringify(key);
}

/** Whether a text needs no quotes: no reader takes it for a number, a truth value, null or a date, and it holds none of YAML's signs. */
function plain(text: string): boolean {
  return (
    /^[A-Za-z_][\w./-]*(?::\/\/[\w./:-]*[\w/])?$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  );
}
