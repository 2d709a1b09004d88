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
