import { headLimit, wrong } from './head-lines.ts';

/** Takes the frames of chunks off a body. */
export interface ChunkReader {
  /** The last chunk was read, and what follows it. */
  done(): boolean;
  /**
   * What these bytes hold of the body; they are used for it, since a stream of events has a chunk an event, and each as a
   * piece of its own would cost more than moving it. `rest`: what stands behind the end. Throws for what are no chunks.
   */
  push(bytes: Buffer, from: number): { readonly piece: Buffer | undefined; readonly rest: number };
}

const [CR, LF, blank, semicolon] = [0x0d, 0x0a, 0x20, 0x3b];

const lineEndLength = 2;

type Place =
  | 'size'
  | 'extension start'
  | 'extension'
  | 'size end'
  | 'data'
  | 'data end'
  | 'last LF'
  | 'trailer'
  | 'trailer end'
  | 'done';

/** https://www.rfc-editor.org/rfc/rfc9112#section-7.1. Extensions and trailers are passed over, `headLimit` in a row at most. */
export function createChunkReader(): ChunkReader {
  let place: Place = 'size';
  let size = 0;
  let digits = 0;
  /** Bytes of frames since the last piece of the body. */
  let beside = 0;
  /** Of what follows the last chunk, the line that is being read. */
  let line = 0;

  /** Takes one byte of a frame. */
  const step = (byte: number): Place => {
    switch (place) {
      case 'size': {
        const digit = hex(byte);
        if (digit === -1) {
          if (digits === 0 || (byte !== CR && byte !== semicolon)) throw wrong('HPE_INVALID_CHUNK_SIZE', 'a chunk');
          return byte === CR ? 'size end' : 'extension start';
        }
        digits += 1;
        // Twelve digits are more bytes than anybody has.
        if (digits > 12) throw wrong('HPE_INVALID_CHUNK_SIZE', 'a chunk is too large');
        size = size * 16 + digit;
        return 'size';
      }
      case 'extension start':
        if (byte < blank) throw wrong('HPE_INVALID_CHUNK_SIZE', 'a chunk has an extension that is none');
        return 'extension';
      case 'extension':
        if (byte === LF) throw wrong('HPE_INVALID_CHUNK_SIZE', 'a line ends wrongly');
        return byte === CR ? 'size end' : 'extension';
      case 'data end':
        if (byte !== CR) throw wrong('HPE_STRICT', 'a chunk is longer than it says');
        return 'last LF';
      case 'trailer':
        if (byte === LF) throw wrong('HPE_INVALID_HEADER_TOKEN', 'a line ends wrongly');
        if (byte !== CR) line += 1;
        return byte === CR ? 'trailer end' : 'trailer';
      default:
        return lineEnd(byte);
    }
  };

  const lineEnd = (byte: number): Place => {
    if (byte !== LF) throw wrong('HPE_LF_EXPECTED', 'a line ends wrongly');
    if (place === 'last LF') return 'size';
    if (place === 'trailer end') {
      const empty = line === 0;
      line = 0;
      return empty ? 'done' : 'trailer';
    }
    digits = 0;
    return size === 0 ? 'trailer' : 'data';
  };

  return {
    done: () => place === 'done',
    push: (bytes, from) => {
      let [start, end, at] = [from, from, from];
      while (at < bytes.length && place !== 'done') {
        if (place === 'size' && digits === 0) {
          const whole = wholeChunk(bytes, at);
          if (whole !== undefined) {
            if (end === start) [start, end] = [whole.from, whole.to];
            else {
              bytes.copyWithin(end, whole.from, whole.to);
              end += whole.to - whole.from;
            }
            at = whole.to + lineEndLength;
            beside = 0;
            continue;
          }
        }
        if (place !== 'data') {
          place = step(bytes[at] as number);
          at += 1;
          beside += 1;
          if (beside > headLimit) throw wrong('HPE_CHUNK_EXTENSIONS_OVERFLOW', 'there is too much between the chunks');
          continue;
        }
        const length = Math.min(size, bytes.length - at);
        if (end === start) [start, end] = [at, at + length];
        else {
          bytes.copyWithin(end, at, at + length);
          end += length;
        }
        at += length;
        size -= length;
        beside = 0;
        if (size === 0) place = 'data end';
      }
      return { piece: end === start ? undefined : bytes.subarray(start, end), rest: at };
    },
  };
}

/** Where the data begin and end of a chunk that these bytes hold whole; undefined where it takes a closer look. */
function wholeChunk(bytes: Buffer, at: number): { readonly from: number; readonly to: number } | undefined {
  let size = 0;
  let from = at;
  for (let digit = hex(bytes[from] ?? 0); digit !== -1 && from - at < 8; digit = hex(bytes[from] ?? 0)) {
    size = size * 16 + digit;
    from += 1;
  }
  const to = from + lineEndLength + size;
  if (size === 0 || !isLineEnd(bytes, from) || !isLineEnd(bytes, to)) return undefined;
  return { from: from + lineEndLength, to };
}

function isLineEnd(bytes: Buffer, at: number): boolean {
  return bytes[at] === CR && bytes[at + 1] === LF;
}

/** -1: none. */
function hex(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
