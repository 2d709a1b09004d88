import type { Json } from '../json-path.ts';

/** A value of TOML on one line. A JSON string is a TOML basic string, save for DEL, which TOML wants escaped. */
export function toml(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
  // What JSON writes for a number that it has none for.
  if (value === null) return 'nan';
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(toml).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${tomlKey(key)}=${toml(item)}`)
    .join(',')}}`;
}

/** A key of a table, bare where it may be. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : toml(key);
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
