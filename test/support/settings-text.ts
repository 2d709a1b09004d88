import { setWritten, writtenAt, type ExactFormat } from '../../src/edits/as-written.ts';
import { Refused } from '../../src/edits/model.ts';

/** One key of a text of settings, found and set as it is written; undefined where that is refused. */
export function keysOf(format: ExactFormat) {
  const unlessRefused = <Value>(run: () => Value): Value | undefined => {
    try {
      return run();
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  };
  return {
    find: (text: string, key: string) => unlessRefused(() => writtenAt(format, text, [key])),
    /** Null takes the key out. */
    set: (text: string, key: string, written: string | null) =>
      unlessRefused(() => setWritten(format, text, [key], written)),
    /** What the text says. */
    read: (text: string) => unlessRefused(() => format.read(text.replace(/^\uFEFF/, ''))),
  };
}
