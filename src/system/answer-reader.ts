import { headLimit, readHead, wrong, type AnswerHead } from './answer-head.ts';
import { createChunkReader } from './chunks.ts';
import { switched } from './http-failure.ts';

/** Reads one answer of HTTP/1.1 from the bytes of a connection. */
export interface AnswerReader {
  /** Once it was read. */
  readonly head: AnswerHead | undefined;
  /** The body is at its end. */
  readonly whole: boolean;
  /** More came than the answer: whatever it is, nobody has asked for it. */
  readonly overrun: boolean;
  /** What the body has got by these bytes, which are used for it. Throws for what is no HTTP, a Failure for another protocol. */
  push(bytes: Buffer): Buffer | undefined;
  /** The connection is at its end. Throws where the answer is not. */
  end(): void;
}

/** Of one answer: a server says that it goes on working, or what it will send. */
const interimLimit = 16;
const headEnd = Buffer.from('\r\n\r\n');

interface Body {
  readonly bytes: Buffer;
  /** Where it begins in them. */
  readonly from: number;
  readonly framing: AnswerHead['framing'];
}

/** `origin` and the method are those of the request. */
export function createAnswerReader(method: string, origin: URL): AnswerReader {
  const chunks = createChunkReader();
  let unread: Buffer | undefined;
  let head: AnswerHead | undefined;
  let interim = 0;
  let left = 0;
  let whole = false;
  let overrun = false;

  /** Gives where the body begins, or undefined while the head is not whole. */
  const pushHead = (bytes: Buffer): Body | undefined => {
    const all = unread === undefined ? bytes : Buffer.concat([unread, bytes]);
    for (let from = 0; ;) {
      const end = all.indexOf(headEnd, from);
      if ((end === -1 ? all.length : end) - from > headLimit)
        throw wrong('HPE_HEADER_OVERFLOW', 'the head is too large');
      if (end === -1) {
        unread = all.subarray(from);
        return undefined;
      }
      const found = readHead(all.toString('latin1', from, end), method);
      from = end + headEnd.length;
      if (found.status === 101) throw switched(origin, found.status);
      if (found.status >= 200) {
        unread = undefined;
        head = found;
        left = typeof found.framing === 'number' ? found.framing : 0;
        return { bytes: all, from, framing: found.framing };
      }
      interim += 1;
      if (interim > interimLimit) throw wrong('HPE_INVALID_STATUS', 'the answer never comes');
    }
  };

  const pushBody = (bytes: Buffer, from: number, framing: AnswerHead['framing']): Buffer | undefined => {
    const there = bytes.length - from;
    if (framing === 'connection') return there === 0 ? undefined : bytes.subarray(from);
    if (framing === 'chunks') {
      const { piece, rest } = chunks.push(bytes, from);
      whole = chunks.done;
      overrun = rest < bytes.length;
      return piece;
    }
    const length = Math.min(left, there);
    left -= length;
    whole = left === 0;
    overrun = there > length;
    return length === 0 ? undefined : bytes.subarray(from, from + length);
  };

  return {
    get head() {
      return head;
    },
    get whole() {
      return whole;
    },
    get overrun() {
      return overrun;
    },
    push: (bytes) => {
      if (whole) {
        overrun ||= bytes.length > 0;
        return undefined;
      }
      if (head !== undefined) return pushBody(bytes, 0, head.framing);
      const body = pushHead(bytes);
      return body === undefined ? undefined : pushBody(body.bytes, body.from, body.framing);
    },
    end: () => {
      if (head?.framing === 'connection') whole = true;
      if (!whole) throw Object.assign(new Error('the connection ended early'), { code: 'ECONNRESET' });
    },
  };
}
