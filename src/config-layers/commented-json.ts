import { isObject, at } from '../json-path.ts';

export type Settings = Readonly<Record<string, unknown>>;

/**
 * JSON with comments, and no commas at the end; undefined where it is no object. For a plan, which is made without a
 * library: whatever else reads such files wants their lines, and takes `locateJson`.
 */
export function parseSettings(text: string): Settings | undefined {
  const bare = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_all, quoted?: string) => quoted ?? '');
  try {
    const value: unknown = JSON.parse(bare);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Empty where there is no object. */
export function objectAt(value: unknown, ...path: readonly string[]): Settings {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}
