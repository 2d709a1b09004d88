import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

export interface RefusingProxy extends AsyncDisposable {
  /** Every spelling of the variables that send a program here; none excepts loopback. */
  readonly env: Readonly<Record<string, string>>;
  /** What was asked of it: request line and headers, as one text each. */
  readonly asked: readonly string[];
}

/** A proxy that remembers what it is asked and lets nothing through. */
export async function refusingProxy(): Promise<RefusingProxy> {
  const asked: string[] = [];
  const note = (request: IncomingMessage): void =>
    void asked.push([`${request.method} ${request.url}`, ...request.rawHeaders].join('\n'));
  const server = createServer((request, response) => {
    note(request);
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    note(request);
    // The client may be gone before the answer.
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Refused\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy is not listening.');
  const url = `http://127.0.0.1:${address.port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  return {
    env: Object.fromEntries(names.map((name) => [name, url])),
    asked,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
