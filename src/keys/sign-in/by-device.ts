import {
  None,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { Failure } from '../../failure.ts';
import { textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import type { System } from '../../system/system.ts';
import { refusalOf } from './failures.ts';
import { clientOf, isSafe, over } from './oauth.ts';
import type { Attempt } from './sign-in.ts';

/** The pause between two questions where the issuer names none (RFC 8628, 3.2), and what is added where it was asked too often. Seconds. */
const step = 5;
/** The connection may break fewer times than this while the outcome is asked for. */
const brokenLimit = 5;
/** What an issuer may ask for at least and at most: the pause between two questions, and how long the code holds. Seconds. */
const bounds = { interval: [1, 60], lifetime: [1, 3600] } as const;

/**
 * The device grant (RFC 8628): a code is shown, and somebody enters it in a browser anywhere. Asks for the outcome until there
 * is one. Throws what oauth4webapi throws for a refusal and for a code that nobody entered.
 */
export async function signInByDevice(
  { server, clientId, parameters, tell, pause }: Attempt,
  system: System,
): Promise<TokenEndpointResponse> {
  const client = clientOf(clientId);
  const begun = await processDeviceAuthorizationResponse(
    server,
    client,
    await deviceAuthorizationRequest(server, client, None(), parameters, over(system)),
  );
  const { device_code, user_code, verification_uri, verification_uri_complete } = begun;
  system.hide(device_code);
  for (const address of [verification_uri, verification_uri_complete ?? verification_uri]) {
    if (isSafe(address)) continue;
    throw new Failure('gateway', `${server.issuer} sends to ${clean(address)} to sign in.`, 'Tell its administrator.');
  }
  // Of a Claude apps gateway's administrator, for everybody who signs in (Claude Code 2.1.332).
  const notice = textAt(begun, 'login_notice');
  const forMs = within(bounds.lifetime, begun.expires_in) * 1000;
  tell.code({
    address: clean(verification_uri, 2000),
    code: clean(user_code, 60),
    ...(verification_uri_complete === undefined ? {} : { whole: clean(verification_uri_complete, 2000) }),
    ...(notice === undefined ? {} : { notice: clean(notice, 1000) }),
    forMs,
  });
  const end = system.now() + forMs;
  let interval = within(bounds.interval, begun.interval ?? step);
  let broken = 0;
  for (;;) {
    await pause(interval * 1000);
    try {
      const response = await deviceCodeGrantRequest(server, client, None(), device_code, {
        ...over(system),
        ...(parameters['resource'] === undefined ? {} : { additionalParameters: { resource: parameters['resource'] } }),
      });
      return await processDeviceCodeResponse(server, client, response);
    } catch (error) {
      const refusal = refusalOf(error)?.word;
      const isBroken = error instanceof Failure && error.code === 'gateway';
      if (refusal === undefined && !isBroken) throw error;
      if (isBroken && (broken += 1) >= brokenLimit) throw error;
      if (refusal === 'slow_down' || isBroken) interval += step;
      else if (refusal !== 'authorization_pending') throw error;
      if (system.now() < end) continue;
      throw new Failure('credential', 'Nobody has signed in in time.', 'Run the same command again.');
    }
  }
}

function within([least, most]: readonly [number, number], seconds: number): number {
  return Math.min(most, Math.max(least, seconds));
}
