import { Failure } from '../../failure.ts';
import { textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';

/** What mends every sign-in that is over. */
const signInAgain = 'Sign in again: jetway login --sso';

/** A sign-in that is over: nothing but a person can renew it. */
export class SignedOut extends Failure {
  constructor(issuer: string, why: string) {
    super('credential', `The sign-in at ${issuer} has ended: ${why}.`, signInAgain);
  }
}

/**
 * The Failure for what goes wrong between Jetway and an issuer. By the code of oauth4webapi's errors (3.8), whose class
 * names do not survive the build. Nothing of what was sent is repeated.
 */
export function signInFailure(error: unknown, issuer: string): Failure {
  if (error instanceof Failure) return error;
  const said = refusalOf(error);
  if (said !== undefined) return refused(said, issuer);
  const code = textAt(error, 'code');
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') {
    return new Failure(
      'credential',
      `By this machine's clock what ${issuer} has signed is not valid now.`,
      'Set the clock (jetway doctor tells by how much it is wrong), then try again.',
    );
  }
  if (code?.startsWith('OAUTH_') === true) {
    const why = error instanceof Error ? clean(error.message, 160) : '';
    return new Failure(
      'gateway',
      `${issuer} answers otherwise than OAuth 2.0 has it: ${why}.`,
      'Tell its administrator, or use a key: jetway login',
    );
  }
  throw error;
}

/** The word of the issuer's with which it refuses (RFC 6749, 5.2), and what it says to it; undefined for another trouble. */
export function refusalOf(error: unknown): { readonly word: string; readonly why?: string } | undefined {
  const code = textAt(error, 'code');
  if (code !== 'OAUTH_RESPONSE_BODY_ERROR' && code !== 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return undefined;
  const why = textAt(error, 'error_description');
  return { word: textAt(error, 'error') ?? 'error', ...(why === undefined ? {} : { why: clean(why, 160) }) };
}

function refused({ word, why }: { readonly word: string; readonly why?: string }, issuer: string): Failure {
  const known = refusals[word];
  const told = why === undefined ? '' : ` (${why.replace(/\.$/, '')})`;
  if (known !== undefined) return new Failure('credential', `${known.message(issuer)}${told}.`, known.hint);
  const transient = word === 'temporarily_unavailable' || word === 'server_error';
  return new Failure(
    transient ? 'gateway' : 'credential',
    `${issuer} refuses the sign-in: ${clean(word, 60)}${told}.`,
    transient ? 'Try again in a minute.' : 'Ask its administrator, or use a key: jetway login',
  );
}

const refusals: Readonly<Record<string, { message(issuer: string): string; readonly hint: string }>> = {
  access_denied: {
    message: (issuer) => `The sign-in was refused at ${issuer}`,
    hint: 'If that was a mistake, run the same command again.',
  },
  expired_token: { message: () => 'Nobody has signed in in time', hint: 'Run the same command again.' },
  invalid_client: {
    message: (issuer) => `${issuer} does not know this client`,
    hint: 'Have its administrator register Jetway, and give the id: jetway login --sso --client-id <id>',
  },
  unauthorized_client: {
    message: (issuer) => `${issuer} does not let this client sign in in this way`,
    hint: 'Try the other way (--device), or another client: --client-id <id>',
  },
  invalid_scope: {
    message: (issuer) => `${issuer} does not know a scope that was asked for`,
    hint: 'Name those that it has: --scope "openid offline_access"',
  },
};
