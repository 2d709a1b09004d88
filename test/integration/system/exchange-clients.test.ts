import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { Pool, request as undiciRequest } from 'undici';
import { describe, expect, it } from 'vitest';
import { serveExchanges } from '../../../src/system/exchange-server.ts';
import { streams } from '../../support/relay.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';

// Each client asks a server of Node's and this one the same, and has to be heard and answered the same.

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Told {
  readonly status: number;
  readonly headers: readonly string[];
  readonly pieces: readonly (string | Buffer)[];
}

interface TestServer extends AsyncDisposable {
  readonly origin: string;
  readonly heard: Heard[];
}

function answerTo({ path, body }: Heard): Told {
  if (path.startsWith('/status/')) {
    const status = Number(path.slice('/status/'.length));
    return { status, headers: ['content-type', 'application/json', 'retry-after', '7'], pieces: ['{"error":1}'] };
  }
  if (path === '/sized')
    return {
      status: 200,
      headers: ['Content-Length', '5', 'Set-Cookie', 'a', 'Set-Cookie', 'b'],
      pieces: ['hel', 'lo'],
    };
  if (path === '/large')
    return { status: 200, headers: [], pieces: Array.from({ length: 40 }, () => Buffer.alloc(100_000, 'x')) };
  const protocols: readonly (readonly [string, ProtocolId])[] = [
    ['/v1/messages', 'anthropic-messages'],
    ['/responses', 'openai-responses'],
    ['/chat/completions', 'openai-chat'],
    ['/v1beta/', 'gemini'],
  ];
  const found = protocols.find(([start]) => path.startsWith(start));
  if (found === undefined)
    return { status: 200, headers: ['x-size', String(body.length)], pieces: ['gr\u00fc\u00df', Buffer.from('e')] };
  // Anthropic's client goes by the names of events.
  const text =
    found[1] === 'anthropic-messages'
      ? streams[found[1]].replaceAll(/data: {"type":"(\w+)"/g, 'event: $1\n$&')
      : streams[found[1]];
  return { status: 200, headers: ['content-type', 'text/event-stream'], pieces: text.split(/(?<=\n\n)/) };
}

async function own(): Promise<TestServer> {
  const heard: Heard[] = [];
  const server = await serveExchanges(async (exchange) => {
    const { method, path, headers } = exchange;
    const body = Buffer.from((await exchange.body(100_000_000)) ?? '').toString('latin1');
    heard.push({ method, path, headers, body });
    const { status, headers: sent, pieces } = answerTo({ method, path, headers, body });
    exchange.begin(status, sent);
    for (const piece of pieces) await exchange.write(piece);
    exchange.end();
  });
  return { origin: server.origin, heard, [Symbol.asyncDispose]: async () => server.close() };
}

async function nodes(): Promise<TestServer> {
  const heard: Heard[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('latin1').on('data', (piece: string) => (body += piece));
    incoming.on('end', () => {
      const { method = '', url = '' } = incoming;
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      );
      heard.push({ method, path: url, headers, body });
      const { status, headers: sent, pieces } = answerTo({ method, path: url, headers, body });
      outgoing.writeHead(status, sent as string[]);
      for (const piece of pieces) outgoing.write(piece);
      outgoing.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Ask = (origin: string) => Promise<unknown>;
const body = JSON.stringify({ model: 'm', text: 'gr\u00fc\u00df '.repeat(20_000) });
const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** What a client was told, in what of it is the same for each server. */
const gist = (status: number, headers: Iterable<readonly [string, unknown]>, text: string): unknown => [
  status,
  [...headers].filter(([name]) => !['date', 'keep-alive', 'connection'].includes(name.toLowerCase())),
  text,
];

function byNode(method: string, path: string, sent: readonly string[] = [], headers: Record<string, string> = {}): Ask {
  return async (origin) => {
    const agent = new Agent({ keepAlive: true });
    const told: unknown[] = [];
    // Over the same connection.
    for (let time = 0; time < 2; time += 1) {
      const outgoing = request(`${origin}${path}`, { method, agent, headers });
      for (const piece of sent) outgoing.write(piece);
      outgoing.end();
      const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
      let text = '';
      for await (const piece of incoming.setEncoding('latin1')) text += String(piece);
      told.push(gist(incoming.statusCode ?? 0, Object.entries(incoming.headers), text), outgoing.reusedSocket);
    }
    agent.destroy();
    return told;
  };
}

function byFetch(path: string, init: () => RequestInit): Ask {
  return async (origin) => {
    const answer = await fetch(`${origin}${path}`, init());
    return gist(answer.status, answer.headers, await answer.text());
  };
}

function byCurl(...words: readonly string[]): Ask {
  return async (origin) => {
    const flags = words.map((word) => word.replace('@', origin));
    const { stdout } = await run('curl', ['-sS', '--noproxy', '*', ...flags], { maxBuffer: 100_000_000 });
    return stdout
      .replaceAll(/^(date|keep-alive|connection): .*\r\n/gim, '')
      .replaceAll(/: /g, ':')
      .toLowerCase();
  };
}

const prompt = [{ role: 'user' as const, content: 'x'.repeat(50_000) }];
const collected = async (events: AsyncIterable<unknown>): Promise<unknown> => {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return all;
};

const clients: readonly (readonly [string, Ask])[] = [
  ['node:http, a GET', byNode('GET', '/x?a=%C3%BC&b=[1]')],
  ['node:http, a HEAD', byNode('HEAD', '/sized')],
  ['node:http, a DELETE', byNode('DELETE', '/x')],
  ['node:http, in chunks', byNode('POST', '/x', [body, 'more', '\u00fc'])],
  ['node:http, with a length', byNode('POST', '/sized', [body], { 'content-length': String(Buffer.byteLength(body)) })],
  [
    'node:http, with headers of all kinds',
    byNode('PUT', '/x', ['1'], { 'X-A': '\u00fc \t b', 'x-b': '', cookie: 'a=b', 'user-agent': 'u' }),
  ],
  ['node:http, waiting for its body', byNode('POST', '/x', ['1'], { expect: '100-continue', 'content-length': '1' })],
  ['node:http, a large answer', byNode('GET', '/large')],
  ...[204, 304, 400, 401, 429, 500, 529].map(
    (status) => [`node:http, ${status}`, byNode('POST', `/status/${status}`)] as const,
  ),
  ['fetch, a text', byFetch('/x', () => ({ method: 'POST', body }))],
  ['fetch, a stream', byFetch('/x', () => ({ method: 'POST', body: new Blob([body]).stream(), duplex: 'half' }))],
  ['fetch, no body', byFetch('/status/429', () => ({ method: 'POST' }))],
  [
    'undici',
    async (origin) => {
      const answer = await undiciRequest(`${origin}/sized`, { method: 'POST', body });
      return gist(answer.statusCode, Object.entries(answer.headers), await answer.body.text());
    },
  ],
  [
    'undici, before the answers',
    async (origin) => {
      const pool = new Pool(origin, { connections: 1, pipelining: 10 });
      const all = await Promise.all(
        ['/a', '/large', '/sized', '/b', '/status/500'].map(async (path) => {
          const answer = await pool.request({ path, method: 'GET' });
          return gist(answer.statusCode, Object.entries(answer.headers), await answer.body.text());
        }),
      );
      await pool.close();
      return all;
    },
  ],
  [
    '@anthropic-ai/sdk',
    async (origin) => {
      const client = new Anthropic({ apiKey: 'k', baseURL: origin, maxRetries: 0 });
      return collected(client.messages.stream({ model: 'm', max_tokens: 9, messages: prompt }));
    },
  ],
  [
    'openai, responses',
    async (origin) => {
      const client = new OpenAI({ apiKey: 'k', baseURL: origin, maxRetries: 0 });
      return collected(await client.responses.create({ model: 'm', input: prompt, stream: true }));
    },
  ],
  [
    'openai, chat',
    async (origin) => {
      const client = new OpenAI({ apiKey: 'k', baseURL: origin, maxRetries: 0 });
      return collected(await client.chat.completions.create({ model: 'm', messages: prompt, stream: true }));
    },
  ],
  [
    '@google/genai',
    async (origin) => {
      const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: origin } });
      const events = await client.models.generateContentStream({ model: 'm', contents: prompt[0]?.content ?? '' });
      const texts: unknown[] = [];
      for await (const event of events) texts.push([event.text, event.usageMetadata]);
      return texts;
    },
  ],
  ...(hasCurl
    ? ([
        ['curl', byCurl('-i', '@/x')],
        ['curl, a HEAD', byCurl('-I', '@/sized')],
        ['curl, HTTP/1.0', byCurl('--http1.0', '@/large')],
        ['curl, two over one connection', byCurl('-d', 'abc', '@/x', '@/sized')],
        ['curl, in chunks', byCurl('-H', 'transfer-encoding: chunked', '-d', 'abc', '@/x')],
        [
          'curl, offering HTTP/2',
          byCurl('-H', 'connection: Upgrade, HTTP2-Settings', '-H', 'upgrade: h2c', '-d', 'abc', '@/x'),
        ],
        ['curl, waiting for its body', byCurl('-H', 'expect: 100-continue', '-d', 'abc', '@/x')],
      ] as const)
    : []),
  ...(hasPython
    ? ([
        [
          "Python's http.client",
          async (origin: string) => {
            const script =
              'import http.client,sys\nc=http.client.HTTPConnection(sys.argv[1])\n' +
              "for body in (b'abc',iter([b'a',b'bc'])):\n c.request('POST','/sized',body,{'content-type':'x/y'})\n a=c.getresponse()\n print(a.status,a.reason,a.read())";
            return (await run('python3', ['-c', script, new URL(origin).host])).stdout;
          },
        ],
      ] as const)
    : []),
];

describe('a client is heard and answered as by a server of Node:', () => {
  it.each(clients)('%s', async (_name, ask) => {
    await using mine = await own();
    await using theirs = await nodes();
    const answer = await ask(mine.origin);
    expect(answer).toEqual(await ask(theirs.origin));
    const heard = ({ heard: list, origin }: TestServer): unknown =>
      list.map(({ headers, ...rest }) => ({
        ...rest,
        headers: { ...headers, host: headers['host'] === new URL(origin).host },
      }));
    expect(mine.heard.length).toBeGreaterThan(0);
    expect(heard(mine)).toEqual(heard(theirs));
  });
});
