import { EnvHttpProxyAgent, request } from 'undici';
import { Failure } from '../failure.ts';
import type { Transport } from './http.ts';

/** What the variables say, empty where they say nothing. */
export interface Proxies {
  readonly http: string;
  readonly https: string;
  /** As in NO_PROXY. */
  readonly no: string;
}

/** By way of the proxy that the environment names; NO_PROXY is honoured. */
export function throughProxy(proxies: Proxies): Transport {
  return async (url, { method, headers, body, signal }) => {
    const agent = agentFor(proxies);
    const response = await request(url, { dispatcher: agent, method, headers, body: body ?? null, signal }).catch(
      (error: unknown) => {
        void agent.destroy();
        throw proxyFailure(error, new URL(address(proxies.https || proxies.http))) ?? error;
      },
    );
    response.body.once('close', () => void agent.destroy());
    return { status: response.statusCode, headers: response.headers, body: response.body };
  };
}

/** Throws a `configuration` Failure for a proxy whose address can't be read. */
function agentFor({ http, https, no }: Proxies): EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent({ httpProxy: address(http), httpsProxy: address(https), noProxy: no });
  } catch {
    throw new Failure(
      'configuration',
      'The address of the proxy in HTTPS_PROXY or HTTP_PROXY is no URL.',
      'Give it as http://host:port, or unset the variable.',
    );
  }
}

/** Proxies are often named without a scheme. */
function address(proxy: string): string {
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** The Failure for a proxy that can't be reached itself: without it the gateway would seem to be at fault. */
function proxyFailure(error: unknown, proxy: URL): Failure | undefined {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const { code, port, hostname } = (first ?? {}) as Readonly<Record<string, unknown>>;
  if (hostname !== proxy.hostname && String(port) !== portOf(proxy)) return undefined;
  return new Failure(
    'gateway',
    `The proxy ${proxy.host} can't be reached (${String(code)}).`,
    'Check HTTPS_PROXY and HTTP_PROXY, or name the host of the gateway in NO_PROXY.',
  );
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');
