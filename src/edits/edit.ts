import { isDeepStrictEqual } from 'node:util';
import { applied, pruned, Refused, type Format, type PathEdit } from './model.ts';

/** `json`: strict. `jsonc`: with comments and trailing commas. */
export type FormatId = 'json' | 'jsonc' | 'toml' | 'yaml';

export type Edited =
  | { readonly text: string }
  /** Why the text was not edited, as the end of a sentence: `it has the key a twice`. */
  | { readonly refused: string };

/**
 * A text of settings with some keys set or taken out; every other byte stays: comments, blanks, line ends, a byte order
 * mark. After each change both texts are read again and compared: what can't be proved is refused, never rewritten. Pure
 * but for loading the format's library.
 */
export async function edit(format: FormatId, text: string, edits: readonly PathEdit[]): Promise<Edited> {
  return editIn(await formatOf(format), text, edits);
}

/** `edit`, with a format that is loaded already. */
export function editIn(format: Format, text: string, edits: readonly PathEdit[]): Edited {
  try {
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    return { text: mark + edits.reduce((current, change) => proved(format, current, change), text.slice(mark.length)) };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
}

/** Loads the format's library. */
export async function formatOf(format: FormatId): Promise<Format> {
  if (format === 'toml') return (await import('./toml.ts')).toml;
  if (format === 'yaml') return (await import('./yaml.ts')).yaml;
  const { json, jsonc } = await import('./jsonc.ts');
  return format === 'json' ? json : jsonc;
}

function proved(format: Format, text: string, change: PathEdit): string {
  const before = format.read(text);
  const wanted = applied(before, change, format.modelOf);
  if (isDeepStrictEqual(before, wanted)) return text;
  const next = format.apply(text, change);
  const after = format.read(next);
  const same = isDeepStrictEqual(pruned(after, change.path), pruned(wanted, change.path));
  if (!same) throw new Refused('the result would say something else than it was to say');
  return next;
}
