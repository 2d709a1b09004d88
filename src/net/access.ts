import { Failure } from '../failure.ts';
import { keyHeader } from '../keys/key-headers.ts';
import { shellWord } from '../text.ts';
import { isPageType } from './page.ts';

/**
 * Cloudflare Access stands in front of a server, and answers in its place where a request has no session that holds: with a
 * redirect to a team's login, or with 403 and a page, where an API says 401.
 * https://developers.cloudflare.com/cloudflare-one/access-controls/authenticate-agents/, 2026-11
 */
export function leadsToLogin(location: string, from: string): boolean {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  return (
    to !== undefined &&
    (/^\/cdn-cgi\/access\/login\b/.test(to.pathname) || /\.cloudflareaccess\.com$/.test(to.hostname))
  );
}

/** What an answer says where the token of a session was among the headers that were `sent`, and is not taken; undefined: something else. */
export function sessionRefusal(
  sent: object,
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  url: string,
): Failure | undefined {
  if (!(keyHeader.access in sent)) return undefined;
  const isLogin = status >= 300 && status < 400 && leadsToLogin(headers['location'] ?? '', url);
  return isLogin || (status === 403 && isPageType(headers)) ? refusal(url, 'Sign in again:', '') : undefined;
}

/** Nobody is let through to this address without a sign-in. */
export function sessionOver(url: string): Failure {
  const flags = `--set credential-header=${keyHeader.access} --key-command "cloudflared access token -app=${new URL(url).origin}"`;
  return refusal(url, 'Sign in:', `; a launch sends the session's token by: ${flags}`);
}

function refusal(url: string, before: string, behind: string): Failure {
  const { origin } = new URL(url);
  return new Failure(
    'credential',
    `Cloudflare Access refused the request to ${origin}: its session is over or revoked, or there is none.`,
    `${before} cloudflared access login ${shellWord(origin)}${behind}`,
  );
}
