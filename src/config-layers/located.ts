import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parseTOML } from 'toml-eslint-parser';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { at } from '../json-path.ts';

/** A text of settings that tells the line of each key, counted from 1; for a key that is not there, the nearest above. */
export interface Located {
  readonly value: unknown;
  line(...path: readonly (string | number)[]): number | undefined;
}

/** What stands under a key, a number or a truth value as the text that it is; undefined for what is not there or no such thing. */
export function plainAt({ value }: Located, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined;
}

/** The names under a key, in the text's order. */
export function namesAt({ value }: Located, ...path: readonly (string | number)[]): readonly string[] {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.keys(found) : [];
}

/** JSON whose outermost value is an object; with comments and trailing commas on request. Undefined where it is none. */
export function locateJson(text: string, loose: 'loose' | 'strict' = 'strict'): Located | undefined {
  const plain = text.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const options = {
    allowTrailingComma: loose === 'loose',
    disallowComments: loose === 'strict',
    allowEmptyContent: true,
  };
  const root = parseTree(plain, errors, options);
  if (root === undefined) return errors.length === 0 ? { value: {}, line: () => undefined } : undefined;
  if (errors.length > 0 || root.type !== 'object' || (loose === 'strict' && !isJson(plain))) return undefined;
  const lines = new Lines(plain);
  return { value: valueOf(root, [], lines), line: lines.of };
}

/** TOML; the entries of an inline table have the line on which it begins. Undefined where it is none. */
export function locateToml(text: string): Located | undefined {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    const value = parseToml(plain, { integersAsBigInt: 'asNeeded' });
    const lines = new Lines(plain);
    const [top] = parseTOML(plain).body;
    for (const node of top.body) {
      if (node.type === 'TOMLKeyValue') {
        lines.note([], namesOf(node.key), node.range[0]);
        continue;
      }
      const names = namesOf(node.key);
      const paths = [names, node.resolvedKey];
      for (const path of paths) lines.first(path, node.range[0]);
      for (const entry of node.body) {
        for (const path of paths) lines.note(path, namesOf(entry.key), entry.range[0]);
      }
    }
    return { value, line: lines.of };
  } catch {
    return undefined;
  }
}

/**
 * YAML whose outermost value is a mapping; every scalar is the text that it is. Where a part is broken, what was understood of
 * the rest. Undefined where it is no mapping.
 */
export function locateYaml(text: string): Located | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: counter, schema: 'failsafe' });
  const { contents } = document;
  if (contents === null) return { value: {}, line: () => undefined };
  if (!isMap(contents)) return undefined;
  const lines = new Lines('');
  const walk = (node: unknown, path: Path): unknown => {
    if (isMap(node)) {
      return tableOf(
        node.items.map(({ key, value }) => {
          const name = isScalar(key) ? String(key.value) : '';
          const inner = [...path, name];
          if (isScalar(key)) lines.set(inner, counter.linePos(key.range?.[0] ?? 0).line);
          return [name, walk(value, inner)];
        }),
      );
    }
    if (isSeq(node)) return node.items.map((item, index) => walk(item, [...path, index]));
    return isScalar(node) && !(node.type === 'PLAIN' && node.value === '') ? node.value : {};
  };
  return { value: walk(contents, []), line: lines.of };
}

type Path = readonly (string | number)[];

/** The lines of paths in a text. */
class Lines {
  readonly #found = new Map<string, number>();
  readonly #ends: readonly number[];

  constructor(text: string) {
    this.#ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  }

  set(path: Path, line: number): void {
    this.#found.set(keyOf(path), line);
  }

  at(path: Path, offset: number): void {
    let [low, high] = [0, this.#ends.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    this.set(path, low + 1);
  }

  first(path: Path, offset: number): void {
    if (!this.#found.has(keyOf(path))) this.at(path, offset);
  }

  /** A dotted key: each part of it has the line where it stands first. */
  note(table: Path, names: readonly string[], offset: number): void {
    for (let length = 1; length <= names.length; length += 1) this.first([...table, ...names.slice(0, length)], offset);
  }

  readonly of: Located['line'] = (...path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = this.#found.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String));
}

function namesOf({
  keys,
}: {
  readonly keys: readonly (
    | { readonly type: 'TOMLBare'; readonly name: string }
    | { readonly type: 'TOMLQuoted'; readonly value: string }
  )[];
}): readonly string[] {
  return keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

/** jsonc-parser lets some through that no other reader takes. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function valueOf(node: Node, path: Path, lines: Lines): unknown {
  const { children = [] } = node;
  if (node.type === 'array') {
    return children.map((child, index) => {
      lines.at([...path, index], child.offset);
      return valueOf(child, [...path, index], lines);
    });
  }
  if (node.type !== 'object') return node.value as unknown;
  return tableOf(
    children.flatMap((property): readonly (readonly [string, unknown])[] => {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) return [];
      const inner = [...path, key.value as string];
      lines.at(inner, property.offset);
      return [[key.value as string, valueOf(value, inner, lines)]];
    }),
  );
}

/** `__proto__` is a name like any other. */
function tableOf(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}
