import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/keys/secret.ts';
import type { HttpRequest } from '../../../src/system/system.ts';
import { proxyFor } from '../../../src/net/proxy.ts';
import { systemIn } from '../../support/system-in.ts';

const secret = new Secret('gateway');
const keys = new Map([['gateway', 'sk-hidden']]);
const { http } = systemIn({});

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url,
  headers: { Authorization: ['Bearer ', secret] },
  keys,
  timeoutMs: 5000,
  ...more,
});

describe('a request', () => {
  it('carries its key, its body and the name of Jetway, and asks for no compression', async () => {
    const seen: { headers: IncomingMessage['headers']; body: string }[] = [];
    await using server = await serving(async (request, response) => {
      seen.push({ headers: request.headers, body: await textOf(request) });
      response.setHeader('x-twice', ['a', 'b']).end('{"a":[1,"ü"]}');
    });
    const answer = await http.send(get(server.origin, { method: 'POST', body: 'grüße' }));
    expect(answer).toMatchObject({ status: 200, text: '{"a":[1,"ü"]}', json: { a: [1, 'ü'] } });
    expect(answer.headers['x-twice']).toBe('a, b');
    expect(answer.milliseconds).toBeGreaterThanOrEqual(0);
    expect(seen).toMatchObject([
      {
        headers: { authorization: 'Bearer sk-hidden', 'user-agent': 'jetway/1.2.3', 'content-length': '7' },
        body: 'grüße',
      },
    ]);
    expect(seen[0]?.headers['accept-encoding']).toBeUndefined();
  });

  it.each(['PUT', 'PATCH', 'DELETE'] as const)('by %s carries its JSON whole', async (method) => {
    await using server = await serving(async (request, response) => {
      const { 'content-type': type, 'content-length': length } = request.headers;
      response.end(JSON.stringify({ method: request.method, type, length, body: await textOf(request) }));
    });
    const body = '{"name":"grüße"}';
    expect((await http.send(get(server.origin, { method, body }))).json).toEqual({
      method,
      type: 'application/json',
      length: String(Buffer.byteLength(body)),
      body,
    });
  });

  it('that is refused by the server is an answer, not a failure', async () => {
    await using server = await serving((_, response) => void response.writeHead(401).end('<html>no</html>'));
    expect(await http.send(get(server.origin))).toMatchObject({
      status: 401,
      text: '<html>no</html>',
      json: undefined,
    });
  });

  it('by HEAD has an empty answer', async () => {
    await using server = await serving((_, response) => void response.setHeader('x-here', '1').end());
    expect(await http.send(get(server.origin, { method: 'HEAD' }))).toMatchObject({
      text: '',
      headers: { 'x-here': '1' },
    });
  });

  it('without its key is not sent', async () => {
    await expect(http.send(get('http://127.0.0.1:1', { keys: new Map() }))).rejects.toMatchObject({
      code: 'credential',
    });
  });

  it('whose key fits into no header fails without repeating the key', async () => {
    const failing = http.send(get('http://127.0.0.1:1', { keys: new Map([['gateway', 'sk-hid\nden']]) }));
    await expect(failing).rejects.toMatchObject({ code: 'credential', message: expect.not.stringContaining('sk-hid') });
  });
});

describe('a redirect', () => {
  it('within the origin is followed with the key', async () => {
    await using server = await serving((request, response) => {
      if (request.url === '/old') response.writeHead(307, { location: '/new' }).end();
      else response.end(`${request.method} ${request.headers.authorization}`);
    });
    const answer = await http.send(get(`${server.origin}/old`, { method: 'POST', body: '{}' }));
    expect(answer.text).toBe('POST Bearer sk-hidden');
  });

  it('after a form becomes a GET', async () => {
    await using server = await serving((request, response) => {
      if (request.url === '/old') response.writeHead(303, { location: '/new' }).end();
      else response.end(request.method);
    });
    expect((await http.send(get(`${server.origin}/old`, { method: 'POST', body: '{}' }))).text).toBe('GET');
  });

  it.each([
    ['PUT', 301, 'PUT {}'],
    ['PATCH', 302, 'PATCH {}'],
    ['DELETE', 302, 'DELETE {}'],
    ['POST', 302, 'GET '],
    ['DELETE', 303, 'GET '],
  ] as const)('of a %s by %d is followed as %s', async (method, status, seen) => {
    await using server = await serving(async (request, response) => {
      const body = await textOf(request);
      if (request.url === '/old') response.writeHead(status, { location: '/new' }).end();
      else response.end(`${request.method} ${body}`);
    });
    expect((await http.send(get(`${server.origin}/old`, { method, body: '{}' }))).text).toBe(seen);
  });

  it('to another origin is refused by both names, and nothing is sent there', async () => {
    let visited = 0;
    await using other = await serving((_, response) => {
      visited += 1;
      response.end();
    });
    await using server = await serving((_, response) => void response.writeHead(302, { location: other.origin }).end());
    await expect(http.send(get(server.origin))).rejects.toMatchObject({
      code: 'gateway',
      message: `${server.origin} redirects to ${other.origin}, another origin: the key was not sent there.`,
    });
    expect(visited).toBe(0);
  });

  it('is followed three times and no more', async () => {
    await using server = await serving((request, response) => {
      const rest = Number(request.url?.slice(1));
      if (rest > 0) response.writeHead(302, { location: `/${rest - 1}` }).end();
      else response.end('there');
    });
    expect((await http.send(get(`${server.origin}/3`))).text).toBe('there');
    await expect(http.send(get(`${server.origin}/4`))).rejects.toThrow(/redirected more than 3 times/);
  });
});

