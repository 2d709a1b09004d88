import { isTelling, redact, spellings, type Keys } from './secret.ts';

/** The same as `redact`, for a text that comes in pieces. */
export interface PieceRedactor {
  /** Takes a piece; gives what can be shown by now. An end that may be the beginning of a key is held back. */
  push(piece: string): string;
  /** Gives what is still held back. */
  end(): string;
}

/** A server may repeat a key in two pieces, of which neither holds it whole. */
export function createPieceRedactor(keys: Keys): PieceRedactor {
  const wanted = [...keys.values()].filter(isTelling).flatMap(spellings);
  let held = '';
  return {
    push: (piece) => {
      const text = redact(held + piece, keys);
      const length = Math.max(0, ...wanted.map((key) => begun(text, key)));
      held = text.slice(text.length - length);
      return text.slice(0, text.length - length);
    },
    end: () => held,
  };
}

/** How long a beginning of the key, less than all of it, stands at the text's end. In UTF-16 units. */
function begun(text: string, key: string): number {
  for (let length = Math.min(key.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(key.slice(0, length))) return length;
  }
  return 0;
}
