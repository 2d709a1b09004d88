import { otherEncoding } from '../text.ts';
import { hunksOf } from './hunks.ts';
import { drawChange, looksSecret } from './masked.ts';
import type { FileEdit } from './file-edit.ts';

/** What the repairs of one file come to. */
export interface Change {
  readonly path: string;
  readonly why: readonly string[];
  /** A unified diff of the changed lines alone; values masked. */
  readonly diff: string;
  readonly before: State;
  readonly after: State;
  /** What turns the one text into the other, in this order. */
  readonly splices: readonly Splice[];
}

interface State {
  /** Undefined: no such file. */
  readonly text: string | undefined;
  readonly mode: number | undefined;
}

/** At a position, `was` becomes `now`. */
export interface Splice {
  readonly at: number;
  readonly was: string;
  readonly now: string;
}

/** Gives a file's text and the last nine bits of its mode; undefined where there is none. Throws a `configuration` Failure for one that can't be read. */
interface Readable {
  read(path: string): string | undefined;
  mode(path: string): number | undefined;
}

/** What these repairs would change, file by file, those that change nothing left out. Reads the files, writes none. */
export function changesOf(repairs: readonly FileEdit[], files: Readable): readonly Change[] {
  const paths = [...new Set(repairs.map(({ path }) => path))];
  return paths.flatMap((path) =>
    changeOf(
      path,
      repairs.filter((repair) => repair.path === path),
      files,
    ),
  );
}

function changeOf(path: string, repairs: readonly FileEdit[], files: Readable): readonly Change[] {
  const before: State = { text: files.read(path), mode: files.mode(path) };
  // A file that is not in UTF-8 would be another one when it is written back.
  if (
    before.text !== undefined &&
    otherEncoding.test(before.text) &&
    repairs.some(({ edit }) => edit(before.text) !== undefined)
  )
    return [];
  let after = before;
  const useful: FileEdit[] = [];
  const splices: Splice[] = [];
  for (const repair of repairs) {
    const text = repair.edit(after.text);
    const mode = text === undefined ? undefined : (repair.mode ?? after.mode);
    if (text === after.text && mode === after.mode) continue;
    useful.push(repair);
    splices.push(...splicesOf(after.text ?? '', text ?? ''));
    after = { text, mode };
  }
  // The splices are written down for the undoing, and no key may be.
  if (useful.length === 0 || splices.some(({ was, now }) => looksSecret.test(was) || looksSecret.test(now))) return [];
  const shows = useful.flatMap((repair) => repair.shows ?? []);
  const diff = drawChange(path, before, after, shows);
  return [{ path, why: useful.map(({ why }) => why), diff, before, after, splices }];
}

/** The smallest splices that lead from one text to the other: what lies between them may be a key. */
function splicesOf(before: string, after: string): readonly Splice[] {
  let moved = 0;
  return hunksOf(before, after).map(({ at, removed, added }) => {
    const [was, now] = [removed.join(''), added.join('')];
    const shorter = Math.min(was.length, now.length);
    let start = 0;
    while (start < shorter && was[start] === now[start]) start += 1;
    let end = 0;
    while (end < shorter - start && was.at(-1 - end) === now.at(-1 - end)) end += 1;
    const splice = {
      at: at + moved + start,
      was: was.slice(start, was.length - end),
      now: now.slice(start, now.length - end),
    };
    moved += now.length - was.length;
    return splice;
  });
}