describe('an answer that does not come', () => {
  it('for want of a listener says that nothing listens', async () => {
    const server = await serving(() => undefined);
    await server[Symbol.asyncDispose]();
    await expect(http.send(get(server.origin))).rejects.toMatchObject({
      code: 'gateway',
      message: `Nothing listens at ${server.origin}: the connection was refused.`,
    });
  });

  it('in time is given up, before its head and in the midst of its body', async () => {
    await using server = await serving((request, response) => {
      if (request.url === '/body') response.write('some');
    });
    const message = `${server.origin} did not answer within 0.1 s.`;
    await expect(http.send(get(server.origin, { timeoutMs: 100 }))).rejects.toMatchObject({ code: 'gateway', message });
    await expect(http.send(get(`${server.origin}/body`, { timeoutMs: 100 }))).rejects.toMatchObject({ message });
  });

  it('because it is broken off says so, before its head and in the midst of its body', async () => {
    await using server = await serving((request, response) => {
      if (request.url === '/body')
        response.writeHead(200, { 'content-length': '100' }).write('some', () => response.destroy());
      else response.destroy();
    });
    const failure = {
      code: 'gateway',
      message: `${server.origin} broke the connection off before its answer was whole.`,
    };
    await expect(http.send(get(server.origin))).rejects.toMatchObject(failure);
    await expect(http.send(get(`${server.origin}/body`))).rejects.toMatchObject(failure);
  });

  it('in HTTP is told apart', async () => {
    for (const greet of ['end', 'write'] as const) {
      await using server = await listening(
        createTcpServer((socket) => void socket[greet]('220 mail.example ESMTP\r\n')),
      );
      await expect(http.send(get(server.origin))).rejects.toThrow('answers, but not in HTTP');
    }
  });

  it('in TLS is told apart', async () => {
    await using server = await listening(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    await expect(http.send(get(server.origin.replace('http:', 'https:')))).rejects.toThrow(/does not speak TLS/);
  });

  it('to an end is cut off at 64 MiB', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 0x20);
    await using server = await serving((_, response) => {
      let open = true;
      response.once('close', () => {
        open = false;
      });
      const more = (): void => {
        if (open) response.write(megabyte, () => setImmediate(more));
      };
      more();
    });
    const failing = http.send(get(server.origin, { timeoutMs: 15_000 }));
    await expect(failing).rejects.toMatchObject({
      code: 'gateway',
      message: `${server.origin} sent more than 64 MiB.`,
    });
  });
});

