import { framingOf, hasWord, readLines, type Framing, type HeadLines } from './head-lines.ts';

/** The head of a request, and what it says of the body and the connection. */
export interface IncomingHead {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** Names in lower case; what came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly framing: Exclude<Framing, 'connection'>;
  /** HTTP/1.0: it knows no chunks, and its connection is not used again. */
  readonly old: boolean;
  /** The client wants no other answer over this connection. */
  readonly closes: boolean;
  /** The body comes once it was asked for. */
  readonly waits: boolean;
  /** The client would speak WebSocket from here on. */
  readonly switches: boolean;
}

/** A request that is none, or one that this server has no answer for: it gets a status, and the connection ends. */
export class Unanswerable extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const requestLine = /^([A-Z]+) (\S+) HTTP\/(\d)\.(\d)$/;
/**
 * A segment of the path that leads elsewhere, by every spelling that some server takes for one: the gateway would see another
 * path than was looked at here, and outside the base URL.
 */
const leading = /^[^?]*?(?:[\\/]|%2f|%5c)(?:\.|%2e){1,2}(?:[\\/;?]|%2f|%5c|$)/i;
const methods = new Set(['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Of two that differ each program takes another one, so that a check and what it guards would not see the same request. */
const once = ['host', 'content-length', 'content-type', 'content-encoding', 'authorization', 'expect'];

/**
 * Reads the text of a head, without the empty line that ends it: https://www.rfc-editor.org/rfc/rfc9112. Throws an
 * `Unanswerable` for what may be read in two ways. The address of a proxy's (`GET http://…`) is none of a server's.
 */
export function readIncomingHead(text: string): IncomingHead {
  const lines = readLines(text);
  const [, method = '', path = '', major, minor] = requestLine.exec(lines.first) ?? [];
  if (major === undefined) throw new Unanswerable(400, 'The first line is none of a request.');
  if (major !== '1') throw new Unanswerable(505, 'This server speaks HTTP/1.1.');
  if (!methods.has(method)) throw new Unanswerable(501, 'This server knows no such method.');
  if (!/^\/[!"$-~]*$/.test(path)) throw new Unanswerable(400, 'The path is none.');
  if (leading.test(path)) throw new Unanswerable(400, 'The path has a part that leads elsewhere: . or ..');
  const old = minor === '0';
  const { headers, repeated } = lines;
  const twice = repeated.find((name) => once.includes(name));
  if (twice !== undefined) throw new Unanswerable(400, `The request has ${twice} twice.`);
  if (headers['host'] === undefined && !old) throw new Unanswerable(400, 'The request names no host.');
  const { expect, connection } = headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    throw new Unanswerable(417, 'This server knows no such expectation.');
  }
  const framing = bodyOf(lines, old);
  return {
    method,
    path,
    headers,
    framing,
    old,
    closes: old || hasWord(connection, 'close'),
    waits: expect !== undefined && !old && framing !== 'none',
    // Other offers, as Java's of HTTP/2 with every request, may be passed over, and are:
    // https://www.rfc-editor.org/rfc/rfc9110#section-7.8.
    switches: hasWord(headers['upgrade'], 'websocket') && hasWord(connection, 'upgrade'),
  };
}

/** The status and the words for what went wrong with reading a request. */
export function unanswerable(error: unknown): Unanswerable {
  if (error instanceof Unanswerable) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'HPE_HEADER_OVERFLOW') return new Unanswerable(431, 'The head is too large.');
  return new Unanswerable(400, error instanceof Error ? `This is ${error.message}.` : 'This is no request.');
}

function bodyOf(lines: HeadLines, old: boolean): IncomingHead['framing'] {
  const framing = framingOf(lines, old) ?? 'none';
  return framing === 0 ? 'none' : framing;
}
