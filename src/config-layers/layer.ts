import { otherEncoding } from '../text.ts';
import type { Origin, Look, Problem } from './origin.ts';
import { plainAt, type Located } from './located.ts';

/** A file of an agent's settings, one of several that are laid over each other. */
export interface Layer {
  readonly from: Origin['from'];
  readonly place: string;
  readonly settings: Located;
  /** Why nothing in it counts. */
  readonly void?: string;
}

/** A file of settings that its program can't understand. */
export interface BrokenLayer extends Pick<Layer, 'from' | 'place'> {
  /** Why, behind its place: `is no JSON`. */
  readonly what: string;
}

type Locate = (text: string) => Located | undefined;

/**
 * Reads an agent's files of settings; `broken` holds those that were none, in the order of reading. `format`: what they
 * should be.
 */
export function layerReader(
  read: Look['read'],
  locate: Locate,
  format = 'JSON',
): {
  readonly broken: readonly BrokenLayer[];
  /** Empty where there is no such file. `as`: of another format. */
  layer(from: Layer['from'], place: string, more?: Pick<Layer, 'void'>, as?: Locate): readonly Layer[];
} {
  const broken: BrokenLayer[] = [];
  return {
    broken,
    layer: (from, place, more = {}, as = locate) => {
      const text = read(place);
      if (text === undefined) return [];
      const settings = as(text);
      if (settings !== undefined) return [{ from, place, settings, ...more }];
      // What the agent does not look at can't trouble it.
      if (more.void === undefined) broken.push({ from, place, what: whyBroken(text, as) ?? `is no ${format}` });
      return [];
    },
  };
}

/** For `layerReader`. */
export const jsonWithComments = 'JSON (comments are allowed, commas at the end are not)';

/** What is wrong with a file that is fine behind it. */
export const byMark = 'begins with a byte-order mark';

function whyBroken(text: string, locate: Locate): string | undefined {
  if (otherEncoding.test(text)) return 'is not in UTF-8';
  return text.startsWith('\uFEFF') && locate(text.slice(1)) !== undefined ? byMark : undefined;
}

/** For a program that takes nothing of a text which is no UTF-8. */
export function inUtf8(locate: Locate): Locate {
  return (text) => (otherEncoding.test(text) ? undefined : locate(text));
}

/** For one that stumbles at a byte-order mark. */
export function withoutByteOrderMark(locate: Locate): Locate {
  return (text) => (text.startsWith('\uFEFF') ? undefined : locate(text));
}

/** A place where something is said, and what is said there. */
export interface Setter extends Pick<Origin, 'from' | 'place' | 'line' | 'key' | 'void'> {
  readonly text: string;
}

/** Tells where a variable is set, what counts first. */
export type SettersOf = (name: string) => readonly Setter[];

export function placeOf(layer: Layer, ...path: readonly (string | number)[]): Omit<Setter, 'text'> {
  const line = layer.settings.line(...path);
  return {
    from: layer.from,
    place: layer.place,
    ...(line === undefined ? {} : { line }),
    key: path.join('.'),
    ...(layer.void === undefined ? {} : { void: layer.void }),
  };
}

/** What the layers say under a key, in their order; an empty text says nothing. */
export function saidAt(layers: readonly Layer[], ...path: readonly (string | number)[]): readonly Setter[] {
  return layers.flatMap((layer) => {
    const text = plainAt(layer.settings, ...path) ?? '';
    return text === '' ? [] : [{ ...placeOf(layer, ...path), text }];
  });
}

/** The same, of one. */
export function saidIn(layer: Layer | undefined, ...path: readonly (string | number)[]): Setter | undefined {
  return layer && saidAt([layer], ...path)[0];
}

/** The one that counts. */
export function taken(setters: readonly Setter[]): Setter | undefined {
  return setters.find((setter) => setter.void === undefined);
}

/** `value`: what of its text may be shown. */
export function originOf(sets: Origin['sets'], { text: _text, ...setter }: Setter, value: string): Origin {
  return { sets, ...setter, value };
}

/** `beatsJetway`: it spoils a start by Jetway, too. */
export function problemOf(setter: Setter, value: string, problem: Problem, beatsJetway = false): Origin {
  return { ...originOf('problem', setter, value), problem, ...(beatsJetway ? { beatsJetway } : {}) };
}

/** The same, of what stands under a key. */
export function problemAt(
  layer: Layer,
  path: readonly (string | number)[],
  value: string,
  problem: Problem,
  beatsJetway = false,
): Origin {
  return problemOf({ ...placeOf(layer, ...path), text: value }, value, problem, beatsJetway);
}

/** The same, of a whole file: mostly one that can't be read. */
export function problemOfFile(
  { from, place }: Pick<Layer, 'from' | 'place'>,
  value: string,
  problem: Problem,
  beatsJetway = false,
): Origin {
  return problemOf({ from, place, key: '(the whole file)', text: value }, value, problem, beatsJetway);
}
