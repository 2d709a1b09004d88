import { numberAt } from '../json-path.ts';

/**
 * What one answer used, in tokens, by the server's word. A field that it did not send is absent: unknown, never 0.
 * The same for each protocol, whatever its own sums are.
 */
export interface Usage {
  /** All of the prompt, with what was read from a cache and what was written to one. */
  readonly input?: number;
  /** Of `input`: read from a cache. */
  readonly cached?: number;
  /** Of `input`: written to a cache. */
  readonly cacheWritten?: number;
  /** All of the answer, with the thoughts. */
  readonly output?: number;
  /** Of `output`: thoughts. */
  readonly reasoning?: number;
}

/** What one event, or a whole answer, tells of itself for the ledger. Nothing that a server sends makes a reader throw. */
export interface Reading {
  /** Replaces, field by field, what earlier events said: every protocol repeats totals, none sends differences. */
  readonly usage?: Usage;
  /** The model that answers, by the server's word. */
  readonly model?: string;
  /** The server's name for this answer. */
  readonly id?: string;
  /** It carries a piece of the answer: text, thought or call. */
  readonly output?: true;
  /** It says that the answer has come to its end. */
  readonly ended?: true;
  /** It is an error in place of the answer, or in its middle. */
  readonly error?: string;
}

/** A reading of what is known of each field. Made for every event of a stream: no objects are joined for it. */
export function readingOf(known: { readonly [Name in keyof Reading]: Reading[Name] | undefined }): Reading {
  const found: { -readonly [Name in keyof Reading]: Reading[Name] } = {};
  if (known.usage !== undefined) found.usage = known.usage;
  if (known.model !== undefined) found.model = known.model;
  if (known.id !== undefined) found.id = known.id;
  if (known.output !== undefined) found.output = known.output;
  if (known.ended !== undefined) found.ended = known.ended;
  if (known.error !== undefined) found.error = known.error;
  return found;
}

/** The numbers of an object under other names; those that are not there are left out. */
export function counts<Field extends string>(
  value: unknown,
  names: Readonly<Record<Field, readonly string[]>>,
): { readonly [Name in Field]?: number } {
  const found = Object.entries<readonly string[]>(names).map(([field, path]) => [field, numberAt(value, ...path)]);
  return Object.fromEntries(found.filter(([, number]) => number !== undefined)) as { [Name in Field]?: number };
}

/** The sum of what is known; undefined where nothing is. */
export function sumOf(...numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, number) => total + number, 0);
}
