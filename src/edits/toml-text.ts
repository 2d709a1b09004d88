import { isObject, type Json } from '../json-path.ts';
import { Refused, type Path } from './model.ts';

export function nameOf(key: string): string {
  return /^[\w-]+$/.test(key) ? key : quoted(key);
}

/** Writes a basic string. JSON's escapes are TOML's, but for DEL. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`);
}

export function written(value: Json): string {
  if (value === null) throw new Refused('TOML has no null');
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(written).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${nameOf(key)} = ${written(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
}

export function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}
