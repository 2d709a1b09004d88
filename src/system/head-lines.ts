/** The lines of a head of HTTP/1.1, a request's or an answer's: https://www.rfc-editor.org/rfc/rfc9112. */
export interface HeadLines {
  /** The line in front of the headers. */
  readonly first: string;
  /** Names in lower case; what came several times is joined by commas, or the first where only one can hold. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** Of each name in lower case that came again. */
  readonly repeated: readonly string[];
}

/** How a body ends: there is none, after so many bytes, by its own chunks, or with the connection. */
export type Framing = 'none' | 'chunks' | 'connection' | number;

/** Of a head, in bytes. Node's own limit is a quarter of it: what passed there passes here. */
export const headLimit = 64 * 1024;

/** A header's name. */
export const token = /^[\w!#$%&'*+.^`|~-]+$/;
/** Neither a visible character of Latin-1 nor a blank, nor a whole line end: no head holds one, and half a line end is none. */
const foreign = /[^\t\r\n\u0020-\u007e\u0080-\u00ff]|\r(?!\n)|(?<!\r)\n/;
const single = new Set(['content-type', 'location', 'retry-after']);
const headEnd = Buffer.from('\r\n\r\n');

/** Gathers a head from the bytes of a connection. */
export interface HeadGatherer {
  /**
   * The head's text, without the empty line that ends it, and where what follows it begins in `bytes`; undefined while it
   * is not whole. Throws for one that is too large, or no text.
   */
  push(piece: Buffer): { readonly text: string; readonly bytes: Buffer; readonly from: number } | undefined;
  /** Some of a head is there. */
  begun(): boolean;
}

export function createHeadGatherer(): HeadGatherer {
  let unread: Buffer | undefined;
  return {
    push: (piece) => {
      const before = unread?.length ?? 0;
      const bytes = unread === undefined ? piece : Buffer.concat([unread, piece]);
      const end = bytes.indexOf(headEnd, Math.max(0, before - headEnd.length));
      if ((end === -1 ? bytes.length : end) > headLimit) throw wrong('HPE_HEADER_OVERFLOW', 'the head is too large');
      if (end !== -1) {
        unread = undefined;
        return { text: bytes.toString('latin1', 0, end), bytes, from: end + headEnd.length };
      }
      // Whoever ends lines otherwise would wait for an answer in vain. A return at the very end is half of what is to come.
      const whole = bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length;
      checkText(bytes.toString('latin1', bytes[before - 1] === 0x0d ? before - 1 : before, whole));
      unread = bytes;
      return undefined;
    },
    begun: () => unread !== undefined && unread.length > 0,
  };
}

/** Throws an error with a code of Node's own parser. */
export function readLines(text: string): HeadLines {
  checkText(text);
  const rawHeaders: string[] = [];
  const headers: Record<string, string> = {};
  const repeated: string[] = [];
  const firstEnd = endOfLine(text, 0);
  for (let from = firstEnd + 2; from < text.length;) {
    const end = endOfLine(text, from);
    const colon = text.indexOf(':', from);
    const name = text.slice(from, colon === -1 || colon > end ? from : colon);
    if (!token.test(name)) throw wrong('HPE_INVALID_HEADER_TOKEN', 'a header is none');
    const value = withoutBlanks(text, colon + 1, end);
    rawHeaders.push(name, value);
    const key = name.toLowerCase();
    if (Object.hasOwn(headers, key)) {
      repeated.push(key);
      if (!single.has(key)) headers[key] = `${headers[key]}${key === 'cookie' ? ';' : ','} ${value}`;
    } else headers[key] = value;
    from = end + 2;
  }
  return { first: text.slice(0, firstEnd), headers, rawHeaders, repeated };
}

/**
 * What the headers say of the body's end; undefined where they say nothing. Whatever leaves open where it ends is refused, not
 * guessed: what is read too short would begin the next request or answer. `old`: of HTTP/1.0.
 */
export function framingOf({ headers, repeated }: HeadLines, old: boolean): 'chunks' | number | undefined {
  const [encoding, length] = [headers['transfer-encoding'], headers['content-length']];
  if (encoding !== undefined) {
    const clear = encoding.toLowerCase() === 'chunked' && !repeated.includes('transfer-encoding');
    if (!clear || old || length !== undefined) throw wrong('HPE_INVALID_TRANSFER_ENCODING', 'its end is in doubt');
    return 'chunks';
  }
  if (length === undefined) return undefined;
  if (repeated.includes('content-length') || !/^\d{1,15}$/.test(length)) {
    throw wrong('HPE_INVALID_CONTENT_LENGTH', 'its length is none');
  }
  return Number(length);
}

/** Whether a header that is a list of words holds this one, which is in lower case. */
export function hasWord(list: string | undefined, word: string): boolean {
  if (list === undefined) return false;
  return list.split(',').some((one) => withoutBlanks(one, 0, one.length).toLowerCase() === word);
}

/** The error for what is no HTTP, with a code of Node's own parser. */
export function wrong(code: string, what: string): Error & { readonly code: string } {
  return Object.assign(new Error(`not in HTTP: ${what}`), { code });
}

function checkText(text: string): void {
  if (foreign.test(text)) throw wrong('HPE_INVALID_HEADER_TOKEN', 'a head holds what is no text');
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\r\n', from);
  return end === -1 ? text.length : end;
}

/** Blanks and tabs alone: other spaces of Latin-1 belong to the value. */
function withoutBlanks(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isBlank(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 0x20 || code === 0x09;
}
