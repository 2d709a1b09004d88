import { variable, type Host } from '../host.ts';
import { isLoopback } from './url.ts';

/** The variables that programs take a proxy from, in capitals; each is read in lower case too. */
export const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/** What a proxy variable holds, in small letters first, as most programs read them; undefined where it is empty. */
export function proxyVariable(name: string, { env, platform }: Pick<Host, 'env' | 'platform'>): string | undefined {
  return variable(env, name.toLowerCase(), platform) || variable(env, name, platform) || undefined;
}

/**
 * The address of the proxy that stands between Jetway and an address, as the variable has it; undefined for none.
 * Jetway reads no ALL_PROXY, and reaches what is on this machine directly.
 */
export function proxyFor(url: string, host: Pick<Host, 'env' | 'platform'>): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (isLoopback(hostname) || isExempt(url, proxyVariable('NO_PROXY', host) ?? '')) return undefined;
  return proxyVariable(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', host);
}

/** Whether NO_PROXY names the host of an address: `*`, a name with all below it, with or without a port. */
export function isExempt(url: string, noProxy: string): boolean {
  const { hostname, port, protocol } = new URL(url);
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return noProxy.split(/[,\s]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', wanted] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '' || (wanted !== undefined && wanted !== ownPort)) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

/** A proxy as it may be shown: without its user and password, which many have in their address. */
export function shownProxy(address: string): string {
  const url = proxyUrl(address);
  return url === undefined ? 'no address' : `${url.protocol}//${url.host}`;
}

/** Proxies are often named without a scheme. Undefined for what is no address. */
export function proxyUrl(address: string): URL | undefined {
  const text = address.includes('://') ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.hostname === '' ? undefined : url;
}
