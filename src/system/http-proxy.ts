import { ProxyAgent, request } from 'undici';
import { Failure } from '../failure.ts';
import type { Leaving } from '../net/exchange.ts';
import { proxyUrl } from '../net/proxy.ts';
import type { Transport } from './http.ts';

/** By way of this proxy, an address as its variable has it; who goes by one is told in src/net/proxy.ts. */
export function throughProxy(proxy: string): Transport {
  return async (url, { method, headers, body, signal }) => {
    const agent = agentFor(proxy);
    const gone = abortedWith(signal);
    const response = await request(url, { dispatcher: agent, method, headers, body: body ?? null, signal: gone }).catch(
      (error: unknown) => {
        void agent.destroy();
        throw proxyFailure(error, proxyUrl(proxy)) ?? error;
      },
    );
    response.body.once('close', () => void agent.destroy());
    return { status: response.statusCode, headers: response.headers, body: response.body };
  };
}

export function abortedWith(signal: Leaving): AbortSignal {
  const gone = new AbortController();
  if (signal.aborted) gone.abort();
  else signal.onAbort(() => gone.abort());
  return gone.signal;
}

/** `limits`: in milliseconds, 0 for none. Throws a `configuration` Failure for a proxy whose address can't be read. */
export function agentFor(
  proxy: string,
  limits: { readonly headersTimeout?: number; readonly bodyTimeout?: number } = {},
): ProxyAgent {
  try {
    const address = proxyUrl(proxy);
    // undici's part for SOCKS is not in the package.
    if (address !== undefined && /^https?:$/.test(address.protocol))
      return new ProxyAgent({ ...limits, uri: address.href });
  } catch {
    // Said below.
  }
  throw new Failure(
    'configuration',
    'The address of the proxy in HTTPS_PROXY or HTTP_PROXY is no web address.',
    'Give it as http://host:port, or unset the variable.',
  );
}

/** The Failure for a proxy that can't be reached itself: without it the gateway would seem to be at fault. */
export function proxyFailure(error: unknown, proxy: URL | undefined): Failure | undefined {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const { code, port, hostname } = (first ?? {}) as Readonly<Record<string, unknown>>;
  if (proxy === undefined || (hostname !== proxy.hostname && String(port) !== portOf(proxy))) return undefined;
  return new Failure(
    'gateway',
    `The proxy ${proxy.host} can't be reached (${String(code)}).`,
    'Check HTTPS_PROXY and HTTP_PROXY, or name the host of the gateway in NO_PROXY.',
  );
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');
