import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { connect as connectTo, isIP, type Socket } from 'node:net';
import { connect as secure, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { Host } from '../host.ts';
import type { TlsConnection } from '../net/tls-connection.ts';
import { proxyFor, proxyUrl, shownProxy } from '../net/proxy.ts';
import { clean } from '../text.ts';
import { Failure } from '../failure.ts';
import { httpFailure } from './http-failure.ts';

/** See `Network.open`. */
export async function open(
  address: string,
  timeoutMs: number,
  host: Pick<Host, 'env' | 'platform'>,
): Promise<TlsConnection> {
  const url = new URL(address);
  const proxy = proxyFor(address, host);
  const sockets: Socket[] = [];
  let step = 'the look-up of its name';
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLong(url, step, timeoutMs)), timeoutMs);
  });
  const walk = async (): Promise<TlsConnection> => {
    const way = wayTo(url, proxy);
    const [addresses, lookedUp] = await timed(async () => addressesOf(way.hostname));
    step = 'the connection';
    const [socket, connected] = await timed(async () => connectionTo(way, url, proxy, sockets));
    step = 'the TLS handshake';
    const [line, secured] = await timed(async () => handshake(socket, url, sockets));
    return {
      ...(proxy === undefined ? {} : { proxy: shownProxy(proxy) }),
      addresses,
      milliseconds: { lookup: lookedUp, connect: connected, tls: secured },
      ...described(line),
    };
  };
  try {
    return await Promise.race([walk(), limit]);
  } catch (error) {
    throw httpFailure(error, url);
  } finally {
    clearTimeout(timer);
    // The one around the others alone: Node 20 crashes where an inner one goes first.
    sockets.at(-1)?.destroy();
  }
}

interface Way {
  /** Without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
}

/** Throws a `configuration` Failure for a proxy whose address can't be read. */
function wayTo(url: URL, proxy: string | undefined): Way {
  const to = proxy === undefined ? url : proxyUrl(proxy);
  if (to === undefined || !/^https?:$/.test(to.protocol)) {
    throw new Failure(
      'configuration',
      'The address of the proxy in HTTPS_PROXY is no web address.',
      'Give it as http://host:port, or unset the variable.',
    );
  }
  return {
    hostname: to.hostname.replace(/^\[|\]$/g, ''),
    port: Number(to.port || (to.protocol === 'https:' ? 443 : 80)),
  };
}

async function addressesOf(hostname: string): Promise<readonly string[]> {
  if (isIP(hostname) !== 0) return [hostname];
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

/** To the gateway, or through a tunnel of the proxy's. */
async function connectionTo(way: Way, url: URL, proxy: string | undefined, sockets: Socket[]): Promise<Socket> {
  if (proxy !== undefined) return tunnel(way, url, proxyUrl(proxy), sockets);
  const socket = connectTo({ host: way.hostname, port: way.port });
  sockets.push(socket);
  return new Promise((resolve, reject) => socket.once('connect', () => resolve(socket)).once('error', reject));
}

async function tunnel(way: Way, url: URL, proxy: URL | undefined, sockets: Socket[]): Promise<Socket> {
  const target = `${url.hostname}:${url.port || '443'}`;
  const login = [proxy?.username ?? '', proxy?.password ?? ''].map((part) => decodeURIComponent(part)).join(':');
  const headers = login === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const asking = request({
      host: way.hostname,
      port: way.port,
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
    });
    asking.once('socket', (socket: Socket) => sockets.push(socket));
    asking.once('error', reject);
    asking.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else reject(refusedBy(proxy?.host ?? '', url, response.statusCode));
    });
    asking.end();
  });
}

function refusedBy(proxy: string, url: URL, status: number | undefined): Failure {
  const password = status === 407 ? ' It wants a user name and password: http://user:password@host:port.' : '';
  return new Failure(
    'gateway',
    `The proxy ${proxy} does not open a way to ${url.host} (${status ?? 'no status'}).`,
    `Check HTTPS_PROXY, or name the host in NO_PROXY.${password}`,
  );
}

/** With any certificate at all, for it is what is to be told of; nothing is sent over the line. */
async function handshake(socket: Socket, url: URL, sockets: Socket[]): Promise<TLSSocket> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const line = secure({
    socket,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(name) === 0 ? { servername: name } : { host: name }),
  });
  sockets.push(line);
  return new Promise((resolve, reject) => line.once('secureConnect', () => resolve(line)).once('error', reject));
}

function described(line: TLSSocket): Pick<TlsConnection, 'protocol' | 'certificate' | 'distrust'> {
  const certificate = line.getPeerCertificate();
  const distrust: unknown = line.authorizationError;
  const why = distrust instanceof Error && 'code' in distrust ? distrust.code : distrust;
  return {
    protocol: line.getProtocol() ?? 'TLS',
    ...(line.authorized ? {} : { distrust: clean(String(why), 80) }),
    certificate: {
      issuer: issuerOf(certificate),
      from: Date.parse(certificate.valid_from ?? ''),
      until: Date.parse(certificate.valid_to ?? ''),
    },
  };
}

function issuerOf({ issuer }: PeerCertificate): string {
  const { O: organisation, CN: name } = (issuer ?? {}) as Readonly<Record<string, unknown>>;
  const found = [organisation, name].flat().find((part) => typeof part === 'string');
  return clean(found ?? 'nobody', 60);
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, Math.round(performance.now() - start)];
}

function tooLong(url: URL, step: string, timeoutMs: number): Failure {
  return new Failure(
    'gateway',
    `${url.host}: ${step} takes longer than ${Number((timeoutMs / 1000).toFixed(1))} s.`,
    'Check the network, a VPN and the proxy variables (HTTPS_PROXY, NO_PROXY), then run it again.',
  );
}