describe('a stream', () => {
  it('is handed on piece by piece, with characters whole', async () => {
    const bytes = Buffer.from('daß');
    await using server = await serving((_, response) => {
      response.write(bytes.subarray(0, 3), () => response.end(bytes.subarray(3)));
    });
    const pieces: string[] = [];
    const answer = await http.stream(get(server.origin), (text) => pieces.push(text));
    expect(pieces.join('')).toBe('daß');
    expect(answer).toMatchObject({ status: 200, text: '', json: undefined });
  });

  it('that the server refuses is read whole instead', async () => {
    await using server = await serving((_, response) => void response.writeHead(429).end('{"error":"slow down"}'));
    const pieces: string[] = [];
    const answer = await http.stream(get(server.origin), (text) => pieces.push(text));
    expect(answer).toMatchObject({ status: 429, json: { error: 'slow down' } });
    expect(pieces).toEqual([]);
  });

  it('whose reader throws ends with just that error', async () => {
    await using server = await serving((_, response) => void response.end('text'));
    const bug = new TypeError('a bug');
    const failing = http.stream(get(server.origin), () => {
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
  });
});

describe('a proxy', () => {
  it('is asked for the way to a gateway, and its refusal is told', async () => {
    const asked: (string | undefined)[] = [];
    await using proxy = await proxying((request, socket) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    for (const env of [{ HTTPS_PROXY: proxy.origin }, { https_proxy: proxy.origin.slice('http://'.length) }]) {
      await expect(systemIn(env).http.send(get('https://gateway.example/v1'))).rejects.toMatchObject({
        code: 'gateway',
        message: 'The proxy did not open a way to https://gateway.example.',
      });
    }
    expect(asked).toEqual(['gateway.example:443', 'gateway.example:443']);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, boolean]>([
    ['HTTPS_PROXY', { HTTPS_PROXY: 'P' }, true],
    ['HTTP_PROXY alone', { HTTP_PROXY: 'P' }, false],
    ['ALL_PROXY', { ALL_PROXY: 'P' }, false],
    ['an exempt name', { HTTPS_PROXY: 'P', NO_PROXY: 'invalid' }, false],
    ['a star among others', { HTTPS_PROXY: 'P', NO_PROXY: 'example.org,*' }, false],
    ['another name', { HTTPS_PROXY: 'P', NO_PROXY: 'example.org' }, true],
  ])('is gone by as the doctor tells: %s', async (_name, variables, proxied) => {
    const asked: (string | undefined)[] = [];
    await using proxy = await proxying((request, socket) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, text]) => [name, text.replace('P', proxy.origin)]),
    );
    const url = 'https://gateway.invalid/v1';
    await expect(systemIn(env).http.send(get(url))).rejects.toMatchObject({ code: 'gateway' });
    expect(asked.length > 0).toBe(proxied);
    expect(proxyFor(url, { env, platform: 'linux' }) !== undefined).toBe(proxied);
  });

  it('that can not be reached is named, without its password', async () => {
    const proxy = await proxying(() => undefined);
    await proxy[Symbol.asyncDispose]();
    const { host } = new URL(proxy.origin);
    const failing = systemIn({ HTTPS_PROXY: `http://me:hunter2@${host}` }).http.send(get('https://gateway.example/v1'));
    await expect(failing).rejects.toMatchObject({
      code: 'gateway',
      message: `The proxy ${host} can't be reached (ECONNREFUSED).`,
    });
  });

  it('is not asked for loopback', async () => {
    await using server = await serving((_, response) => void response.end('direct'));
    const env = { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };
    expect((await systemIn(env).http.send(get(server.origin))).text).toBe('direct');
  });

  it.each(['http://[', 'socks5://127.0.0.1:1'])(
    'that is no web address is a configuration failure: %s',
    async (proxy) => {
      const failing = systemIn({ HTTPS_PROXY: proxy }).http.send(get('https://gateway.example'));
      await expect(failing).rejects.toMatchObject({ code: 'configuration' });
    },
  );
});

describe('serving', () => {
  it('hands over what was sent and answers whole or in pieces', async () => {
    const server = await http.serve(0, (request) => ({
      status: 201,
      headers: { 'content-type': 'text/plain' },
      body: request.path === '/pieces' ? ['a', 'b', 'c'] : JSON.stringify(request),
    }));
    const whole = await http.send(
      get(`${server.origin}/x?y=1`, { method: 'POST', body: 'grüße', headers: { 'X-A': 'b' } }),
    );
    expect(whole.status).toBe(201);
    expect(whole.json).toMatchObject({ method: 'POST', path: '/x?y=1', headers: { 'x-a': 'b' }, body: 'grüße' });
    const pieces: string[] = [];
    await http.stream(get(`${server.origin}/pieces`), (text) => pieces.push(text));
    expect(pieces.join('')).toBe('abc');
    await server.close();
    await expect(http.send(get(server.origin))).rejects.toThrow(/Nothing listens/);
  });

  it('breaks off where no answer could be made', async () => {
    const server = await http.serve(0, () => Promise.reject(new Error('bug')));
    await expect(http.send(get(server.origin))).rejects.toThrow(/broke the connection off/);
    await server.close();
  });

  it('on a port that is taken is a configuration failure', async () => {
    await using server = await serving(() => undefined);
    await expect(
      http.serve(Number(new URL(server.origin).port), () => ({ status: 200, headers: {}, body: '' })),
    ).rejects.toMatchObject({ code: 'configuration' });
  });
});

interface Listening extends AsyncDisposable {
  readonly origin: string;
}

function serving(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<Listening> {
  return listening(createServer((request, response) => void answer(request, response)));
}

function proxying(connect: (request: IncomingMessage, socket: Socket) => void): Promise<Listening> {
  return listening(createServer().on('connect', (request, socket) => connect(request, socket as Socket)));
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => void sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
