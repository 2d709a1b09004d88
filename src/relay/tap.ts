import { parseJson } from '../json-path.ts';
import { joined, readings } from '../protocols/readings.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Reading } from '../protocols/usage.ts';

/** A document longer than this is not read: it is no answer to one prompt. Bytes. */
const documentLimit = 16 * 1024 * 1024;
/** This much is kept of a stream's end, which tells how it ended. Bytes. */
const tailLimit = 64 * 1024;

/** Listens to an answer whose bytes go by untouched. */
export interface Tap {
  push(bytes: Uint8Array): void;
  /** The answer is at its end, or has broken off. */
  end(): void;
  reading(): Reading;
}

/**
 * Until the answer's first output every event is read. From then on only the lines that speak of usage are, and in the
 * end the last ones, from behind, as far as something is still to be learnt: native searches pass over the rest.
 * `document`: the body is one JSON text, not a stream of events.
 */
export function createTap(protocol: ProtocolId, document: boolean): Tap {
  return document ? documentTap(protocol) : streamTap(protocol);
}

function streamTap(protocol: ProtocolId): Tap {
  const read = readings[protocol];
  let reading: Reading = {};
  let rest: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);

  const readingOf = (line: string): Reading => {
    const event = line.startsWith('data:') ? parseJson(line.slice(5)) : undefined;
    return event === undefined ? {} : read(event);
  };
  const readLine = (line: string): void => {
    reading = joined(reading, readingOf(line));
  };
  /** Gives those lines of a piece that follow the first output. */
  const readStart = (lines: Buffer): Buffer => {
    let from = 0;
    while (from < lines.length && reading.output === undefined) {
      const end = lines.indexOf(10, from);
      readLine(lines.toString('utf8', from, end));
      from = end + 1;
    }
    return lines.subarray(from);
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
  /** Whole lines. */
  const take = (whole: Buffer): void => {
    const lines = reading.output === undefined ? readStart(whole) : whole;
    if (lines.length === 0) return;
    readUsage(lines);
    const recent = lines.subarray(-tailLimit);
    tail = recent.length >= tailLimit / 2 ? recent : Buffer.concat([tail.subarray(-tailLimit / 2), recent]);
  };
  const readEnd = (text: string): void => {
    const [named, known] = [text.includes('"model'), text.includes('"id"')];
    // An error may stand anywhere; it is the one thing that is looked for in every line.
    const all = text.includes('"error"') || text.includes('"failed"');
    const lines = text.split('\n');
    let last: Reading = {};
    for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
      last = joined(readingOf(line), last);
      const told = (!named || last.model !== undefined) && (!known || last.id !== undefined);
      if (!all && told && last.ended === true) break;
    }
    reading = joined(reading, last);
  };

  return {
    push: (bytes) => {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const cut = chunk.lastIndexOf(10) + 1;
      if (cut === 0) {
        if (rest.length + chunk.length <= documentLimit) rest = Buffer.concat([rest, chunk]);
        return;
      }
      // What was cut alone is put together again: all that came would be copied otherwise.
      const first = rest.length === 0 ? 0 : chunk.indexOf(10) + 1;
      if (first > 0) take(Buffer.concat([rest, chunk.subarray(0, first)]));
      take(chunk.subarray(first, cut));
      rest = chunk.subarray(cut);
    },
    end: () => {
      readEnd(Buffer.concat([tail, rest]).toString('utf8'));
      rest = empty;
      tail = empty;
    },
    reading: () => reading,
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
    reading: () => reading,
  };
}

const empty = Buffer.alloc(0);
/** `usage` and `usageMetadata`. */
const needle = Buffer.from('"usage');
