import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { bodyLimit } from './http.ts';
import type { ServedAnswer, ServedRequest, Server } from '../net/served.ts';

/** See `Http.serve`. Throws a `configuration` Failure for a port that is taken. */
export async function serve(
  port: number,
  answer: (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>,
): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing, answer).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portFailure(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return { origin: `http://127.0.0.1:${portOf(server.address())}`, close: () => close(server) };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>,
): Promise<void> {
  const { status, headers, body } = await answer({
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: await bodyOf(incoming),
  });
  outgoing.writeHead(status, headers);
  if (typeof body === 'string') {
    outgoing.end(body);
    return;
  }
  for (const piece of body) {
    outgoing.write(piece);
    await turn();
  }
  outgoing.end();
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function portFailure(port: number, error: NodeJS.ErrnoException): Failure {
  const why = error.code === 'EADDRINUSE' ? 'another program uses it' : (error.code ?? error.message);
  return new Failure('configuration', `Port ${port} can't be served: ${why}.`, 'Choose another port; 0 takes any.');
}
