import { maxHeaderSize } from 'node:http';

/** The head of an answer, and what it says of the body and the connection. */
export interface AnswerHead {
  readonly status: number;
  /** Names in lower case; what came several times is joined by commas, or the first where only one can hold. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** How the body ends: there is none, after so many bytes, by its own chunks, or with the connection. */
  readonly framing: 'none' | 'chunks' | 'connection' | number;
  /** How long the connection may be used again, in milliseconds: 0 for not at all. */
  readonly keptFor: number;
}

/** Bytes, as for every server of Node's: `--max-http-header-size` changes it. */
export const headLimit = maxHeaderSize;

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
/** A header's name. */
export const token = /^[\w!#$%&'*+.^`|~-]+$/;
/** Neither a visible character of Latin-1 nor a blank, nor a whole line end: no head holds one, and half a line end is none. */
const foreign = /[^\t\r\n\u0020-\u007e\u0080-\u00ff]|\r(?!\n)|(?<!\r)\n/;
const single = new Set(['content-type', 'location', 'retry-after']);

/**
 * Reads the lines of a head, without the empty one that ends it; https://www.rfc-editor.org/rfc/rfc9112. Whatever leaves
 * open where the answer ends is refused, not guessed: an answer read too short would begin the next one. Throws an error with
 * a code of Node's own parser.
 */
export function readHead(text: string, method: string): AnswerHead {
  if (foreign.test(text)) throw wrong('HPE_INVALID_HEADER_TOKEN', 'its head holds what is no text');
  const [first = '', ...lines] = text.split('\r\n');
  const [, minor, digits = ''] = statusLine.exec(first) ?? [];
  if (minor === undefined) throw wrong('HPE_INVALID_CONSTANT', 'the first line is none of an answer');
  const status = Number(digits);
  const rawHeaders: string[] = [];
  const headers: Record<string, string> = {};
  const lengths: string[] = [];
  const encodings: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    if (!token.test(name)) throw wrong('HPE_INVALID_HEADER_TOKEN', 'a header is none');
    const value = withoutBlanks(line, colon + 1);
    rawHeaders.push(name, value);
    const key = name.toLowerCase();
    if (key === 'content-length') lengths.push(value);
    if (key === 'transfer-encoding') encodings.push(value);
    const before = Object.hasOwn(headers, key) ? headers[key] : undefined;
    if (before === undefined) headers[key] = value;
    else if (!single.has(key)) headers[key] = `${before}, ${value}`;
  }
  const framing = framingOf(lengths, encodings, minor === '0');
  const bodiless = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  const closes = minor === '0' || /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(headers['connection'] ?? '');
  return {
    status,
    headers,
    rawHeaders,
    framing: bodiless ? 'none' : framing,
    keptFor: closes || (framing === 'connection' && !bodiless) ? 0 : keptFor(headers['keep-alive']),
  };
}

/** The error for what is no HTTP, with a code of Node's own parser. */
export function wrong(code: string, what: string): Error {
  return Object.assign(new Error(`no answer in HTTP: ${what}`), { code });
}

function framingOf(
  lengths: readonly string[],
  encodings: readonly string[],
  old: boolean,
): Exclude<AnswerHead['framing'], 'none'> {
  if (encodings.length > 0) {
    const chunked = encodings.length === 1 && encodings[0]?.toLowerCase() === 'chunked';
    if (!chunked || old || lengths.length > 0) throw wrong('HPE_INVALID_TRANSFER_ENCODING', 'its end is in doubt');
    return 'chunks';
  }
  const [length] = lengths;
  if (length === undefined) return 'connection';
  if (lengths.length > 1 || !/^\d{1,15}$/.test(length)) throw wrong('HPE_INVALID_CONTENT_LENGTH', 'its length is none');
  return Number(length);
}

/** The server's own word, less a second: it may close at the moment in which a request is on its way. */
function keptFor(hint: string | undefined): number {
  const seconds = /(?:^|[, ])timeout=(\d{1,9})/i.exec(hint ?? '')?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(seconds) * 1000 - 1000);
}

/** Blanks and tabs alone: other spaces of Latin-1 belong to the value. */
function withoutBlanks(line: string, from: number): string {
  let [start, end] = [from, line.length];
  while (start < end && isBlank(line, start)) start += 1;
  while (end > start && isBlank(line, end - 1)) end -= 1;
  return line.slice(start, end);
}

function isBlank(line: string, index: number): boolean {
  const code = line.charCodeAt(index);
  return code === 0x20 || code === 0x09;
}
