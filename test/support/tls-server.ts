import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const folder = new URL('tls/', import.meta.url);

export interface TlsServer extends AsyncDisposable {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly port: number;
  /** How many requests arrived. */
  readonly requests: () => number;
}

/** An HTTPS server on this machine whose certificate, made by itself and good for a century, nobody trusts. */
export async function tlsServer(): Promise<TlsServer> {
  let requests = 0;
  const sockets = new Set<Duplex>();
  const server = createServer(
    { key: readFileSync(new URL('key.pem', folder)), cert: readFileSync(new URL('certificate.pem', folder)) },
    (_request, response) => {
      requests += 1;
      response.end('{}');
    },
  );
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://localhost:${port}`,
    port,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
