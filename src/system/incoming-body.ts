/** The body of a request, gathered as it comes. */
export interface IncomingBody {
  add(piece: Buffer): void;
  /** It is at its end. */
  finish(): void;
  /** The client went away before. */
  fail(): void;
  /** More is there than is held for somebody who may ask for it. */
  full(): boolean;
  /** See `Exchange.body`. */
  whole(limit: number): Promise<Uint8Array | undefined>;
}

/** What nobody has asked for yet, before the client has to wait. Bytes. */
const heldLimit = 256 * 1024;

/** `length`: the size that it will have, where that is known. `wanted` is called when it was asked for. */
export function createIncomingBody(length: number | undefined, wanted: () => void): IncomingBody {
  let pieces: Buffer[] = [];
  let size = 0;
  let limit: number | undefined;
  let state: 'comes' | 'whole' | 'gone' = 'comes';
  let settle: (() => void) | undefined;
  const tooLarge = (): boolean => limit !== undefined && Math.max(size, length ?? 0) > limit;

  return {
    add: (piece) => {
      size += piece.length;
      if (tooLarge()) {
        pieces = [];
        settle?.();
      } else pieces.push(piece);
    },
    finish: () => {
      state = 'whole';
      settle?.();
    },
    fail: () => {
      if (state === 'comes') state = 'gone';
      settle?.();
    },
    full: () => limit === undefined && size > heldLimit,
    whole: (most) =>
      new Promise((resolve, reject) => {
        limit = most;
        settle = () => {
          if (tooLarge()) resolve(undefined);
          else if (state === 'gone') reject(new Error('the client went away'));
          else if (state === 'whole') resolve(joined(pieces));
        };
        settle();
        if (state === 'comes') wanted();
      }),
  };
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
}
