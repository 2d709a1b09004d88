import { parseJson } from '../json-path.ts';
import { joined, readings } from '../protocols/readings.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Reading } from '../protocols/usage.ts';

/** A document longer than this is not read: it is no answer to one prompt. Bytes. */
const documentLimit = 16 * 1024 * 1024;
/** Of the end of a stream, which tells how it ended. Bytes. */
const tailLimit = 64 * 1024;

/** Listens to an answer whose bytes go by untouched. */
export interface Tap {
  push(bytes: Uint8Array): void;
  /** The answer is at its end, or has broken off. */
  end(): void;
  readonly reading: Reading;
}

/**
 * Until the answer's first output every event is read. From then on only the lines that speak of usage are, and in the
 * end the last ones: native searches pass over the rest. `document`: the body is one JSON text, not a stream of events.
 */
export function createTap(protocol: ProtocolId, document: boolean): Tap {
  return document ? documentTap(protocol) : streamTap(protocol);
}

function streamTap(protocol: ProtocolId): Tap {
  const read = readings[protocol];
  let reading: Reading = {};
  let rest: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);

  const readLine = (line: string): void => {
    if (!line.startsWith('data:')) return;
    const event = parseJson(line.slice(5));
    if (event !== undefined) reading = joined(reading, read(event));
  };
  const readAll = (lines: Buffer): void => {
    for (const line of lines.toString('utf8').split('\n')) readLine(line);
  };
  const readUsage = (lines: Buffer): void => {
    for (let at = lines.indexOf(needle); at !== -1;) {
      const start = lines.lastIndexOf(10, at) + 1;
      const found = lines.indexOf(10, at);
      const end = found === -1 ? lines.length : found;
      readLine(lines.toString('utf8', start, end));
      at = lines.indexOf(needle, end);
    }
  };

  return {
    push: (bytes) => {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const cut = chunk.lastIndexOf(10) + 1;
      const whole = cut === 0 ? empty : rest.length === 0 ? chunk.subarray(0, cut) : joinedBytes(rest, chunk, cut);
      if (cut > 0) rest = chunk.subarray(cut);
      else if (rest.length + chunk.length <= documentLimit) rest = Buffer.concat([rest, chunk]);
      if (whole.length === 0) return;
      if (reading.output === undefined) {
        readAll(whole);
        return;
      }
      readUsage(whole);
      const recent = whole.subarray(-tailLimit);
      tail = recent.length >= tailLimit / 2 ? recent : Buffer.concat([tail.subarray(-tailLimit / 2), recent]);
    },
    end: () => {
      readAll(Buffer.concat([tail, rest]));
      rest = empty;
      tail = empty;
    },
    get reading() {
      return reading;
    },
  };
}

function documentTap(protocol: ProtocolId): Tap {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let reading: Reading = {};
  return {
    push: (bytes) => {
      size += bytes.length;
      if (size <= documentLimit) chunks.push(bytes);
      else chunks.length = 0;
    },
    end: () => {
      const parsed = parseJson(Buffer.concat(chunks.splice(0)).toString('utf8'));
      // Gemini's protocol without `alt=sse` is one list of events.
      for (const event of Array.isArray(parsed) ? parsed : [parsed]) {
        reading = joined(reading, readings[protocol](event));
      }
    },
    get reading() {
      return reading;
    },
  };
}

const empty = Buffer.alloc(0);
/** `usage` and `usageMetadata`. */
const needle = Buffer.from('"usage');

function joinedBytes(rest: Buffer, chunk: Buffer, cut: number): Buffer {
  return Buffer.concat([rest, chunk.subarray(0, cut)]);
}
