import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ForwardedAnswer, ForwardedRequest, Forwarder } from '../net/exchange.ts';
import { proxyFor } from '../net/proxy.ts';
import type { Environment } from '../host.ts';
import { allowed } from './http-address.ts';
import { httpFailure } from './http-failure.ts';
import { pieces } from './pieces.ts';

/** See `Exchanges.forwarder`. Lines to a server are kept as long as the forwarder is; the proxy rule is that of `net/proxy.ts`. */
export function createForwarder(host: { readonly env: Environment; readonly platform: NodeJS.Platform }): Forwarder {
  const lines = { keepAlive: true, scheduling: 'lifo' } as const;
  const agents = { 'http:': new http.Agent(lines), 'https:': new https.Agent(lines) };
  const addresses = new Map<string, URL>();
  const proxies = new Map<URL, string | undefined>();
  const proxied = new Map<string, Promise<Forwarder>>();

  const direct = async (request: ForwardedRequest, origin: URL, again: boolean): Promise<ForwardedAnswer> => {
    const secure = origin.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const outgoing = (secure ? https : http).request(
        {
          protocol: origin.protocol,
          hostname: origin.hostname.replace(/^\[|\]$/g, ''),
          port: origin.port,
          path: request.url.slice(origin.origin.length),
          method: request.method,
          headers: lengthened(request),
          agent: agents[secure ? 'https:' : 'http:'],
        },
        (incoming) => resolve(answerOf(incoming, origin, request.plain === true)),
      );
      outgoing.on('error', (error) => {
        // A server may close a kept line in the very moment in which it is used again: nothing has come over it then.
        const stale = outgoing.reusedSocket && !again && 'code' in error && error.code === 'ECONNRESET';
        if (stale && !request.signal.aborted) resolve(direct(request, origin, true));
        else reject(httpFailure(error, origin));
      });
      const stop = (): void => void outgoing.destroy(new Error('the client went away'));
      if (request.signal.aborted) stop();
      else request.signal.onAbort(stop);
      outgoing.end(request.body);
    });
  };

  return {
    send: async (request) => {
      const origin = originOf(request.url, addresses);
      if (!proxies.has(origin)) proxies.set(origin, proxyFor(origin.origin, host));
      const proxy = proxies.get(origin);
      if (proxy === undefined) return direct(request, origin, false);
      const through =
        proxied.get(proxy) ?? import('./forwarder-proxy.ts').then((module) => module.createProxied(proxy));
      proxied.set(proxy, through);
      return (await through).send(request);
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
      // One that could not be made has nothing to close, and has been told of.
      for (const forwarder of proxied.values()) forwarder.then((one) => one.close()).catch(() => undefined);
    },
  };
}

/** Read once for each server: to parse an address costs as much as to scan an answer. */
function originOf(url: string, known: Map<string, URL>): URL {
  const text = url.slice(0, Math.max(url.indexOf('/', 8), 0) || url.length);
  const found = known.get(text);
  if (found !== undefined) return found;
  const address = allowed(text);
  known.set(text, address);
  return address;
}

export function lengthened({ headers, body }: ForwardedRequest): Record<string, string> {
  return body === undefined ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

function answerOf(incoming: IncomingMessage, origin: URL, plain: boolean): ForwardedAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  const body = plain ? unpacked(kept(incoming), headers['content-encoding']) : kept(incoming);
  return { status: incoming.statusCode ?? 0, headers, rawHeaders: incoming.rawHeaders, body: pieces(body, origin) };
}

/** Whoever reads it hears of an error; where nobody does any more, it must not end the process. */
export function kept<Body extends Readable>(body: Body): Body {
  return body.on('error', () => undefined);
}

/** A server that packs its answer though it was asked not to. */
export function unpacked(body: Readable, encoding: string | undefined): Readable {
  const makers: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
    gzip: createGunzip,
    br: createBrotliDecompress,
    deflate: createInflate,
  };
  const make = makers[encoding ?? ''];
  if (make === undefined) return body;
  const stream = make();
  body.on('error', (error) => stream.destroy(error));
  return kept(body.pipe(stream));
}
