import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { httpFailure } from './http-failure.ts';

/**
 * A body piece by piece; what breaks is a Failure, as for every other request. Each piece is all that is there, and the end
 * is told with the last one, not a turn of the loop later: so an answer that came at once goes on in one write. Node's own
 * iterator gives the end in a turn of its own, and watches the stream in every one of its states.
 */
export function pieces(
  body: Readable & Partial<Pick<IncomingMessage, 'complete'>>,
  origin: URL,
): AsyncIterable<Uint8Array> {
  let broken: Error | undefined;
  let wake: (() => void) | undefined;
  const stir = (): void => wake?.();
  body.on('readable', stir);
  body.on('end', stir);
  body.on('close', stir);
  body.on('error', (error) => {
    broken ??= error;
    stir();
  });

  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    for (;;) {
      const piece = body.read() as Uint8Array | null;
      if (piece !== null) return { done: false, value: piece };
      if (body.readableEnded || (body.complete === true && body.readableLength === 0)) return finished;
      if (broken !== undefined) throw httpFailure(broken, origin);
      if (body.destroyed) throw httpFailure(new Error('the line broke'), origin);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        body.destroy();
        return finished;
      },
    }),
  };
}

const finished = { done: true, value: undefined } as const;
