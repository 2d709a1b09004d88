import { isDeepStrictEqual } from 'node:util';
import { changed, pruned, Refused, type Format, type Model, type Path } from './model.ts';
import { spliced } from './splice.ts';

/** A format in which a value can be moved as it is written: its quotes, its number of digits. */
export interface ExactFormat extends Format {
  /** What a value says that is written so. Throws Refused for what is none, or more than one. */
  readWritten(written: string): Model;
  /** Where the value of a key stands. Throws Refused where it stands there twice or in parts. */
  rangeOf(text: string, path: Path): { readonly from: number; readonly to: number } | undefined;
}

/** Loads the format's library, which a launch does only where settings are there to be looked into. */
export async function loadFormat(format: 'json' | 'toml'): Promise<ExactFormat> {
  return format === 'json' ? (await import('./jsonc.ts')).json : (await import('./toml.ts')).toml;
}

/** The value of a key as it is written, null for one that is not there. Throws Refused for a text that is not understood. */
export function writtenAt(format: ExactFormat, text: string, path: Path): string | null {
  const plain = text.replace(mark, '');
  format.read(plain);
  const range = format.rangeOf(plain, path);
  return range === undefined ? null : plain.slice(range.from, range.to);
}

/** Sets a key to a value as it is written, or takes it out (null); every other byte stays. Throws Refused for what can't be proved. */
export function setWritten(format: ExactFormat, text: string, path: Path, written: string | null): string {
  const plain = text.replace(mark, '');
  if (writtenAt(format, plain, path) === written) return text;
  const wanted = changed(format.read(plain), path, written === null ? undefined : format.readWritten(written));
  const next = written === null ? format.apply(plain, { path, unset: true }) : placed(format, plain, path, written);
  const same = isDeepStrictEqual(pruned(format.read(next), path), pruned(wanted, path));
  if (!same) throw new Refused('the result would say something else than it was to say');
  return text.slice(0, text.length - plain.length) + next;
}

function placed(format: ExactFormat, text: string, path: Path, written: string): string {
  const made = format.rangeOf(text, path) === undefined ? format.apply(text, { path, value: '' }) : text;
  const range = format.rangeOf(made, path);
  if (range === undefined) throw new Refused('the key has no place');
  return spliced(made, [{ ...range, text: written }]);
}

/** In front of UTF-16 there are two: see `Files.read`. */
const mark = /^\uFEFF{1,2}/;
