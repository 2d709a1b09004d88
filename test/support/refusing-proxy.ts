import { createServer, type IncomingMessage } from 'node:http';
import { listening } from './listening.ts';

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
  const there = await listening(server);
  const url = there.origin;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  return {
    env: Object.fromEntries(names.map((name) => [name, url])),
    asked,
    [Symbol.asyncDispose]: there[Symbol.asyncDispose],
  };
}
