import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json-path.ts';
import { editIn } from './edit.ts';
import { applied, pruned, Refused, type Format, type Model, type Path } from './model.ts';

/** One key that was set, with all that takes it back. */
export interface Step {
  readonly path: Path;
  /** The value that stood there. Absent: none did. */
  readonly before?: Json;
  readonly after: Json;
  /** At this character of the text as it was then, `was` became `now`. */
  readonly at: number;
  readonly was: string;
  readonly now: string;
}

export interface Wanted {
  readonly path: Path;
  readonly value: Json;
}

/**
 * Sets keys one after another and tells how to take each back. Throws Refused for a text that can't be edited with proof, and
 * for a former value that JSON can't hold.
 */
export function setAll(
  format: Format,
  text: string,
  wanted: readonly Wanted[],
): { readonly text: string; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let current = text;
  for (const { path, value } of wanted) {
    const before = valueIn(format, current, path);
    if (before !== undefined && isDeepStrictEqual(before, format.modelOf(value))) {
      steps.push({ path, before: value, after: value, at: 0, was: '', now: '' });
      continue;
    }
    const next = edited(format, current, path, value);
    const had = before === undefined ? {} : { before: jsonOf(before) };
    steps.push({ path, ...had, after: value, ...difference(current, next) });
    current = next;
  }
  return { text: current, steps };
}

/** Whether each key has its value already. */
export function hasAll(format: Format, text: string, wanted: readonly Wanted[]): boolean {
  return wanted.every(({ path, value }) => isValue(format, text, path, value));
}

/** Whether a key has this value; `undefined`: whether it is not there. */
export function isValue(format: Format, text: string, path: Path, value: Json | undefined): boolean {
  const found = valueIn(format, text, path);
  return value === undefined ? found === undefined : isDeepStrictEqual(found, format.modelOf(value));
}

/**
 * Takes steps back, the last one first, each key that still has the value it was given. Every other key stays, and of those
 * that held nothing but ours, nothing is left. Where the text around a key is as it was left, it becomes what it was to the
 * byte. Throws Refused for a text that can't be edited with proof.
 */
export function takeBack(format: Format, text: string, steps: readonly Step[]): string {
  let current = text;
  for (const step of steps.toReversed()) {
    if (step.now === step.was) continue;
    if (isValue(format, current, step.path, step.after)) current = restored(format, current, step);
  }
  // Tables that a step made, which its own taking back could not take along: something else stood in them then.
  for (const { path, before } of steps) {
    if (before !== undefined) continue;
    for (let depth = path.length - 1; depth > 0; depth -= 1) {
      const above = path.slice(0, depth);
      const held = valueIn(format, current, above);
      const isOurs = made(steps, above) && held instanceof Map && held.size === 0;
      if (isOurs) current = edited(format, current, above, undefined);
    }
  }
  return current;
}

/** Whether a table was made by the steps: the text that the first key below it put in names it. */
function made(steps: readonly Step[], table: Path): boolean {
  const first = steps.find(({ path, now }) => now !== '' && table.every((key, index) => path[index] === key));
  const name = table.at(-1);
  return first?.before === undefined && typeof name === 'string' && first?.now.includes(name) === true;
}

function restored(format: Format, text: string, step: Step): string {
  const { path, before } = step;
  const read = format.read(text.replace(mark, ''));
  const change = before === undefined ? { path, unset: true as const } : { path, value: before };
  const wanted = applied(read, change, format.modelOf);
  for (const at of placesOf(text, step)) {
    const candidate = text.slice(0, at) + step.was + text.slice(at + step.now.length);
    if (says(format, candidate, wanted, path)) return candidate;
  }
  return edited(format, text, path, before);
}

/** Where the text that was put in may stand, the nearest to where it was put first. */
function placesOf(text: string, { at, now }: Step): readonly number[] {
  if (now === '') return [at];
  const found: number[] = [];
  for (let place = text.indexOf(now); place !== -1 && found.length < 50; place = text.indexOf(now, place + 1)) {
    found.push(place);
  }
  return found.toSorted((one, other) => Math.abs(one - at) - Math.abs(other - at)).slice(0, 3);
}

function says(format: Format, text: string, wanted: Model | undefined, path: Path): boolean {
  try {
    return isDeepStrictEqual(pruned(format.read(text.replace(mark, '')), path), pruned(wanted, path));
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function edited(format: Format, text: string, path: Path, value: Json | undefined): string {
  const result = editIn(format, text, [value === undefined ? { path, unset: true } : { path, value }]);
  if ('text' in result) return result.text;
  throw new Refused(result.refused);
}

function valueIn(format: Format, text: string, path: Path): Model | undefined {
  let model: Model | undefined = format.read(text.replace(mark, ''));
  for (const key of path) {
    if (model === undefined) return undefined;
    if (typeof key === 'number') model = Array.isArray(model) ? (model as readonly Model[])[key] : undefined;
    else model = model instanceof Map ? (model as ReadonlyMap<string, Model>).get(key) : undefined;
  }
  return model;
}

const mark = /^\uFEFF/;

function jsonOf(model: Model): Json {
  if (Array.isArray(model)) return (model as readonly Model[]).map(jsonOf);
  if (model instanceof Map) {
    return Object.fromEntries([...(model as ReadonlyMap<string, Model>)].map(([key, inner]) => [key, jsonOf(inner)]));
  }
  const { scalar } = model as { readonly scalar: unknown };
  if (typeof scalar === 'bigint' && BigInt(Number(scalar)) === scalar) return Number(scalar);
  if (scalar === null || typeof scalar === 'string' || typeof scalar === 'boolean') return scalar;
  if (typeof scalar === 'number' && Number.isFinite(scalar)) return scalar;
  throw new Refused('it has a value there that could not be put back');
}

function difference(before: string, after: string): Pick<Step, 'at' | 'was' | 'now'> {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { at: start, was: before.slice(start, before.length - end), now: after.slice(start, after.length - end) };
}
