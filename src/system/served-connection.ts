import type { Socket } from 'node:net';
import type { Exchange } from '../net/exchange.ts';
import { createAnswerWriter, type AnswerWriter } from './answer-writer.ts';
import { createIncomingBody, type IncomingBody } from './incoming-body.ts';
import { Unanswerable, unanswerable, type IncomingHead } from './incoming-head.ts';
import { createIncomingReader } from './incoming-reader.ts';

/** How long a client may take. Milliseconds. */
export interface ServedLimits {
  /** For a head, from its first byte on; for the first byte of a connection; between two pieces of a body. */
  readonly request: number;
  /** Between two requests. */
  readonly idle: number;
  /** To end its side of a connection whose last answer it has. */
  readonly leaving: number;
}

/** One connection of a client's. */
export interface ServedConnection {
  /** Ends what takes too long; to be called every now and then. `now`: of `performance.now()`. */
  check(now: number): void;
}

/** One request, and its answer. */
interface Turn {
  readonly body: IncomingBody;
  readonly writer: AnswerWriter;
  /** The client went away before it had its answer. */
  abort(): void;
}

/** Of requests that come before the answer to an earlier one is whole, until the client has to wait. Bytes. */
const aheadLimit = 64 * 1024;

/**
 * Answers the requests of a connection, one after the other. A client that ends its side before it has its answer is taken for
 * gone, as by Node: nothing else tells that a user has pressed Esc.
 */
export function serveConnection(
  socket: Socket,
  answer: (exchange: Exchange) => Promise<void>,
  limits: ServedLimits,
): ServedConnection {
  let reader = createIncomingReader();
  let turn: Turn | undefined;
  /** What came behind the request that is being answered. */
  let ahead: Buffer | undefined;
  /** There is no further request. */
  let closing = false;
  let until = performance.now() + limits.request;
  const patience = (milliseconds: number): void => void (until = performance.now() + milliseconds);

  const next = (clean: boolean): void => {
    turn = undefined;
    if (!clean) {
      socket.destroy();
      return;
    }
    if (closing) {
      // What still comes of the request is read to nowhere, since a reset would take the answer away from the client.
      patience(limits.leaving);
      socket.end();
      socket.resume();
      return;
    }
    reader = createIncomingReader();
    patience(limits.idle);
    const bytes = ahead;
    ahead = undefined;
    socket.resume();
    if (bytes !== undefined && !socket.readableEnded) take(bytes);
  };

  const begin = (head: IncomingHead): Turn => {
    if (head.switches) throw new Unanswerable(426, 'This server speaks HTTP/1.1 alone.');
    const body = createIncomingBody(typeof head.framing === 'number' ? head.framing : undefined, () => {
      if (head.waits && !writer.begun()) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      socket.resume();
    });
    const writer = createAnswerWriter(socket, {
      request: head,
      keptFor: Math.floor(limits.idle / 1000),
      closes: () => {
        if (!reader.whole()) until = Number.POSITIVE_INFINITY;
        return (closing ||= head.closes || !reader.whole());
      },
      done: next,
    });
    const listeners: (() => void)[] = [];
    const signal = { aborted: false, onAbort: (listener: () => void) => void listeners.push(listener) };
    const { method, path, headers } = head;
    const exchange: Exchange = {
      method,
      path,
      headers,
      signal,
      body: body.whole,
      begin: writer.begin,
      write: writer.write,
      end: writer.end,
      destroy: writer.breakOff,
    };
    const begun: Turn = {
      body,
      writer,
      abort: () => {
        signal.aborted = true;
        body.fail();
        writer.stop();
        for (const listener of listeners.splice(0)) listener();
      },
    };
    turn = begun;
    answer(exchange).catch(() => {
      if (turn === begun) socket.destroy();
    });
    return begun;
  };

  const take = (bytes: Buffer): void => {
    if (closing) return;
    if (turn !== undefined && reader.whole()) {
      ahead = ahead === undefined ? bytes : Buffer.concat([ahead, bytes]);
      if (ahead.length > aheadLimit) socket.pause();
      return;
    }
    try {
      if (!reader.begun()) patience(limits.request);
      const { piece, rest } = reader.push(bytes);
      const head = reader.head();
      if (head === undefined) return;
      const current = turn ?? begin(head);
      if (piece !== undefined) current.body.add(piece);
      if (reader.whole()) {
        until = Number.POSITIVE_INFINITY;
        current.body.finish();
        if (rest !== undefined) take(rest);
      } else {
        patience(limits.request);
        if (current.body.full()) socket.pause();
      }
    } catch (error) {
      refuse(unanswerable(error));
    }
  };

  /** What comes behind it can't be told from it, so the connection ends. */
  const refuse = ({ status, message }: Unanswerable): void => {
    const begun = turn?.writer.begun() === true;
    turn?.abort();
    turn = undefined;
    if (begun) {
      socket.destroy();
      return;
    }
    closing = true;
    patience(limits.leaving);
    const writer = createAnswerWriter(socket, {
      request: { method: 'GET', old: false },
      keptFor: 0,
      closes: () => true,
      done: next,
    });
    const text = status === 426 ? '' : `${message}\n`;
    writer.begin(status, ['content-type', 'text/plain', 'content-length', String(Buffer.byteLength(text))]);
    writer.end(text);
  };

  socket.on('data', take);
  socket.on('drain', () => turn?.writer.drained());
  socket.on('error', () => socket.destroy());
  socket.on('end', () => {
    if (turn !== undefined && !turn.writer.ended()) socket.destroy();
  });
  socket.on('close', () => {
    turn?.abort();
    turn = undefined;
  });
  return {
    check: (now) => {
      if (now < until) return;
      const half = !closing && reader.begun();
      if (half) refuse(new Unanswerable(408, 'The request does not come to its end.'));
      else socket.destroy();
    },
  };
}
