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
  let waiting: Waiting | undefined;
  const settle = (): void => {
    if (waiting === undefined) return;
    const { resolve, reject } = waiting;
    const piece = pieces.shift();
    if (piece === undefined && !whole && broken === undefined) return;
    waiting = undefined;
    if (piece !== undefined) {
      held -= piece.length;
      if (!whole && held <= heldLimit && socket.isPaused()) socket.resume();
      resolve({ done: false, value: piece });
    } else if (whole) resolve(finished);
    else reject(httpFailure(broken?.error, origin));
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
      settle();
    },
    fail: (error) => {
      broken = { error };
      settle();
    },
    [Symbol.asyncIterator]: () => ({
      // One promise a piece: a stream of events has a piece an event.
      next: () =>
        new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          settle();
        }),
      return: async () => {
        if (!whole) socket.destroy();
        return finished;
      },
    }),
  };
}

/** Whoever reads, and has read all that is there. */
interface Waiting {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const finished = { done: true, value: undefined } as const;
