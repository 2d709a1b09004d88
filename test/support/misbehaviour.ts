import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';

/** What a gateway, or whatever stands in front of it, can do to a request; an answer of its own is given as it is. */
export type Misbehaviour = keyof typeof ways | ServedAnswer;

export async function misbehave(
  how: Misbehaviour,
  request: ServedRequest,
  response: ServerResponse,
  elsewhere: string,
): Promise<void> {
  if (typeof how === 'string') {
    await ways[how](response, request, elsewhere);
    return;
  }
  response.writeHead(how.status, how.headers);
  response.end(typeof how.body === 'string' ? how.body : how.body.join(''));
}

type Way = (response: ServerResponse, request: ServedRequest, elsewhere: string) => void | Promise<void>;

const json = { 'content-type': 'application/json' };
const megabyte = 'x'.repeat(1024 * 1024);

const refuse =
  (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Way =>
  (response) => {
    response.writeHead(status, { ...json, ...headers });
    response.end(JSON.stringify({ error: { message, type: 'error' } }));
  };

const page =
  (status: number): Way =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<!doctype html><html><head><title>Sign in</title></head><body>Sign in to continue</body></html>');
  };

const ways = {
  '400': refuse(400, 'Bad request'),
  '401': refuse(401, 'Invalid key'),
  '402': refuse(402, 'Budget exceeded'),
  '403': refuse(403, 'Not allowed'),
  '404': refuse(404, 'No such model'),
  '429': refuse(429, 'Too many requests', { 'retry-after': '1' }),
  '500': refuse(500, 'Internal error'),
  '503': refuse(503, 'Unavailable'),
  /** A sign-in page with status 200, as captive portals and single sign-on serve it. */
  html: page(200),
  'html-502': page(502),
  /** Never answers; the connection stays open until the gateway is disposed of. */
  slow: () => {},
  /** Starts an answer and never ends it. */
  stall: (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': wait\n\n');
  },
  /** Breaks the connection instead of answering. */
  reset: (response) => {
    response.destroy();
  },
  /** Breaks the connection in the middle of the body. */
  cut: async (response) => {
    response.writeHead(200, { ...json, 'content-length': '1000' });
    await new Promise<void>((written) => response.write('{"data":[', () => written()));
    response.destroy();
  },
  /** Sends text without end. */
  huge: async (response) => {
    response.writeHead(200, json);
    response.setMaxListeners(0);
    while (!response.destroyed) {
      if (!response.write(megabyte)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  },
  /** To another origin. */
  redirect: (response, request, elsewhere) => {
    response.writeHead(307, { location: `${elsewhere}${request.path}` });
    response.end();
  },
  /** To itself, for ever. */
  'redirect-loop': (response, request) => {
    response.writeHead(307, { location: request.path });
    response.end();
  },
  /** Calls itself JSON and is none. */
  junk: (response) => {
    response.writeHead(200, json);
    response.end('\u0000{"data": [[[');
  },
  /** JSON of an unexpected shape. */
  odd: (response) => {
    response.writeHead(200, json);
    response.end('{"data":[null,7,{"id":null},{"id":{"id":"x"}},[]],"error":"no"}');
  },
  /** Says that it switches to another protocol, as nobody asked, and holds the line. */
  switch: (response) => {
    response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
  },
  /** A status that no list of statuses has. */
  '799': refuse(799, 'What is this'),
  empty: (response) => {
    response.writeHead(200, json);
    response.end();
  },
  /** Refuses the key, and repeats it. */
  echo: (response, request) => {
    const names = ['authorization', 'x-api-key', 'x-goog-api-key', 'cf-aig-authorization'];
    const sent = names.map((name) => request.headers[name]).filter((value) => value !== undefined);
    response.writeHead(401, json);
    response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${sent.join(', ')}` } }));
  },
  /** An error whose message would colour and clear the terminal it is printed on. */
  escape: (response) => {
    response.writeHead(400, json);
    response.end(JSON.stringify({ error: { message: '\u001b[2J\u001b[31mred\u0007\u0000 end' } }));
  },
} satisfies Record<string, Way>;
