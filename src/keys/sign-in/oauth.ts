import {
  None,
  allowInsecureRequests,
  clockTolerance,
  customFetch,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
} from 'oauth4webapi';
import type { AuthorizationServer, Client, TokenEndpointResponse } from 'oauth4webapi';
import { Failure } from '../../failure.ts';
import { isObject, parseJson } from '../../json-path.ts';
import { isLoopback } from '../../net/url.ts';
import type { Method } from '../../gateways/question.ts';
import type { System } from '../../system/system.ts';
import type { SignInRecord } from './record.ts';

/** An issuer is waited for no longer, at each request. Milliseconds. */
const timeoutMs = 15_000;
/** No answer of an issuer's may be larger. Bytes. */
const bodyLimit = 1024 * 1024;
/** How far this machine's clock may be from the times that an issuer signs. Seconds. */
const tolerance = 300;

/**
 * Jetway's own requests in the place of the global fetch: proxies, certificates and limits as everywhere else, HTTPS only
 * (loopback excepted), and no redirect is followed, for what is sent is secret.
 */
export function over(system: Pick<System, 'http'>): {
  [customFetch]: (url: string, options: Asked) => Promise<Response>;
  [allowInsecureRequests]: boolean;
} {
  return {
    [customFetch]: async (url, { method, headers, body }) => answered(url, { method, headers, body }, system),
    // What is plain HTTP to another machine `http.send` refuses.
    [allowInsecureRequests]: true,
  };
}

/** An answer that OAuth 2.0 has. Throws `gateway` for what is none, which the library has no good words for. */
async function answered(url: string, asked: Asked, system: Pick<System, 'http'>): Promise<Response> {
  const response = await respond(url, asked, system);
  const { origin } = new URL(url);
  const isOther = response.status >= 400 && !isJson(response);
  if (response.status >= 500 || isOther) {
    throw new Failure('gateway', `${origin} answers with ${response.status}.`, 'Try again in a minute.');
  }
  if (response.status >= 300 && response.status < 400) {
    throw new Failure('gateway', `${origin} redirects; nothing is sent on.`, 'Tell its administrator.');
  }
  // With a challenge in the head, which an issuer need not send to who names no secret, its own words would go unread.
  response.headers.delete('www-authenticate');
  return response;
}

interface Asked {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** One request, and its answer as the library wants it. */
export async function respond(
  url: string,
  { method, headers, body }: Asked,
  { http }: Pick<System, 'http'>,
): Promise<Response> {
  const answer = await http.send({
    method: method as Method,
    url,
    headers,
    ...(body instanceof URLSearchParams ? { body: body.toString() } : {}),
    ...(typeof body === 'string' ? { body } : {}),
    keys: new Map(),
    limit: bodyLimit,
    timeoutMs,
    redirects: 'refused',
  });
  const empty = answer.status === 204 || answer.status === 304;
  return new Response(empty ? null : answer.text, { status: answer.status, headers: headersOf(answer.headers) });
}

/** The body is unpacked by now, and its length another one. */
function headersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(?:content-type|www-authenticate|date)$/.test(name)),
  );
}

export function clientOf(clientId: string): Client {
  return { client_id: clientId, token_endpoint_auth_method: 'none', [clockTolerance]: tolerance };
}

/** What a new sign-in or a renewal has given. */
export interface Tokens {
  readonly access: string;
  readonly refresh?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** More than this is no token: together two are to go into the items that a sign-in may have. Characters. */
const tokenLimit = 16_384;
/** What is said to hold for longer holds until it is refused. Ten years, in seconds. */
const longest = 315_360_000;

/** `now`: in milliseconds since 1970. Throws `gateway` for a token that no request can carry. */
export function tokensOf(answer: TokenEndpointResponse, now: number): Tokens {
  const { access_token: access, refresh_token: refresh, expires_in: told } = answer;
  for (const token of [access, refresh ?? access]) {
    if (token.length <= tokenLimit && /^[\x21-\x7e]+$/.test(token)) continue;
    const why =
      token.length > tokenLimit ? `is ${token.length} characters long` : 'has characters that no header may hold';
    throw new Failure('gateway', `A token of the issuer's ${why}.`, 'Tell its administrator.');
  }
  const seconds = told === undefined || told > longest ? undefined : told;
  return {
    access,
    ...(refresh === undefined ? {} : { refresh }),
    ...(seconds === undefined ? {} : { expiresAt: now + seconds * 1000 }),
  };
}

/** Trades the refresh token for new tokens. Throws what oauth4webapi throws, and a `gateway` Failure where no answer comes. */
export async function refreshed(record: SignInRecord, refresh: string, system: System): Promise<Tokens> {
  const [server, client] = [serverOf(record), clientOf(record.clientId)];
  const response = await refreshTokenGrantRequest(server, client, None(), refresh, {
    ...over(system),
    ...(record.resource === undefined ? {} : { additionalParameters: { resource: record.resource } }),
  });
  return tokensOf(await processRefreshTokenResponse(server, client, await withoutIdToken(response)), system.now());
}

/**
 * Who it is is known. With an id token that a wrong clock makes invalid, or whose key is new, the answer would be refused, and the
 * refresh token that it has is the only one that still counts.
 */
async function withoutIdToken(response: Response): Promise<Response> {
  const text = await response.text();
  const json = parseJson(text);
  if (!isObject(json)) return new Response(text, response);
  const { id_token: _unread, ...rest } = json;
  return new Response(JSON.stringify(rest), response);
}

/** Has the issuer forget a token (RFC 7009). Throws as `refreshed` does. */
export async function revoked(record: SignInRecord, kind: 'access' | 'refresh', system: System): Promise<void> {
  const token = record[kind];
  if (token === undefined || record.revocationEndpoint === undefined) return;
  const response = await revocationRequest(serverOf(record), clientOf(record.clientId), None(), token, {
    ...over(system),
    additionalParameters: { token_type_hint: `${kind}_token` },
  });
  await processRevocationResponse(response);
}

function serverOf({ issuer, tokenEndpoint, revocationEndpoint }: SignInRecord): AuthorizationServer {
  return {
    issuer,
    token_endpoint: tokenEndpoint,
    ...(revocationEndpoint === undefined ? {} : { revocation_endpoint: revocationEndpoint }),
  };
}

export function isJson(response: Response): boolean {
  return /[/+]json\b/i.test(response.headers.get('content-type') ?? '');
}

/** Whether tokens may go there. */
export function isSafe(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
}
