import {
  None,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  expectNoNonce,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  processAuthorizationCodeResponse,
  validateAuthResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { Failure } from '../../failure.ts';
import type { SignInPlace } from '../../gateways/sign-in.ts';
import type { ServedAnswer } from '../../net/served.ts';
import type { System } from '../../system/system.ts';
import { signInFailure } from './failures.ts';
import { clientOf, over } from './oauth.ts';
import { page } from './page.ts';
import type { Attempt } from './sign-in.ts';

/** How long somebody has to sign in. Milliseconds. */
const patience = 10 * 60_000;
/** How long the last page has to reach the browser, before the server goes. Milliseconds. */
const pageTime = 250;

/**
 * The authorization code grant with PKCE (RFC 7636, RFC 8252): the browser comes back to a server on loopback that lives as
 * long as this does. The page that it shows says what became of it.
 */
export async function signInByBrowser(
  attempt: Attempt & { clientAt(redirectUri: string): Promise<string> },
  system: System,
): Promise<TokenEndpointResponse> {
  const { server, parameters, tell, redirect } = attempt;
  const [verifier, state, nonce] = [generateRandomCodeVerifier(), generateRandomState(), generateRandomNonce()];
  const openId = parameters['scope']?.split(' ').includes('openid') === true;
  const { finished, answered, refused } = outcome();
  const { host = '127.0.0.1', path = '/callback' } = redirect ?? {};
  let redirectUri = '';
  let clientId = '';
  let taken = false;
  const exchange = async (callback: URL): Promise<TokenEndpointResponse> => {
    const client = clientOf(clientId);
    const found = validateAuthResponse(server, client, callback, state);
    const response = await authorizationCodeGrantRequest(server, client, None(), found, redirectUri, verifier, {
      ...over(system),
      ...(parameters['resource'] === undefined ? {} : { additionalParameters: { resource: parameters['resource'] } }),
    });
    return processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: openId ? nonce : expectNoNonce,
    });
  };
  const answer = async (requested: string, method: string): Promise<ServedAnswer> => {
    const callback = new URL(requested, redirectUri);
    // Others on this machine may ask, too: only what comes with the state is an answer, and only the first one.
    const isOurs = callback.pathname === path && callback.searchParams.get('state') === state;
    if (method !== 'GET' || !isOurs) return page(404, 'Nothing is here', 'Go back to the page that sent you.');
    if (taken) return page(410, 'This was answered already', 'You can close this page.');
    taken = true;
    try {
      answered(await exchange(callback));
      return page(200, 'You are signed in', 'Jetway goes on in the terminal. You can close this page.');
    } catch (error) {
      refused(error);
      return page(400, 'You are not signed in', 'The terminal says why. You can close this page.');
    }
  };
  const loopback = await listening(redirect, system, async ({ path: requested, method }) => answer(requested, method));
  try {
    redirectUri = `http://${host}:${new URL(loopback.origin).port}${path}`;
    clientId = await attempt.clientAt(redirectUri);
    const address = new URL(server.authorization_endpoint ?? '');
    const asked = {
      ...parameters,
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...(openId ? { nonce } : {}),
      // Without it no issuer that keeps to OpenID gives a refresh token.
      ...(openId && parameters['scope']?.includes('offline_access') === true ? { prompt: 'consent' } : {}),
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    tell.address(address.href);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Failure('credential', 'Nobody has signed in in time.', 'Run the same command again.')),
        patience,
      );
    });
    try {
      return await Promise.race([finished, late]);
    } finally {
      clearTimeout(timer);
    }
  } catch (error) {
    throw signInFailure(error, server.issuer);
  } finally {
    await loopback.close();
  }
}

function outcome(): {
  readonly finished: Promise<TokenEndpointResponse>;
  answered(answer: TokenEndpointResponse): void;
  refused(error: unknown): void;
} {
  let answered: (answer: TokenEndpointResponse) => void = () => undefined;
  let refused: (error: unknown) => void = () => undefined;
  const finished = new Promise<TokenEndpointResponse>((resolve, reject) => {
    [answered, refused] = [resolve, reject];
  });
  // It may fail before anybody waits for it.
  finished.catch(() => undefined);
  return {
    finished,
    answered: (answer) => void setTimeout(() => answered(answer), pageTime),
    refused: (error) => void setTimeout(() => refused(error), pageTime),
  };
}

/** At the first of the client's ports that is free. Throws `configuration` where none is. */
async function listening(
  redirect: SignInPlace['redirect'],
  { http }: System,
  answer: Parameters<System['http']['serve']>[1],
): ReturnType<System['http']['serve']> {
  const ports = redirect?.ports ?? [0];
  for (const port of ports) {
    try {
      return await http.serve(port, answer);
    } catch (error) {
      if (port === 0 || !(error instanceof Failure)) throw error;
    }
  }
  const places = `port ${ports.join(' or ')} of this machine`;
  throw new Failure(
    'configuration',
    `The browser is to come back to ${places}, which another program uses.`,
    'End that program (it may be another sign-in that waits), or use a key: jetway login',
  );
}
