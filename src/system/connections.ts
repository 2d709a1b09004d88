import { connect, isIP, type OnReadOpts, type Socket } from 'node:net';
import type { ForwardedRequest } from '../net/exchange.ts';
import type { AnswerHead } from './answer-head.ts';
import { createAnswerBody } from './answer-body.ts';
import { createAnswerReader } from './answer-reader.ts';
import { httpFailure } from './http-failure.ts';
import { requestHead } from './request-head.ts';

/** An answer as a connection gives it. */
interface RawAnswer extends AnswerHead {
  /** Throws a `gateway` Failure where the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Connections to servers, kept for the next request. */
export interface Connections {
  /** Rejects with a Failure where no answer comes. */
  send(request: ForwardedRequest, origin: URL, path: string): Promise<RawAnswer>;
  close(): void;
}

type Tls = typeof import('node:tls');

/** One request after the other: never a second one before the answer of the first is whole. */
interface Connection {
  readonly socket: Socket;
  /** Whom it answers just now. */
  asker: Asker | undefined;
  /** When the server may close it; milliseconds of `performance.now()`. */
  until: number;
}

interface Asker {
  data(bytes: Buffer): void;
  /** The connection is at its end, or broken. */
  over(error: Error | undefined): void;
}

/** Bytes of a request's body that a server reads along with its head, before it could refuse it. */
const readAtOnce = 16 * 1024;

/** As much as Node reads at once. Bytes. */
const readSize = 64 * 1024;
/** Up to so much a copy costs less than another place to read into. Bytes. */
const copiedLimit = 16 * 1024;

/** Milliseconds without a byte, after which the system asks whether the other side is still there. */
const probeAfter = 1000;

/**
 * A client of its own below Node's, because the hop through a relay is paid with every request: Node's makes a stream, an
 * agent and two dozen listeners for each. An answer is read by `answer-reader.ts`; connections of TLS are Node's.
 */
export function createConnections(): Connections {
  const idle = new Map<string, Connection[]>();
  const all = new Set<Connection>();
  const sessions = new Map<string, Buffer>();
  let tls: Tls | undefined;

  const open = (origin: URL): Connection => {
    const onread = readInto((bytes) => {
      // Unasked for: what comes next could not be told from the answer to the next request.
      if (connection.asker === undefined) socket.destroy();
      else connection.asker.data(bytes);
    });
    const socket = dial(origin, sessions, origin.protocol === 'https:' ? tls : undefined, onread);
    const connection: Connection = { socket, asker: undefined, until: 0 };
    let error: Error | undefined;
    all.add(connection);
    // What is read goes past the stream, which would tell of no end without being read.
    socket.resume();
    socket.on('error', (found) => (error = found));
    socket.on('end', () => {
      connection.asker?.over(undefined);
      socket.destroy();
    });
    socket.on('close', () => {
      all.delete(connection);
      forget(idle.get(origin.origin), connection);
      connection.asker?.over(error);
    });
    return connection;
  };

  const kept = (origin: URL): Connection | undefined => {
    const list = idle.get(origin.origin) ?? [];
    for (let found = list.pop(); found !== undefined; found = list.pop()) {
      if (!found.socket.destroyed && found.until > performance.now()) return found;
      found.socket.destroy();
    }
    return undefined;
  };

  const keep = (connection: Connection, origin: URL, milliseconds: number): void => {
    connection.until = performance.now() + milliseconds;
    const list = idle.get(origin.origin) ?? [];
    idle.set(origin.origin, list);
    list.push(connection);
    // What waits for another request does not hold the process.
    connection.socket.unref();
  };

  const send = (request: ForwardedRequest, origin: URL, path: string, again: boolean): Promise<RawAnswer> => {
    const sent = typeof request.body === 'string' ? bytesOf(request.body) : request.body;
    const head = requestHead(request, sent?.length, origin, path);
    const reused = again ? undefined : kept(origin);
    const connection = reused ?? open(origin);
    const { socket } = connection;
    return new Promise((resolve, reject) => {
      const reader = createAnswerReader(request.method, origin);
      const body = createAnswerBody(socket, origin);
      let heard = false;
      const leave = (): void => {
        connection.asker = undefined;
        socket.resume();
        const answer = reader.head();
        // A server that answers before it has read the request may take the rest of it for the next one, or read no more at
        // all. What it has read is not known here: the system takes much ahead of it, and Windows all.
        const isRead =
          socket.writableLength === 0 && !((answer?.status ?? 0) >= 400 && (sent?.length ?? 0) > readAtOnce);
        const clean = answer !== undefined && reader.whole() && !reader.overrun() && isRead;
        if (clean && answer.keptFor > 0 && !socket.destroyed) keep(connection, origin, answer.keptFor);
        else socket.destroy();
      };
      const fail = (error: unknown): void => {
        leave();
        body.fail(error);
        reject(httpFailure(error, origin));
      };
      connection.asker = {
        data: (bytes) => {
          heard = true;
          const before = reader.head();
          let piece: Buffer | undefined;
          try {
            piece = reader.push(bytes);
          } catch (error) {
            fail(error);
            return;
          }
          const answer = reader.head();
          if (answer === undefined) return;
          if (reader.whole()) leave();
          body.add(piece, reader.whole());
          if (before === undefined) resolve({ ...answer, body });
        },
        over: (error) => {
          // A server may close a kept connection in the very moment in which it is used again: it has read nothing then.
          if (reused !== undefined && !heard && !request.signal.aborted && isClosing(error)) {
            connection.asker = undefined;
            socket.destroy();
            resolve(send(request, origin, path, true));
            return;
          }
          try {
            if (error !== undefined) throw error;
            reader.end();
          } catch (found) {
            fail(found);
            return;
          }
          leave();
          body.add(undefined, true);
        },
      };
      const stop = (): void => {
        if (connection.asker !== undefined && !reader.whole()) fail(new Error('the client went away'));
      };
      if (request.signal.aborted) stop();
      else {
        request.signal.onAbort(stop);
        socket.ref();
        socket.cork();
        socket.write(head);
        if (sent !== undefined && sent.length > 0) socket.write(sent);
        socket.uncork();
      }
    });
  };

  return {
    send: async (request, origin, path) => {
      // Loading it takes longer than all else that a relay opens with, and a gateway on this machine needs none.
      if (origin.protocol === 'https:') tls ??= await import('node:tls');
      return send(request, origin, path, false);
    },
    close: () => {
      for (const { socket } of all) socket.destroy();
    },
  };
}

/**
 * Reads into the same place again and again. Node's streams take 64 KiB for each piece, give back what it does not fill, and
 * have a queue and events for it, which a stream of events pays for every hundred bytes.
 */
function readInto(take: (bytes: Buffer) => void): OnReadOpts {
  let place = Buffer.allocUnsafeSlow(readSize);
  return {
    buffer: () => place,
    callback: (length) => {
      const bytes = place.subarray(0, length);
      if (length > copiedLimit) {
        place = Buffer.allocUnsafeSlow(readSize);
        take(bytes);
      } else take(Buffer.from(bytes));
      return true;
    },
  };
}

function dial(origin: URL, sessions: Map<string, Buffer>, tls: Tls | undefined, onread: OnReadOpts): Socket {
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = Number(origin.port === '' ? (tls === undefined ? 80 : 443) : origin.port);
  const options = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: probeAfter, onread };
  if (tls === undefined) return connect(options);
  const session = sessions.get(origin.origin);
  return tls
    .connect({
      ...options,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
    })
    .on('session', (found) => sessions.set(origin.origin, found));
}

/** Most texts are ASCII throughout: to find that out and to copy them takes half the time of writing UTF-8. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text, Buffer.byteLength(text) === text.length ? 'latin1' : 'utf8');
}

function forget(list: Connection[] | undefined, connection: Connection): void {
  const index = list?.indexOf(connection) ?? -1;
  if (index !== -1) list?.splice(index, 1);
}

function isClosing(error: Error | undefined): boolean {
  return error === undefined || ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE'));
}
