import type { SignedIn } from './profile.ts';
import { counted } from '../text.ts';

/** How long a sign-in holds: what follows a comma. `now`: milliseconds since 1970. */
function holdsWords({ expiresAt, renews }: Pick<SignedIn, 'expiresAt' | 'renews'>, now: number): string {
  if (expiresAt === undefined) return renews ? 'renewed by itself' : 'until it is revoked';
  const left = expiresAt - now;
  if (renews) return left <= 0 ? 'renewed at the next start' : `renewed by itself in ${span(left)}`;
  return left <= 0 ? 'over: jetway login --sso' : `for ${span(left)} more`;
}

/** Rounded to the unit in which one would say it. */
function span(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const [count, unit] =
    minutes < 100
      ? ([minutes, 'minute'] as const)
      : minutes < 48 * 60
        ? ([Math.round(minutes / 60), 'hour'] as const)
        : ([Math.round(minutes / 1440), 'day'] as const);
  return counted(count, unit);
}

/** `ann@example.com at https://login.example.com, renewed by itself in 58 minutes`. */
export function signedInWords(signedIn: SignedIn, now: number): string {
  const { who, issuer } = signedIn;
  return `${who === undefined ? '' : `${who} `}at ${issuer}, ${holdsWords(signedIn, now)}`;
}
