import { isObject } from '../json-path.ts';

/** Lists that a launch adds to instead of replacing: OpenCode unites these two across its layers, and so do we within one. */
const united = new Set(['plugin', 'instructions']);

/**
 * JSON laid over JSON: objects merge deeply, `over` wins everywhere else. A list replaces a list, except `plugin` and
 * `instructions` at any depth, where what is new in `over` comes after what was there. Neither argument is changed.
 */
export function overlay(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [name, value] of Object.entries(over)) {
    const before = merged.get(name);
    merged.set(name, united.has(name) ? unite(before, value) : overlay(before, value));
  }
  return Object.fromEntries(merged);
}

function unite(base: unknown, over: unknown): unknown {
  if (!Array.isArray(base) || !Array.isArray(over)) return over;
  return [...(base as unknown[]), ...(over as unknown[]).filter((item) => !base.includes(item))];
}
