import { createConnections } from './connections.ts';
import type { Transport } from './http.ts';

/**
 * Straight to the server, by the client that a relay has: Node's own and what goes with it take a first launch twice as
 * long, and undici ten times. Every request has a connection of its own: nothing keeps the process alive.
 */
export const direct: Transport = async (url, request) => {
  const connections = createConnections();
  const { status, headers, body } = await connections.send(
    { ...request, url: url.href },
    url,
    url.pathname + url.search,
  );
  return { status, headers, body: Object.assign(closing(body, connections.close), { destroy: connections.close }) };
};

async function* closing(body: AsyncIterable<Uint8Array>, close: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    close();
  }
}
