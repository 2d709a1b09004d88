import { at } from '../json-path.ts';
import { parseToml } from '../edits/toml.ts';
import { entriesOf } from '../edits/toml-entries.ts';

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
  const bare = loose === 'loose' ? withoutComments(plain) : plain;
  let value: unknown;
  try {
    value = bare.trim() === '' ? {} : JSON.parse(bare);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return { value, line: finder(linesOfJson(bare)) };
}

/** TOML; the entries of an inline table have the line on which it begins. Undefined where it is none. */
export function locateToml(text: string): Located | undefined {
  const value = parseToml(text);
  return value === undefined ? undefined : { value, line: finder(linesOfToml(text)) };
}

/** Comments and trailing commas become blanks, so that every line stays where it is. */
function withoutComments(text: string): string {
  const blank = (found: string): string => found.replaceAll(/[^\n]/g, ' ');
  return text
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (all, quoted?: string) => quoted ?? blank(all))
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (all, quoted?: string) => quoted ?? blank(all));
}

type Lines = ReadonlyMap<string, number>;

const keyOf = (path: readonly (string | number)[]): string => JSON.stringify(path.map(String));

function finder(lines: Lines): Located['line'] {
  return (...path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

/** Of a text that is known to be JSON. */
function linesOfJson(text: string): Lines {
  const lines = new Map<string, number>();
  const path: (string | number)[] = [];
  const lists: boolean[] = [];
  let line = 1;
  let name = false;
  for (const [token] of text.matchAll(/\n|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (token === '\n') {
      line += 1;
    } else if (token === '{' || token === '[') {
      if (lists.at(-1) === true) lines.set(keyOf(path), line);
      lists.push(token === '[');
      path.push(token === '[' ? 0 : '');
      name = token === '{';
    } else if (token === '}' || token === ']') {
      lists.pop();
      path.pop();
      name = false;
    } else if (token === ',') {
      const last = path.at(-1);
      name = lists.at(-1) === false;
      if (typeof last === 'number') path[path.length - 1] = last + 1;
    } else if (name && token !== ':') {
      path[path.length - 1] = JSON.parse(token) as string;
      lines.set(keyOf(path), line);
      name = false;
    } else if (token !== ':' && lists.at(-1) === true) {
      lines.set(keyOf(path), line);
    }
  }
  return lines;
}

/** Of a text that is known to be TOML: its entries above the first table, then those of each table. */
function linesOfToml(text: string): Lines {
  const lines = new Map<string, number>();
  const header =
    /(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*\[{1,2}((?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\]"'\n])*)\]{1,2}[^\n]*(?:\n|$)/y;
  const lineAt = (position: number): number => text.slice(0, position).split('\n').length;
  let table: readonly string[] = [];
  for (let start = 0; ;) {
    const entries = entriesOf(text.slice(start)) ?? [];
    for (const { key, start: offset } of entries) {
      for (let length = 1; length <= key.length; length += 1) {
        const path = keyOf([...table, ...key.slice(0, length)]);
        if (!lines.has(path)) lines.set(path, lineAt(start + offset));
      }
    }
    header.lastIndex = start + (entries.at(-1)?.next ?? 0);
    const found = header.exec(text);
    if (found === null) return lines;
    table = partsOf(found[1] ?? '');
    const path = keyOf(table);
    if (!lines.has(path)) lines.set(path, lineAt(header.lastIndex - 1));
    start = header.lastIndex;
  }
}

function partsOf(header: string): readonly string[] {
  return [...header.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+/g)].map(([part]) => {
    if (part.startsWith("'")) return part.slice(1, -1);
    try {
      return part.startsWith('"') ? (JSON.parse(part) as string) : part;
    } catch {
      return part;
    }
  });
}
