import type { SignedIn } from './profile.ts';
import { spanOf } from '../text.ts';

/** How long a sign-in holds: what follows a comma. `now`: milliseconds since 1970. */
function holdsWords({ expiresAt, renews }: Pick<SignedIn, 'expiresAt' | 'renews'>, now: number): string {
  if (expiresAt === undefined) return renews ? 'renewed by itself' : 'until it is revoked';
  const left = expiresAt - now;
  if (renews) return left <= 0 ? 'renewed at the next start' : `renewed by itself in ${spanOf(left)}`;
  return left <= 0 ? 'over: jetway login --sso' : `for ${spanOf(left)} more`;
}

/** `ann@example.com at https://login.example.com, renewed by itself in 58 minutes`. */
export function signedInWords(signedIn: SignedIn, now: number): string {
  const { who, issuer } = signedIn;
  return `${who === undefined ? '' : `${who} `}at ${issuer}, ${holdsWords(signedIn, now)}`;
}
