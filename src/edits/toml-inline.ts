import type { AST } from 'toml-eslint-parser';
import type { Json } from '../json-path.ts';
import { Refused, type Path } from './model.ts';
import type { Splice } from './splice.ts';
import { nameOf, nested, written } from './toml-text.ts';

export function keysOf({ key }: AST.TOMLKeyValue): readonly string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

export function begins(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((key, index) => key === path[index]);
}

export function refuse(why: string): never {
  throw new Refused(why);
}

/** Sets a value within the value of an entry, in its braces and brackets. */
export function within(node: AST.TOMLContentNode, path: Path, value: Json): readonly Splice[] {
  const [key, ...rest] = path;
  const [from, to] = [node.range[0], node.range[1]];
  if (key === undefined) return [{ from, to, text: written(value) }];
  if (node.type === 'TOMLArray') {
    const element = typeof key === 'number' ? node.elements[key] : undefined;
    if (element !== undefined) return within(element, rest, value);
    if (key !== node.elements.length) return refuse(`it has no item ${key}`);
    const last = node.elements.at(-1);
    const put = written(nested(rest, value));
    if (last === undefined) return [{ from, to, text: `[${put}]` }];
    return [{ from: last.range[1], to: last.range[1], text: `, ${put}` }];
  }
  if (node.type !== 'TOMLInlineTable' || typeof key === 'number') return refuse(`what holds ${key} is no table`);
  const inner = node.body.find((entry) => begins(path, keysOf(entry)));
  if (inner !== undefined) return within(inner.value, path.slice(keysOf(inner).length), value);
  const put = `${nameOf(key)} = ${written(nested(rest, value))}`;
  const last = node.body.at(-1);
  if (last === undefined) return [{ from, to, text: `{ ${put} }` }];
  return [{ from: last.range[1], to: last.range[1], text: `, ${put}` }];
}

/** Takes an item out of braces or brackets, with one of the commas beside it. */
export function without(node: AST.TOMLContentNode, path: Path): readonly Splice[] {
  const [key, ...rest] = path;
  if (node.type === 'TOMLArray' && typeof key === 'number') {
    const element = node.elements[key];
    if (element === undefined) return [];
    return rest.length > 0 ? without(element, rest) : cut(node.elements, key);
  }
  if (node.type !== 'TOMLInlineTable') return [];
  const index = node.body.findIndex((entry) => begins(path, keysOf(entry)) || begins(keysOf(entry), path));
  const entry = node.body[index];
  if (entry === undefined) return [];
  const deeper = path.slice(keysOf(entry).length);
  return deeper.length > 0 ? without(entry.value, deeper) : cut(node.body, index);
}

function cut(items: readonly { readonly range: readonly [number, number] }[], index: number): readonly Splice[] {
  const [item, before, after] = [items[index], items[index - 1], items[index + 1]];
  if (item === undefined) return [];
  const from = before !== undefined && after === undefined ? before.range[1] : item.range[0];
  const to = after === undefined ? item.range[1] : after.range[0];
  return [{ from: from, to: to, text: '' }];
}
