import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import type { ForwardedRequest, Leaving } from '../../../src/net/exchange.ts';
import { createConnections, type Connections } from '../../../src/system/connections.ts';
import { tlsServer } from '../../support/tls-server.ts';

const stays: Leaving = { aborted: false, onAbort: () => undefined };
const closing: (() => void)[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

async function listening(server: Server): Promise<URL> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** A server below HTTP: `answer` is asked at each piece that comes, with the number of its connection. */
async function raw(answer: (socket: Socket, connection: number, text: string) => void): Promise<URL> {
  let count = 0;
  return listening(
    createRawServer((socket) => {
      count += 1;
      const mine = count;
      socket.on('data', (bytes: Buffer) => answer(socket, mine, bytes.toString('latin1')));
    }),
  );
}

function client(): Connections {
  const connections = createConnections();
  closing.push(connections.close);
  return connections;
}

const asked = (more: Partial<ForwardedRequest> = {}): ForwardedRequest => ({
  method: 'POST',
  url: '',
  headers: { 'x-a': 'ü' },
  body: 'hello',
  signal: stays,
  ...more,
});

async function ask(connections: Connections, origin: URL, more: Partial<ForwardedRequest> = {}): Promise<string> {
  const { status, body } = await connections.send(asked(more), origin, '/p?q=1');
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  // A server's reaction to its own last piece comes in a turn of its own.
  await setImmediate();
  return `${status} ${Buffer.concat(pieces).toString()}`;
}

const hello = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

/** Says back what it was sent, and by which connection. */
const echo: () => RequestListener = () => {
  const known = new Map<unknown, number>();
  return (incoming, outgoing) => {
    known.set(incoming.socket, known.get(incoming.socket) ?? known.size + 1);
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      const size = Buffer.concat(chunks).length;
      outgoing.write(`${method} ${url} ${String(headers['x-a'])} ${headers.host?.split(':')[0]} ${size} `);
      outgoing.end(`by ${known.get(incoming.socket)}`);
    });
  };
};

it('sends a request whole, and the next one over the same connection', async () => {
  const origin = await listening(createServer(echo()));
  const connections = client();
  const large = Buffer.alloc(3_000_000, 'x');
  expect(await ask(connections, origin)).toBe('200 POST /p?q=1 \u00fc 127.0.0.1 5 by 1');
  expect(await ask(connections, origin, { body: large })).toBe('200 POST /p?q=1 \u00fc 127.0.0.1 3000000 by 1');
  expect(await ask(connections, origin, { method: 'GET', body: undefined })).toMatch(/^200 GET .* 0 by 1$/);
  const both = await Promise.all([ask(connections, origin), ask(connections, origin)]);
  expect(both.map((text) => text.slice(-4))).toEqual(['by 1', 'by 2']);
});

it('does the same over TLS, and tells of a certificate that nobody trusts', async () => {
  const folder = new URL('../../support/tls/', import.meta.url);
  const [key, cert] = ['key.pem', 'certificate.pem'].map((name) => readFileSync(new URL(name, folder)));
  const secure = createSecureServer({ key, cert }, echo());
  const origin = new URL(`https://localhost:${(await listening(secure)).port}`);
  await expect(ask(client(), origin)).rejects.toMatchObject({ code: 'gateway', message: /is not trusted/ });
  // A loopback server beside it stays without.
  const plain = await listening(createServer(echo()));
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const connections = client();
  expect(await ask(connections, origin)).toMatch(/ localhost 5 by 1$/);
  expect(await ask(connections, origin, { body: 'x'.repeat(500_000) })).toMatch(/ localhost 500000 by 1$/);
  expect(await ask(connections, plain)).toMatch(/ 127.0.0.1 5 by 1$/);
  await using untrusted = await tlsServer();
  vi.unstubAllEnvs();
  await expect(ask(connections, new URL(untrusted.origin))).rejects.toMatchObject({ code: 'gateway' });
  expect(untrusted.requests()).toBe(0);
});

