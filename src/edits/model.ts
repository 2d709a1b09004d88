import type { Json } from '../json-path.ts';

/** Where a setting stands: keys of tables, numbers of list items. */
export type Path = readonly (string | number)[];

/** One change: a value for a path, or that there is none. Parents that are missing are made. */
export type PathEdit = { readonly path: Path; readonly value: Json } | { readonly path: Path; readonly unset: true };

/** What a text of settings says, in whatever format: a Map for a table, which can hold any name. */
export type Model = ReadonlyMap<string, Model> | readonly Model[] | { readonly scalar: unknown };

/** Why a text is not edited, as the end of a sentence: `it has the key a twice`. */
export class Refused extends Error {}

/** What a library makes of a text; where that is nested too deeply for it, Refused is thrown. */
export function unlessTooDeep<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new Refused('it is nested too deeply');
    throw error;
  }
}

/** How one format is read and edited; a text comes without any byte order mark. */
export interface Format {
  /** Throws Refused for a text that is not understood. */
  read(text: string): Model;
  /** The text with one change made, and no other byte changed. Throws Refused where it does not know how. */
  apply(text: string, change: PathEdit): string;
  /** A value as this format would read it back. */
  modelOf(value: Json): Model;
}

/** What a text must say once a change is made. */
export function applied(model: Model | undefined, change: PathEdit, modelOf: Format['modelOf']): Model | undefined {
  return changed(model, change.path, 'value' in change ? modelOf(change.value) : undefined);
}

/** The same model with another value at a path, or without that path where the value is undefined. */
export function changed(model: Model | undefined, path: Path, value: Model | undefined): Model | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (model !== undefined && !Array.isArray(model)) throw new Refused(`it has no list above item ${key}`);
    const items: readonly Model[] = model ?? [];
    if (key > items.length || (key === items.length && value === undefined)) return model;
    const item = changed(items[key], rest, value);
    return [...items.slice(0, key), ...(item === undefined ? [] : [item]), ...items.slice(key + 1)];
  }
  if (model !== undefined && !(model instanceof Map)) {
    if (value === undefined) return model;
    // A key with nothing behind it is null in YAML.
    if (isNull(model)) return changed(undefined, path, value);
    throw new Refused(`what holds ${key} is no table`);
  }
  const table = new Map<string, Model>(model as ReadonlyMap<string, Model> | undefined);
  const inner = changed(table.get(key), rest, value);
  if (inner === undefined) table.delete(key);
  else table.set(key, inner);
  return model === undefined && table.size === 0 ? undefined : table;
}

function isNull(model: Model): boolean {
  return 'scalar' in model && model.scalar === null;
}

/** The same model without empty tables along a path: in some formats an empty table can't be told from none. */
export function pruned(model: Model | undefined, path: Path): Model | undefined {
  const [key, ...rest] = path;
  if (model === undefined || key === undefined) return model;
  if (Array.isArray(model)) {
    if (typeof key !== 'number' || model[key] === undefined) return model;
    const item = pruned(model[key] as Model, rest);
    return [...model.slice(0, key), ...(item === undefined ? [] : [item]), ...model.slice(key + 1)] as Model;
  }
  if (!(model instanceof Map)) return model;
  const table = new Map<string, Model>(model as ReadonlyMap<string, Model>);
  const inner = pruned(table.get(String(key)), rest);
  if (inner === undefined || (inner instanceof Map && inner.size === 0 && rest.length > 0)) table.delete(String(key));
  return table.size === 0
    ? undefined
    : inner === undefined || !table.has(String(key))
      ? table
      : table.set(String(key), inner);
}

/** A value of JSON as most formats hold it. */
export function plainModel(value: unknown): Model {
  if (Array.isArray(value)) return value.map(plainModel);
  if (typeof value !== 'object' || value === null || value instanceof Date) return { scalar: value };
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return new Map(entries.map(([key, inner]) => [String(key), plainModel(inner)]));
}
