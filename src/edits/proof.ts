import { isDeepStrictEqual } from 'node:util';

/** What a file of settings says, by top-level key. */
export type Settings = Readonly<Record<string, unknown>>;

interface Edit {
  readonly text: string;
  readonly next: string;
  readonly key: string;
  /** Null: the key is out. */
  readonly written: string | null;
}

/** Whether both texts are understood and differ in nothing but the key, which says what it was to say. `alone`: a text whose `value` is that. */
export function proved(edit: Edit, parse: (text: string) => Settings | undefined, alone: string): boolean {
  const [before, after] = [parse(edit.text), parse(edit.next)];
  if (before === undefined || after === undefined) return false;
  if (!isDeepStrictEqual(without(before, [edit.key]), without(after, [edit.key]))) return false;
  if (edit.written === null) return !Object.hasOwn(after, edit.key);
  const wanted = parse(alone);
  return (
    wanted !== undefined &&
    Object.keys(wanted).length === 1 &&
    Object.hasOwn(after, edit.key) &&
    isDeepStrictEqual(after[edit.key], wanted['value'])
  );
}

/** Whether two texts say the same beside these keys. */
export function agree(left: Settings, right: Settings, keys: readonly string[]): boolean {
  return isDeepStrictEqual(without(left, keys), without(right, keys));
}

function without(settings: Settings, keys: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(settings).filter(([key]) => !keys.includes(key)));
}
