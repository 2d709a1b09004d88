import { processDiscoveryResponse, processResourceDiscoveryResponse, type AuthorizationServer } from 'oauth4webapi';
import type { Connection } from '../../gateways/gateway.ts';
import type { SignInPlace } from '../../gateways/sign-in.ts';
import { Failure } from '../../failure.ts';
import { listAt } from '../../json-path.ts';
import { isLoopback } from '../../net/url.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { signInFailure } from './failures.ts';
import { isJson, isSafe, respond } from './oauth.ts';

/** An issuer as it describes itself, and what the token is to be for where the gateway says so. */
export interface Discovered {
  readonly server: AuthorizationServer;
  readonly resource?: string;
  /** Of the gateway's own metadata. */
  readonly scopes?: readonly string[];
}

/**
 * The issuer's own description. Where none is named, the gateway is asked which issuer it trusts (RFC 9728), and then whether
 * it is one. Throws `configuration` where nobody offers a sign-in, `gateway` for a description that is not of this issuer.
 */
export async function discover(
  { issuer, resource }: SignInPlace,
  connection: Pick<Connection, 'url' | 'gateway' | 'hints'>,
  system: System,
): Promise<Discovered> {
  if (issuer !== undefined) {
    const server = await described(issuer, system).catch(toldOf(issuer, connection));
    if (server !== undefined) return { server, ...(resource === undefined ? {} : { resource }) };
    throw new Failure(
      'configuration',
      `${issuer} describes no sign-in: it has neither /.well-known/oauth-authorization-server nor /.well-known/openid-configuration.`,
      'Give the address of the issuer as its administrator names it: --sso-issuer <url>',
    );
  }
  const protectedBy = await resourceOf(connection.url, system);
  const named = protectedBy?.issuer;
  if (named !== undefined && isHere(named) && !isHere(connection.url)) {
    throw new Failure(
      'gateway',
      `${connection.url} sends to ${clean(named)}, on this machine, to sign in; nothing is sent there.`,
      'Tell its administrator, or name the issuer: --sso-issuer <url>',
    );
  }
  const server = await described(named ?? connection.url, system).catch(toldOf(named ?? connection.url, connection));
  if (server !== undefined) return { ...protectedBy, server };
  throw new Failure(
    'configuration',
    `${connection.gateway.name} at ${connection.url} offers no sign-in.`,
    connection.hints?.signIn ??
      'If another server does for it, name that: --sso-issuer <url>. Or use a key: jetway login',
  );
}

function isHere(address: string): boolean {
  return URL.canParse(address) && isLoopback(new URL(address).hostname);
}

/** What is wrong with an issuer's address, the gateway's does not mend. */
function toldOf(issuer: string, { url }: Pick<Connection, 'url'>): (error: unknown) => never {
  return (error) => {
    const isElsewhere = URL.canParse(issuer) && new URL(issuer).origin !== new URL(url).origin;
    if (!(error instanceof Failure) || !isElsewhere || !error.hint.includes('--base-url')) throw error;
    throw new Failure(error.code, error.message, 'Check the address of the issuer: --sso-issuer <url>');
  };
}

/** What an issuer says of itself, at the places of RFC 8414 and of OpenID; undefined where it says nothing. */
async function described(issuer: string, system: System): Promise<AuthorizationServer | undefined> {
  if (!isSafe(issuer)) {
    throw new Failure(
      'configuration',
      `The issuer ${clean(issuer)} is not encrypted: what signs you in could be read on the way.`,
      'Give an address that begins with https://, or one on this machine: --sso-issuer <url>',
    );
  }
  for (const url of places(issuer)) {
    const response = await respond(url, { method: 'GET', headers: { accept: 'application/json' } }, system);
    if (response.status !== 200 || !isJson(response)) continue;
    const server = await processDiscoveryResponse(new URL(issuer), response.clone())
      // Whether the issuer ends with a slash, few remember; in the comparison it counts.
      .catch(async () => processDiscoveryResponse(new URL(`${issuer}/`), response))
      .catch((error: unknown) => {
        throw signInFailure(error, issuer);
      });
    refuseUnsafe(server);
    return server;
  }
  return undefined;
}

/** In RFC 8414 the path comes behind the well-known part; many have it before, as OpenID has. */
function places(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const names = ['oauth-authorization-server', 'openid-configuration'];
  const all = names.flatMap((name) => [`${origin}${path}/.well-known/${name}`, `${origin}/.well-known/${name}${path}`]);
  return [...new Set(all)];
}

/** Throws `gateway` where a token would go over an unencrypted line, or from the net to this machine. */
function refuseUnsafe(server: AuthorizationServer): void {
  const onMachine = isLoopback(new URL(server.issuer).hostname);
  const { token_endpoint, authorization_endpoint, device_authorization_endpoint, revocation_endpoint } = server;
  const addresses = [token_endpoint, authorization_endpoint, device_authorization_endpoint, revocation_endpoint];
  for (const address of [...addresses, server.registration_endpoint]) {
    if (address === undefined) continue;
    if (isSafe(address) && (onMachine || !isLoopback(new URL(address).hostname))) continue;
    throw new Failure(
      'gateway',
      `${server.issuer} names ${clean(address)} as one of its own addresses; nothing is sent there.`,
      'Tell its administrator: each is to begin with https://',
    );
  }
}

interface ProtectedBy {
  readonly issuer: string;
  readonly resource: string;
  readonly scopes?: readonly string[];
}

/** Whom a gateway trusts, as it says at its well-known place, or where its refusal points to. */
async function resourceOf(url: string, system: System): Promise<ProtectedBy | undefined> {
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/$/, '');
  const usual = `${origin}/.well-known/oauth-protected-resource${path}`;
  const own = await asked(usual, url, system);
  if (own !== undefined) return own;
  const refusal = await respond(`${url}/v1/models`, { method: 'GET', headers: {} }, system);
  const [, pointed] = /\bresource_metadata="([^"]+)"/.exec(refusal.headers.get('www-authenticate') ?? '') ?? [];
  if (refusal.status !== 401 || pointed === undefined || !URL.canParse(pointed)) return undefined;
  // Elsewhere than at the gateway's it could say whom to trust for another.
  return new URL(pointed).origin === origin ? asked(pointed, undefined, system) : undefined;
}

/** `resource`: what it is to be about; absent: any of the same origin (RFC 9728, 3.3). */
async function asked(place: string, resource: string | undefined, system: System): Promise<ProtectedBy | undefined> {
  const response = await respond(place, { method: 'GET', headers: { accept: 'application/json' } }, system);
  if (response.status !== 200 || !isJson(response)) return undefined;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const [issuer] = listAt(body, 'authorization_servers').filter((one) => typeof one === 'string');
  if (issuer === undefined) return undefined;
  const about = resource ?? aboutOf(body, new URL(place).origin);
  if (about === undefined) return undefined;
  const server = await processResourceDiscoveryResponse(new URL(about), response.clone())
    .catch(async () => processResourceDiscoveryResponse(new URL(`${about}/`), response))
    .catch((error: unknown) => {
      throw signInFailure(error, place);
    });
  const { scopes_supported: scopes } = server;
  return {
    issuer: issuer.replace(/\/$/, ''),
    resource: server.resource,
    ...(scopes === undefined ? {} : { scopes }),
  };
}

function aboutOf(body: unknown, origin: string): string | undefined {
  const told = typeof body === 'object' && body !== null && 'resource' in body ? String(body.resource) : '';
  return URL.canParse(told) && new URL(told).origin === origin ? told : undefined;
}
