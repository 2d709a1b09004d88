import { pipeline, Readable } from 'node:stream';
import type { ForwardedAnswer, ForwardedRequest, Forwarder } from '../net/exchange.ts';
import { codingsIn } from '../net/content-codings.ts';
import { proxyFor } from '../net/proxy.ts';
import type { Environment } from '../host.ts';
import { createConnections } from './connections.ts';
import { allowed } from '../net/url.ts';
import { pieces } from './pieces.ts';

/** See `Exchanges.forwarder`. Lines to a server are kept as long as the forwarder is; the proxy rule is that of `net/proxy.ts`. */
export function createForwarder(host: { readonly env: Environment; readonly platform: NodeJS.Platform }): Forwarder {
  const connections = createConnections();
  const addresses = new Map<string, URL>();
  const proxies = new Map<URL, string | undefined>();
  const proxied = new Map<string, Promise<Forwarder>>();

  const direct = async (request: ForwardedRequest, origin: URL): Promise<ForwardedAnswer> => {
    const answer = await connections.send(request, origin, request.url.slice(pathStart(request.url)) || '/');
    const encoding = answer.headers['content-encoding'];
    if (request.plain !== true || encoding === undefined) return answer;
    return { ...answer, body: pieces(await unpacked(kept(Readable.from(answer.body)), encoding), origin) };
  };

  return {
    send: async (request) => {
      const origin = originOf(request.url, addresses);
      if (!proxies.has(origin)) proxies.set(origin, proxyFor(origin.origin, host));
      const proxy = proxies.get(origin);
      if (proxy === undefined) return direct(request, origin);
      const through =
        proxied.get(proxy) ?? import('./forwarder-proxy.ts').then((module) => module.createProxied(proxy));
      proxied.set(proxy, through);
      return (await through).send(request);
    },
    close: () => {
      connections.close();
      // One that could not be made has nothing to close, and has been told of.
      for (const forwarder of proxied.values()) forwarder.then((one) => one.close()).catch(() => undefined);
    },
  };
}

/** Read once for each server: to parse an address costs as much as to scan an answer. */
function originOf(url: string, known: Map<string, URL>): URL {
  const text = url.slice(0, pathStart(url));
  const found = known.get(text);
  if (found !== undefined) return found;
  const address = allowed(text);
  known.set(text, address);
  return address;
}

/** Behind the scheme, the host and a port, however those are spelled. */
function pathStart(url: string): number {
  const slash = url.indexOf('/', 'https://'.length);
  return slash === -1 ? url.length : slash;
}

export function lengthened({ headers, body }: ForwardedRequest): Record<string, string> {
  return body === undefined ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

/** Whoever reads it hears of an error; where nobody does any more, it must not end the process. */
export function kept<Body extends Readable>(body: Body): Body {
  return body.on('error', () => undefined);
}

/** No server packs more often; a header has room for thousands, each of which takes memory of its own. */
const codingLimit = 4;

/** A server that packs its answer though it was asked not to. */
export async function unpacked(body: Readable, encoding: string | undefined): Promise<Readable> {
  let plain = body;
  for (const coding of codingsIn(encoding).toReversed().slice(0, codingLimit)) {
    const maker = makers[coding];
    // Some servers put the letters' encoding there; of what is below it nothing can be said.
    if (maker === undefined) break;
    const { [maker]: make } = await import('node:zlib');
    // By it whoever reads is told of a body that has broken off meanwhile, too.
    plain = pipeline(plain, make(), () => undefined);
  }
  return plain;
}

const makers: Readonly<Record<string, 'createGunzip' | 'createBrotliDecompress' | 'createInflate'>> = {
  gzip: 'createGunzip',
  br: 'createBrotliDecompress',
  deflate: 'createInflate',
};
