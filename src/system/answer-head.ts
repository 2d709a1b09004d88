import { framingOf, hasWord, readLines, wrong, type Framing } from './head-lines.ts';

/** The head of an answer, and what it says of the body and the connection. */
export interface AnswerHead {
  readonly status: number;
  /** Names in lower case; what came several times is joined by commas, or the first where only one can hold. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly framing: Framing;
  /** How long the connection may be used again, in milliseconds: 0 for not at all. */
  readonly keptFor: number;
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;

/** Reads the text of a head, without the empty line that ends it. Throws an error with a code of Node's own parser. */
export function readAnswerHead(text: string, method: string): AnswerHead {
  const lines = readLines(text);
  const [, minor, digits = ''] = statusLine.exec(lines.first) ?? [];
  if (minor === undefined) throw wrong('HPE_INVALID_CONSTANT', 'the first line is none of an answer');
  const status = Number(digits);
  const { headers, rawHeaders } = lines;
  const framing = framingOf(lines, minor === '0') ?? 'connection';
  const bodiless = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  const closes = minor === '0' || hasWord(headers['connection'], 'close');
  return {
    status,
    headers,
    rawHeaders,
    framing: bodiless ? 'none' : framing,
    keptFor: closes || (framing === 'connection' && !bodiless) ? 0 : keptFor(headers['keep-alive']),
  };
}

/** The server's own word, less a second: it may close at the moment in which a request is on its way. */
function keptFor(hint: string | undefined): number {
  const seconds = /(?:^|[, ])timeout=(\d{1,9})/i.exec(hint ?? '')?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(seconds) * 1000 - 1000);
}
