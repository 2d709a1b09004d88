import { createChunkReader } from './chunks.ts';
import type { Framing } from './head-lines.ts';

/** Reads one body from the bytes of a connection. */
export interface FramedBody {
  /** It is at its end. One that ends with its connection never is by itself. */
  whole(): boolean;
  /**
   * What of it stands in these bytes from this place on, which are used for it; `rest`: where what follows it begins.
   * Throws for what are no chunks.
   */
  push(bytes: Buffer, from: number): { readonly piece: Buffer | undefined; readonly rest: number };
}

export function createFramedBody(framing: Framing): FramedBody {
  if (framing === 'chunks') {
    const { done, push } = createChunkReader();
    return { whole: done, push };
  }
  let left = framing === 'connection' ? Number.POSITIVE_INFINITY : framing === 'none' ? 0 : framing;
  return {
    whole: () => left === 0,
    push: (bytes, from) => {
      const length = Math.min(left, bytes.length - from);
      left -= length;
      return { piece: length === 0 ? undefined : bytes.subarray(from, from + length), rest: from + length };
    },
  };
}
