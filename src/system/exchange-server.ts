import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import type { Exchange, ExchangeServer, Leaving } from '../net/exchange.ts';

/** An agent may think between two requests of one line for so long. Milliseconds. */
const keepAlive = 10 * 60_000;

/** See `Exchanges.serve`. */
export async function serveExchanges(answer: (exchange: Exchange) => Promise<void>): Promise<ExchangeServer> {
  // Nearly all that a request makes is of no use after it. V8 lets the place for such things grow up to 32 MiB where it is
  // asked for much, which makes nothing faster here: this keeps it at the size that it has (Node 20 to 26).
  setFlagsFromString('--semi-space-growth-factor=1');
  const server = createServer({ keepAliveTimeout: keepAlive }, (incoming, outgoing) => {
    outgoing.on('error', () => outgoing.destroy());
    answer(exchangeOf(incoming, outgoing)).catch(() => outgoing.destroy());
  });
  // A model may think for longer than the five minutes that Node gives a request by itself.
  server.requestTimeout = 0;
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const token = `jetway-${randomBytes(32).toString('base64url')}`;
  const right = Buffer.from(token);
  return {
    origin: `http://127.0.0.1:${port}`,
    token,
    isToken: (text) => {
      const given = Buffer.from(text);
      return given.length === right.length && timingSafeEqual(given, right);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function exchangeOf(incoming: IncomingMessage, outgoing: ServerResponse): Exchange {
  let aborted = false;
  outgoing.once('close', () => {
    if (outgoing.writableFinished) return;
    aborted = true;
    for (const listener of listeners.splice(0)) listener();
  });
  const listeners: (() => void)[] = [];
  const signal: Leaving = {
    get aborted() {
      return aborted;
    },
    onAbort: (listener) => void listeners.push(listener),
  };
  let written = false;
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: flat(incoming.headers),
    signal,
    body: async (limit) => bodyOf(incoming, limit),
    begin: (status, headers) => {
      outgoing.writeHead(status, headers as string[]);
      // With the first piece, where that is there; a model that thinks for minutes must not look like a dead server.
      setImmediate(() => {
        if (!written && !outgoing.writableEnded) outgoing.flushHeaders();
      });
    },
    write: (piece) => {
      written = true;
      if (outgoing.write(piece) || outgoing.destroyed) return undefined;
      return new Promise((resolve) => {
        const done = (): void => {
          outgoing.off('drain', done);
          outgoing.off('close', done);
          resolve();
        };
        outgoing.on('drain', done);
        outgoing.on('close', done);
      });
    },
    end: (piece) => void outgoing.end(piece),
    destroy: () => void outgoing.destroy(),
  };
}

/**
 * Where it is too large the rest is read to nowhere, so that the client gets its answer instead of a broken line. A body
 * whose length is known is whole with its last byte: Node tells of the end a few turns later, when it has put its stream away.
 */
function bodyOf(incoming: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const length = Number(incoming.headers['content-length'] ?? Number.NaN);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let whole = false;
    const done = (): void => {
      whole = true;
      const [first] = chunks;
      if (size > limit) resolve(undefined);
      else resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
    };
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size === length) done();
    });
    incoming.once('end', done);
    incoming.once('error', reject);
    incoming.once('close', () => {
      if (!whole) reject(new Error('the client went away'));
    });
  });
}

function flat(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) found[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return found;
}
