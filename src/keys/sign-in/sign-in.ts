import {
  dynamicClientRegistrationRequest,
  getValidatedIdTokenClaims,
  processDynamicClientRegistrationResponse,
  type AuthorizationServer,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { Failure } from '../../failure.ts';
import type { Connection } from '../../gateways/gateway.ts';
import type { SignInPlace } from '../../gateways/sign-in.ts';
import { parseJson, textAt } from '../../json-path.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { signInByBrowser } from './by-browser.ts';
import { signInByDevice } from './by-device.ts';
import { discover } from './discover.ts';
import { signInFailure } from './failures.ts';
import { over, tokensOf } from './oauth.ts';
import type { SignInRecord } from './record.ts';

/** What somebody who signs in is told meanwhile. */
export interface Telling {
  issuer(issuer: string): void;
  /** Shows the address that is to be opened in a browser on this machine. */
  address(address: string): void;
  /**
   * Shows the address that is to be opened in any browser, and the code to enter there. `whole` is the address with the code in
   * it, `notice` what the issuer's administrator has to say first.
   */
  code(shown: {
    readonly address: string;
    readonly code: string;
    readonly whole?: string;
    readonly notice?: string;
    readonly forMs: number;
  }): void;
}

/** What one try to sign in needs, by whichever grant. */
export interface Attempt {
  readonly server: AuthorizationServer;
  readonly clientId: string;
  /** `scope` and `resource`, where there are any. */
  readonly parameters: Record<string, string>;
  readonly redirect?: SignInPlace['redirect'];
  readonly tell: Telling;
  pause(forMs: number): Promise<void>;
}

export interface SignInRequest {
  readonly place: SignInPlace;
  /** `device`: by the device grant alone. `browser`: in a browser of this machine, where the issuer can. `either`: there is none here. */
  readonly by: 'device' | 'browser' | 'either';
  readonly tell: Telling;
  pause(forMs: number): Promise<void>;
}

/**
 * Signs somebody in at a gateway. Nothing is kept of it yet. Throws `configuration` where no sign-in is offered in this way,
 * `credential` where it is refused, `gateway` where the issuer does not answer as it should.
 */
export async function signIn(
  { place, by, tell, pause }: SignInRequest,
  connection: Pick<Connection, 'url' | 'gateway' | 'hints'>,
  system: System,
): Promise<{ readonly record: SignInRecord; readonly who?: string }> {
  const { server, resource, scopes } = await discover(place, connection, system);
  const { issuer } = server;
  if (server.token_endpoint === undefined) throw unable(issuer, 'it names no token endpoint');
  const grant = grantOf(server, by);
  const scope = place.scopes ?? scopes ?? usualScopes(server);
  const parameters = {
    ...(scope.length === 0 ? {} : { scope: scope.join(' ') }),
    ...(resource === undefined ? {} : { resource }),
  };
  tell.issuer(issuer);
  const attempt = {
    server,
    parameters,
    tell,
    pause,
    ...(place.redirect === undefined ? {} : { redirect: place.redirect }),
  };
  let clientId = '';
  const clientAt = async (redirectUri?: string): Promise<string> =>
    (clientId = place.clientId ?? (await registered(server, redirectUri, system)));
  try {
    const answer =
      grant === 'device'
        ? await signInByDevice({ ...attempt, clientId: await clientAt() }, system)
        : await signInByBrowser({ ...attempt, clientId, clientAt }, system);
    const tokens = tokensOf(answer, system.now());
    for (const token of [tokens.access, tokens.refresh, answer.id_token]) if (token !== undefined) system.hide(token);
    const who = whoOf(answer) ?? place.whose?.(answer);
    return {
      record: {
        issuer,
        clientId,
        tokenEndpoint: server.token_endpoint,
        ...(server.revocation_endpoint === undefined ? {} : { revocationEndpoint: server.revocation_endpoint }),
        ...(resource === undefined ? {} : { resource }),
        ...tokens,
        obtainedAt: system.now(),
      },
      ...(who === undefined ? {} : { who: clean(who, 100) }),
    };
  } catch (error) {
    throw signInFailure(error, issuer);
  }
}

function grantOf(server: AuthorizationServer, by: SignInRequest['by']): 'device' | 'browser' {
  const { issuer, device_authorization_endpoint: device, authorization_endpoint: browser } = server;
  if (by === 'device' && device === undefined) throw unable(issuer, 'it has no sign-in by a code (the device grant)');
  if (device !== undefined && (by !== 'browser' || browser === undefined)) return 'device';
  if (browser !== undefined) return 'browser';
  throw unable(issuer, 'it has neither an authorization endpoint nor the device grant');
}

function unable(issuer: string, why: string): Failure {
  return new Failure(
    'configuration',
    `${issuer} can't sign anybody in here: ${why}.`,
    'Leave --device out, name another issuer (--sso-issuer <url>), or use a key: jetway login',
  );
}

/** Who it is, and leave to renew: of those what the issuer says that it knows. */
function usualScopes({ scopes_supported: known = [] }: AuthorizationServer): readonly string[] {
  return ['openid', 'email', 'profile', 'offline_access'].filter((scope) => known.includes(scope));
}

/**
 * A client of Jetway's own at this issuer (RFC 7591). One that registers nobody and lets public clients sign in by a code is
 * told a name: such issuers, gateways themselves, look at none.
 */
async function registered(
  server: AuthorizationServer,
  redirectUri: string | undefined,
  system: System,
): Promise<string> {
  if (server.registration_endpoint === undefined) {
    if (redirectUri === undefined && server.authorization_endpoint === undefined) return 'jetway';
    throw new Failure(
      'configuration',
      `${server.issuer} registers no clients by itself.`,
      'Have its administrator register Jetway as a public client, and give the id: --client-id <id>',
    );
  }
  const response = await dynamicClientRegistrationRequest(
    server,
    {
      client_name: 'Jetway',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      response_types: redirectUri === undefined ? [] : ['code'],
      redirect_uris: redirectUri === undefined ? [] : [redirectUri],
      grant_types: [
        redirectUri === undefined ? 'urn:ietf:params:oauth:grant-type:device_code' : 'authorization_code',
        'refresh_token',
      ],
    },
    over(system),
  );
  return (await processDynamicClientRegistrationResponse(response)).client_id;
}

/** By the id token, which came straight from the issuer; else by what an access token says that can be read. To be shown, and nothing else. */
function whoOf(answer: TokenEndpointResponse): string | undefined {
  const claims = getValidatedIdTokenClaims(answer) ?? claimsIn(answer.access_token);
  return ['email', 'preferred_username', 'sub'].map((name) => textAt(claims, name)).find((text) => text !== undefined);
}

function claimsIn(token: string): unknown {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token) ?? [];
  return payload === undefined ? undefined : parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
}
