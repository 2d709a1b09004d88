import { readAnswerHead, type AnswerHead } from './answer-head.ts';
import { createFramedBody, type FramedBody } from './framed-body.ts';
import { createHeadGatherer, wrong } from './head-lines.ts';
import { switched } from './http-failure.ts';

/** Reads one answer of HTTP/1.1 from the bytes of a connection. */
export interface AnswerReader {
  /** Once it was read. */
  head(): AnswerHead | undefined;
  /** The body is at its end. */
  whole(): boolean;
  /** More came than the answer: whatever it is, nobody has asked for it. */
  overrun(): boolean;
  /** What the body has got by these bytes, which are used for it. Throws for what is no HTTP, a Failure for another protocol. */
  push(bytes: Buffer): Buffer | undefined;
  /** The connection is at its end. Throws where the answer is not. */
  end(): void;
}

/** Of one answer: a server says that it goes on working, or what it will send. */
const interimLimit = 16;

const beginning = 'HTTP/';

/** `origin` and the method are those of the request. */
export function createAnswerReader(method: string, origin: URL): AnswerReader {
  const gatherer = createHeadGatherer();
  let begun = '';
  let head: AnswerHead | undefined;
  let body: FramedBody | undefined;
  let interim = 0;
  let ended = false;
  let overrun = false;

  /** Gives what follows the head, or undefined while that is not whole. */
  const pushHead = (bytes: Buffer): { readonly bytes: Buffer; readonly from: number } | undefined => {
    // A server of another protocol greets, and then waits: nothing more would come.
    if (begun.length < beginning.length) begun += bytes.toString('latin1', 0, beginning.length - begun.length);
    if (!beginning.startsWith(begun)) throw wrong('HPE_INVALID_CONSTANT', 'the first line is none of an answer');
    for (let piece = bytes; ;) {
      const found = gatherer.push(piece);
      if (found === undefined) return undefined;
      const read = readAnswerHead(found.text, method);
      if (read.status === 101) throw switched(origin, read.status);
      if (read.status >= 200) {
        head = read;
        body = createFramedBody(read.framing);
        return found;
      }
      interim += 1;
      if (interim > interimLimit) throw wrong('HPE_INVALID_STATUS', 'the answer never comes');
      piece = found.bytes.subarray(found.from);
    }
  };

  return {
    head: () => head,
    whole: () => ended || body?.whole() === true,
    overrun: () => overrun,
    push: (bytes) => {
      const place = body === undefined ? pushHead(bytes) : { bytes, from: 0 };
      if (place === undefined || body === undefined) return undefined;
      const { piece, rest } = body.push(place.bytes, place.from);
      overrun ||= rest < place.bytes.length;
      return piece;
    },
    end: () => {
      if (head?.framing === 'connection') ended = true;
      if (!ended && body?.whole() !== true) {
        throw Object.assign(new Error('the connection ended early'), { code: 'ECONNRESET' });
      }
    },
  };
}
