import process from 'node:process';
import { StringDecoder } from 'node:string_decoder';
import { Failure } from '../failure.ts';
import type { Environment } from '../host.ts';
import { redact, reveal } from '../keys/secret.ts';
import { sessionRefusal } from '../net/access.ts';
import type { Leaving } from '../net/exchange.ts';
import { proxyFor } from '../net/proxy.ts';
import { allowed, redirected } from '../net/url.ts';
import { httpFailure, tooLarge, tooLate } from './http-failure.ts';
import type { HttpRequest, HttpResponse } from './system.ts';

/** What an exchange needs to know of its surroundings. */
export interface HttpContext {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Sent as `user-agent` where the request names none: some gateways refuse requests without one. */
  readonly userAgent: string;
}

/** One request, and its answer as soon as the head is there. */
export type Transport = (url: URL, request: WireRequest) => Promise<WireResponse>;

export interface WireRequest {
  readonly method: string;
  /** Without the body's length, which each transport tells. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: Leaving;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** The answer's body, in bytes, at most. */
export const bodyLimit = 64 * 1024 * 1024;

const redirectLimit = 3;

/** See `Http.send`; with `onText` `Http.stream`. */
export async function exchange(
  request: HttpRequest,
  context: HttpContext,
  onText?: (text: string) => void,
): Promise<HttpResponse> {
  // Not `performance`, which takes a millisecond to load.
  const started = process.hrtime.bigint();
  const url = allowed(request.url);
  const { signal, abort } = leaving();
  const timer = setTimeout(abort, request.timeoutMs);
  const listener = onText === undefined ? undefined : guarded(onText);
  try {
    const hops = request.redirects === 'refused' ? 0 : redirectLimit;
    const response = await follow(url, wire(request, context, signal), context, hops);
    const live = response.status >= 200 && response.status < 300;
    const body = await readBody(response.body, url, request.limit ?? bodyLimit, live ? listener?.take : undefined);
    // A list that repeats the key would have it printed and kept.
    const text = redact(body, request.keys);
    const headers = flat(response.headers);
    const refused = sessionRefusal(request.headers, { status: response.status, headers }, url.href);
    if (refused !== undefined) throw refused;
    return {
      status: response.status,
      headers,
      text,
      json: parsed(text),
      milliseconds: Number((process.hrtime.bigint() - started) / 1_000_000n),
    };
  } catch (error) {
    const late = signal.aborted;
    abort();
    if (listener?.threw() === true) throw error;
    throw late ? tooLate(url, request.timeoutMs) : httpFailure(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** Without the machinery of an AbortController, which takes a first launch a millisecond. */
function leaving(): { readonly signal: Leaving; abort(): void } {
  const listeners: (() => void)[] = [];
  const signal = { aborted: false, onAbort: (listener: () => void) => void listeners.push(listener) };
  return {
    signal,
    abort: () => {
      signal.aborted = true;
      for (const listener of listeners.splice(0)) listener();
    },
  };
}

function wire(request: HttpRequest, context: HttpContext, signal: Leaving): WireRequest {
  const given = Object.entries(request.headers).map(([name, text]) => [name.toLowerCase(), reveal(text, request.keys)]);
  const { method = 'GET', body } = request;
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { 'user-agent': context.userAgent, ...type, ...Object.fromEntries(given) };
  return { method, headers, body, signal };
}

async function follow(start: URL, first: WireRequest, context: HttpContext, limit: number): Promise<WireResponse> {
  const send = await transportTo(start, context);
  let [url, request] = [start, first];
  for (let hops = 0; ; hops += 1) {
    const response = await send(url, request);
    const location = flat(response.headers)['location'];
    if (limit === 0 || ![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
    response.body.destroy();
    if (hops === limit) {
      throw new Failure(
        'gateway',
        `${start.origin} redirected more than ${limit} times.`,
        'Give the address that it leads to: --base-url <url>.',
      );
    }
    url = redirected(url, location);
    request = onward(request, response.status);
  }
}

/** A change (PUT, PATCH, DELETE) stays one where a redirect does not clearly ask for a GET: its answer would look like success. */
function onward(request: WireRequest, status: number): WireRequest {
  const becomesGet = status === 303 ? request.method !== 'HEAD' : status < 307 && request.method === 'POST';
  if (!becomesGet) return request;
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith('content-'));
  return { ...request, headers: Object.fromEntries(headers), method: 'GET', body: undefined };
}

async function transportTo(url: URL, host: HttpContext): Promise<Transport> {
  const proxy = proxyFor(url.href, host);
  if (proxy === undefined) return (await import('./http-direct.ts')).direct;
  return (await import('./http-proxy.ts')).throughProxy(proxy);
}

async function readBody(
  body: WireResponse['body'],
  url: URL,
  limit: number,
  onText: ((text: string) => void) | undefined,
): Promise<string> {
  const decoder = new StringDecoder('utf8');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw tooLarge(url, limit);
    if (onText === undefined) chunks.push(chunk);
    else onText(decoder.write(chunk));
  }
  if (onText === undefined) return Buffer.concat(chunks).toString('utf8');
  onText(decoder.end());
  return '';
}

/** Remembers that it was the listener who threw: such an error is a bug, and says nothing of the gateway. */
function guarded(onText: (text: string) => void): { take(text: string): void; threw(): boolean } {
  let calling = false;
  return {
    take: (text) => {
      calling = true;
      onText(text);
      calling = false;
    },
    threw: () => calling,
  };
}

function flat(headers: WireResponse['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
