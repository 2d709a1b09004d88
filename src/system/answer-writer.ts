import type { Socket } from 'node:net';
import type { IncomingHead } from './incoming-head.ts';
import { reasons } from './reasons.ts';
import { token } from './head-lines.ts';

/** Writes one answer of HTTP/1.1 to a connection. */
export interface AnswerWriter {
  /** See `Exchange`. Throws for a header that no head may hold. */
  begin(status: number, headers: readonly string[]): void;
  write(piece: Uint8Array | string): Promise<void> | undefined;
  end(piece?: Uint8Array | string): void;
  /** Sends what was written; what is missing is missed by the client, unless it speaks HTTP/1.0: that knows no end but this. */
  breakOff(): void;
  /** Nothing more is sent, whatever is written. */
  stop(): void;
  begun(): boolean;
  /** Its last byte was given away. */
  ended(): boolean;
  /** The connection can take more. */
  drained(): void;
}

export interface AnswerWriterOptions {
  readonly request: Pick<IncomingHead, 'method' | 'old'>;
  /** Asked once, when the answer begins: whether the connection ends with it. */
  readonly closes: () => boolean;
  /** The last byte has left, or the connection ends because it is missing. */
  readonly done: (clean: boolean) => void;
  /** How long the connection may be idle afterwards. Seconds. */
  readonly keptFor: number;
}

/** So much is gathered for one write at most. Bytes. */
const gatheredLimit = 64 * 1024;
/** Up to so much a copy costs less than a write of several pieces. Bytes. */
const copiedLimit = 16 * 1024;
const foreign = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/**
 * What is written in one turn of the loop leaves in one write and one chunk, with the head in front of it: a system call costs
 * more than copying. The head does not wait for a body for longer than that turn.
 */
export function createAnswerWriter(
  socket: Socket,
  { request, closes, done, keptFor }: AnswerWriterOptions,
): AnswerWriter {
  let head: string | undefined;
  let framing: 'none' | 'chunks' | 'connection' | 'length' = 'none';
  /** Of a body whose length was told. */
  let left = 0;
  let pieces: (Uint8Array | string)[] = [];
  let size = 0;
  let [begun, ended, scheduled] = [false, false, false];
  let wake: (() => void) | undefined;

  const flush = (): void => {
    scheduled = false;
    if (socket.destroyed) return;
    const sizeLine = framing === 'chunks' && size > 0 ? `${size.toString(16)}\r\n` : '';
    const close = framing !== 'chunks' ? '' : `${size > 0 ? '\r\n' : ''}${ended ? '0\r\n\r\n' : ''}`;
    const front = `${head ?? ''}${sizeLine}`;
    const all = { front, pieces, close, total: front.length + size + close.length };
    head = undefined;
    pieces = [];
    size = 0;
    if (all.total > 0) send(socket, all, ended ? sent : undefined);
    else if (ended) sent();
  };
  const sent = (error?: Error | null): void => {
    if (error === undefined || error === null) done(framing !== 'length' || left === 0);
  };
  const flushScheduled = (): void => {
    if (scheduled) flush();
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    process.nextTick(flushScheduled);
  };
  const add = (piece: Uint8Array | string): void => {
    if (framing === 'none' || piece.length === 0) return;
    if (framing !== 'length') {
      pieces.push(piece);
      size += Buffer.byteLength(piece);
      return;
    }
    let bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    // More than was told would be read as the next answer.
    if (bytes.length > left) bytes = bytes.subarray(0, left);
    left -= bytes.length;
    pieces.push(bytes);
    size += bytes.length;
  };

  return {
    begin: (status, headers) => {
      if (ended) return;
      begun = true;
      const read = headOf(status, headers);
      const bodiless = request.method === 'HEAD' || status === 204 || status === 304;
      left = bodiless ? 0 : (read.length ?? 0);
      framing = bodiless ? 'none' : read.length !== undefined ? 'length' : request.old ? 'connection' : 'chunks';
      const ends = closes() || framing === 'connection';
      const line = ends ? 'close' : `keep-alive\r\nkeep-alive: timeout=${keptFor}`;
      head = `${read.text}${framing === 'chunks' ? 'transfer-encoding: chunked\r\n' : ''}connection: ${line}\r\n\r\n`;
      // With the first piece, where that is there; a model that thinks for minutes must not look like a dead server.
      setImmediate(() => {
        if (head !== undefined) flush();
      });
    },
    write: (piece) => {
      if (ended || socket.destroyed) return undefined;
      add(piece);
      if (size >= gatheredLimit) flush();
      else if (size > 0) schedule();
      if (!socket.writableNeedDrain) return undefined;
      return new Promise((resolve) => (wake = resolve));
    },
    end: (piece = '') => {
      if (ended) return;
      add(piece);
      ended = true;
      flush();
    },
    breakOff: () => {
      if (!ended && begun) flush();
      socket.destroy();
    },
    stop: () => {
      ended = true;
      scheduled = false;
      head = undefined;
      pieces = [];
      wake?.();
    },
    begun: () => begun,
    ended: () => ended,
    drained: () => {
      wake?.();
      wake = undefined;
    },
  };
}

/** The lines of a head that don't depend on the connection, and the body's length where they tell it. */
function headOf(
  status: number,
  headers: readonly string[],
): { readonly text: string; readonly length: number | undefined } {
  let text = `HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n`;
  let length: number | undefined;
  let dated = false;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = [headers[index], headers[index + 1]];
    if (!token.test(name) || foreign.test(value)) throw new TypeError(`${name} holds what no header may hold`);
    text += `${name}: ${value}\r\n`;
    const key = name.toLowerCase();
    if (key === 'content-length') length = Number(value);
    if (key === 'date') dated = true;
  }
  return { text: dated ? text : `${text}date: ${now()}\r\n`, length };
}

let [second, date] = [0, ''];

/** As a header has it; made once a second. */
function now(): string {
  const current = Math.floor(Date.now() / 1000);
  if (current !== second) {
    second = current;
    date = new Date(current * 1000).toUTCString();
  }
  return date;
}

/** What leaves in one write. */
interface Written {
  /** The head, and the frame in front of the pieces: a byte a letter. */
  readonly front: string;
  readonly pieces: readonly (Uint8Array | string)[];
  /** The frame behind them. */
  readonly close: string;
  /** Bytes. */
  readonly total: number;
}

function send(
  socket: Socket,
  { front, pieces, close, total }: Written,
  sent: ((error?: Error | null) => void) | undefined,
): void {
  if (total > copiedLimit) {
    socket.cork();
    if (front !== '') socket.write(front, 'latin1');
    for (const piece of pieces) socket.write(piece, 'utf8');
    socket.write(close, 'latin1', sent);
    socket.uncork();
    return;
  }
  const bytes = Buffer.allocUnsafe(total);
  let at = bytes.write(front, 'latin1');
  for (const piece of pieces) {
    if (typeof piece === 'string') at += bytes.write(piece, at);
    else {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
  if (close !== '') bytes.write(close, at, 'latin1');
  socket.write(bytes, sent);
}