it.each([
  ['says so', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello'],
  ['keeps it for no time', 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 5\r\n\r\nhello'],
  ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello'],
  ['sends more than it was asked for', `${hello}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil`],
])('takes another connection where the server %s', async (_what, answer) => {
  let connected = 0;
  const origin = await raw((socket, connection) => {
    connected = connection;
    socket.write(answer);
  });
  const connections = client();
  expect(await ask(connections, origin)).toBe('200 hello');
  expect(await ask(connections, origin)).toBe('200 hello');
  expect(connected).toBe(2);
});

it('takes nothing that comes unasked for the next answer', async () => {
  let kept: Socket | undefined;
  const origin = await raw((socket) => {
    kept = socket;
    socket.write(hello);
  });
  const connections = client();
  expect(await ask(connections, origin)).toBe('200 hello');
  const gone = once(kept as Socket, 'close');
  kept?.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil');
  await gone;
  expect(await ask(connections, origin)).toBe('200 hello');
});

// The system takes the smaller one whole.
it.each([20_000_000, 200_000])(
  'keeps no connection whose request of %i bytes was refused before it was read',
  async (bytes) => {
    let count = 0;
    const server = createRawServer((socket) => {
      count += 1;
      // Reads nothing more than the first piece.
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 413 No\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const origin = await listening(server);
    const connections = client();
    expect(await ask(connections, origin, { body: Buffer.alloc(bytes) })).toBe('413 ');
    expect(await ask(connections, origin)).toBe('413 ');
    expect(count).toBe(2);
  },
);

it('asks again over a new connection where a kept one was closed meanwhile, once and only then', async () => {
  let [first, requests] = [0, 0];
  const origin = await raw((socket, connection) => {
    requests += 1;
    if (connection === 1) first += 1;
    if (connection === 1 && first === 2) socket.resetAndDestroy();
    else if (requests > 3) socket.destroy();
    else socket.write(hello);
  });
  const connections = client();
  expect(await ask(connections, origin)).toBe('200 hello');
  expect(await ask(connections, origin)).toBe('200 hello');
  expect(requests).toBe(3);
  // From here on every connection dies: the kept one, and then the new one.
  await expect(ask(connections, origin)).rejects.toMatchObject({
    code: 'gateway',
    message: /broke the connection off/,
  });
  expect(requests).toBe(5);
  await expect(ask(connections, origin)).rejects.toMatchObject({ code: 'gateway' });
  expect(requests).toBe(6);
});

it.each([
  ['in the head', 'HTTP/1.1 200 OK\r\ncontent-le', /broke the connection off/],
  ['in a body with a length', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell', /broke the connection off/],
  ['in a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel', /broke the connection off/],
  ['before the last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n', /broke the/],
  ['for another protocol', '220 smtp ready\r\n\r\n', /answers, but not in HTTP/],
])('is a Failure where the answer ends %s', async (_where, answer, message) => {
  const origin = await raw((socket) => socket.end(answer));
  await expect(ask(client(), origin)).rejects.toMatchObject({ code: 'gateway', message });
});

it('lets the server go when the client does, before and in the middle of an answer', async () => {
  const closed: string[] = [];
  const origin = await raw((socket, connection, text) => {
    socket.on('close', () => closed.push(text.slice(0, 4)));
    if (connection === 2) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell');
  });
  const connections = client();
  const leaves = (): { readonly signal: Leaving; readonly leave: () => void } => {
    const listeners: (() => void)[] = [];
    return {
      signal: { aborted: false, onAbort: (listener) => void listeners.push(listener) },
      leave: () => {
        for (const listener of listeners) listener();
      },
    };
  };
  const early = leaves();
  const waiting = ask(connections, origin, { signal: early.signal });
  setTimeout(early.leave, 50);
  await expect(waiting).rejects.toMatchObject({ code: 'gateway' });
  await vi.waitFor(() => expect(closed).toHaveLength(1));
  const late = leaves();
  const { body } = await connections.send(asked({ signal: late.signal }), origin, '/');
  setTimeout(late.leave, 50);
  const read = async (): Promise<void> => {
    for await (const piece of body) expect(Buffer.from(piece).toString()).toBe('hell');
  };
  await expect(read()).rejects.toMatchObject({ code: 'gateway' });
  await vi.waitFor(() => expect(closed).toHaveLength(2));
});

it('lets a server wait that sends faster than anybody reads', async () => {
  let written = 0;
  const server = createServer((_incoming, outgoing) => {
    const more = (): void => {
      while (written < 64 && outgoing.write(Buffer.alloc(1_000_000, 'x'))) written += 1;
      written += 1;
      if (written < 64) outgoing.once('drain', more);
      else outgoing.end();
    };
    more();
  });
  const origin = await listening(server);
  const { body } = await client().send(asked(), origin, '/');
  // Until nothing more moves.
  for (let before = -1; before !== written;) {
    before = written;
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  }
  expect(written).toBeLessThan(30);
  let size = 0;
  for await (const piece of body) size += piece.length;
  expect(size).toBeGreaterThanOrEqual(63_000_000);
});

it('keeps what nobody has read yet from what comes after it', async () => {
  let [finish, sent] = [(): void => undefined, 0];
  const sizes = [100, 20_000, 50, 70_000];
  const letters = ['a', 'b', 'c', 'd'];
  const origin = await raw((socket) => {
    socket.setNoDelay();
    socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
    finish = (): void => {
      const [size, letter = ''] = [sizes[sent], letters[sent]];
      sent += 1;
      if (size === undefined) socket.end();
      else socket.write(letter.repeat(size), () => setTimeout(finish, 5));
    };
    finish();
  });
  const { body } = await client().send(asked(), origin, '/');
  await vi.waitFor(() => expect(sent).toBeGreaterThan(sizes.length));
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  expect(Buffer.concat(pieces).toString()).toBe(
    letters.map((letter, index) => letter.repeat(sizes[index] ?? 0)).join(''),
  );
});

it('refuses a key that no header may hold before anything is sent', async () => {
  let connected = 0;
  const origin = await raw((_socket, connection) => (connected = connection));
  for (const headers of [
    { 'x-key': 'a\r\nx-b: c' },
    { 'x-key': 'a\nb' },
    { 'x-key': 'a\u0000' },
    { 'x-key': '\u0416' },
  ]) {
    await expect(ask(client(), origin, { headers })).rejects.toMatchObject({ code: 'credential' });
  }
  await expect(ask(client(), origin, { headers: { 'x key': 'a' } })).rejects.toMatchObject({ code: 'credential' });
  await expect(client().send(asked(), origin, '/a b')).rejects.toMatchObject({ code: 'gateway' });
  expect(connected).toBe(0);
});
