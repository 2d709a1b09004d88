import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Exchange, ExchangeServer } from '../net/exchange.ts';
import { serveConnection, type ServedConnection, type ServedLimits } from './served-connection.ts';

const usual: ServedLimits = {
  request: 60_000,
  // An agent may think between two requests of one connection for so long.
  idle: 10 * 60_000,
  leaving: 10_000,
};

interface ServedOptions {
  readonly limits?: ServedLimits;
  /** Called once, when the first request was answered. */
  readonly warm?: () => void;
}

/** See `Exchanges.serve`. A server of its own below Node's, as `connections.ts` is a client: that one costs as much as all else. */
export async function serveExchanges(
  answer: (exchange: Exchange) => Promise<void>,
  { limits = usual, warm }: ServedOptions = {},
): Promise<ExchangeServer> {
  let handle = (exchange: Exchange): Promise<void> => {
    handle = answer;
    return answer(exchange).finally(warm);
  };
  const connections = new Map<Socket, ServedConnection>();
  const server = createServer({ noDelay: true }, (socket) => {
    connections.set(
      socket,
      serveConnection(socket, (exchange) => handle(exchange), limits),
    );
    socket.on('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
    listen(server);
  });
  // A connection that can't be taken is its client's trouble alone.
  server.on('error', () => undefined);
  const clock = setInterval(
    () => {
      for (const connection of connections.values()) connection.check(performance.now());
    },
    Math.min(...Object.values(limits)) / 2,
  ).unref();
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
        clearInterval(clock);
        server.close(() => resolve());
        for (const socket of connections.keys()) socket.destroy();
      }),
  };
}

/** What `listen` comes to in Node 20 to 26, once it knows the address, and has no page of its own. */
interface Listener extends Server {
  _listen2?(address: string, port: number, family: 4, backlog: number): void;
}

/**
 * On any free port of 127.0.0.1 alone. `listen` loads what looks names up and what shares ports among processes before it looks at
 * an address, and Node 22 and 24 compile an expression for those of IPv6: 2 to 9 ms, which the agent would wait for.
 */
function listen(server: Listener): void {
  if (server._listen2 === undefined) server.listen(0, '127.0.0.1');
  else server._listen2('127.0.0.1', 0, 4, 511);
}
