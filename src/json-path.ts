/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

type Step = string | number;

/** Of a value from JSON: no list, no null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a place in JSON from outside, or undefined: every step may be missing or of another kind. */
export function at(value: unknown, ...path: readonly Step[]): unknown {
  let inner = value;
  for (let index = 0; index < path.length; index += 1) {
    const step = path[index] as Step;
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
    inner = (inner as Readonly<Record<Step, unknown>>)[step];
  }
  return inner;
}

export function textAt(value: unknown, ...path: readonly Step[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly Step[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** Empty where there is no list. */
export function listAt(value: unknown, ...path: readonly Step[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/**
 * A text in another form as JSON, by its parser: what an alias refers to in its place, a date as a text. Undefined where it is no
 * such text, or no mapping.
 */
export function objectBy(parse: (text: string) => unknown, text: string): JsonObject | undefined {
  try {
    const value = parseJson(JSON.stringify(parse(text.replace(/^\uFEFF/, ''))));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
