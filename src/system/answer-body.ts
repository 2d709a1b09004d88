import type { Socket } from 'node:net';
import { httpFailure } from './http-failure.ts';

/** The body of an answer, as its pieces come: read to its end at most once. */
export interface AnswerBody extends AsyncIterable<Uint8Array> {
  add(piece: Buffer | undefined, last: boolean): void;
  fail(error: unknown): void;
}

/** What nobody has read yet, before its server has to wait. Bytes. */
const heldLimit = 256 * 1024;

/** The end is told with the last piece, not a turn of the loop later: what came at once goes on in one write. */
export function createAnswerBody(socket: Socket, origin: URL): AnswerBody {
  const pieces: Buffer[] = [];
  let held = 0;
  let whole = false;
  let broken: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    for (;;) {
      const piece = pieces.shift();
      if (piece !== undefined) {
        held -= piece.length;
        if (!whole && held <= heldLimit && socket.isPaused()) socket.resume();
        return { done: false, value: piece };
      }
      if (whole) return finished;
      if (broken !== undefined) throw httpFailure(broken.error, origin);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    add: (piece, last) => {
      if (piece !== undefined) {
        pieces.push(piece);
        held += piece.length;
        // At the end of an answer the connection is another request's already.
        if (held > heldLimit && !last) socket.pause();
      }
      whole = last;
      wake?.();
    },
    fail: (error) => {
      broken = { error };
      wake?.();
    },
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        if (!whole) socket.destroy();
        return finished;
      },
    }),
  };
}

const finished = { done: true, value: undefined } as const;
