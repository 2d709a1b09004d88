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
import { isLoopback } from '../../net/url.ts';
import type { Method } from '../../gateways/question.ts';
import type { System } from '../../system/system.ts';
import type { SignInRecord } from './record.ts';

/** For one request to an issuer. Milliseconds. */
const timeoutMs = 15_000;
/** How far this machine's clock may be off by what an issuer signs. Seconds. */
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
    [customFetch]: async (url, { method, headers, body }) => respond(url, { method, headers, body }, system),
    // What is plain HTTP to another machine `http.send` refuses.
    [allowInsecureRequests]: true,
  };
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

/** `now`: in milliseconds since 1970. */
export function tokensOf(answer: TokenEndpointResponse, now: number): Tokens {
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = answer;
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
  return tokensOf(await processRefreshTokenResponse(server, client, response), system.now());
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

/** Whether tokens may go there. */
export function isSafe(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
}
