import { Failure } from '../failure.ts';
import { clean, quote } from '../text.ts';
import { leadsToLogin, sessionOver } from './access.ts';

/**
 * What a base URL typed or pasted means: scheme, host and path, without a slash at the end. A missing scheme is added.
 * Throws a `configuration` Failure, with `hint`, for placeholders, for plain HTTP to another machine, and for what a base
 * URL has no place for: user names, passwords, queries, fragments.
 */
export function readBaseUrl(text: string, hint: string): string {
  const typed = text.trim();
  const refuse = (why: string): Failure => new Failure('configuration', why, hint);

  if (typed === '') throw refuse('The base URL is empty.');
  if (typed.length > 2000) throw refuse(`A base URL is not ${typed.length} characters long.`);
  // On the raw text: a URL parser would turn `<account_id>` into `%3Caccount_id%3E`.
  const left = placeholderIn(typed);
  if (left !== undefined) throw refuse(`The base URL still holds the placeholder ${clean(left, 60)}.`);
  if (/\s|[^\x20-\x7e\xa0-\uffff]/.test(typed)) throw refuse('The base URL has a space or a line break in it.');

  const url = parse(typed);
  if (url === undefined || url.hostname === '') throw refuse(`${quote(withoutSecrets(typed))} is no URL.`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse(`A base URL starts with https://, not with ${clean(url.protocol, 20)}//.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('The base URL holds a user name or password. A key has its own place: jetway login.');
  }
  if (url.search !== '' || url.hash !== '') throw refuse('A base URL ends before any "?" or "#".');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refuse(`Plain http:// would show the key to the network on the way to ${url.hostname}; use https://.`);
  }
  return `${url.origin}${url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '')}`;
}

/**
 * The address of a request. Throws a `configuration` Failure for one that is no URL, that would carry a key over an
 * unencrypted line, or that holds a user name or password.
 */
export function allowed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Failure(
      'configuration',
      `${quote(text)} is no web address.`,
      'Give one like https://gateway.example/v1.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure(
      'configuration',
      `The address of ${url.origin} holds a user name or password.`,
      'Take it out of the address; a key is stored with: jetway login',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Failure(
      'configuration',
      `${url.origin} is not encrypted: anyone on the way could read the key.`,
      `Use https://${url.host}, or reach it through a tunnel that ends on http://127.0.0.1:<port>.`,
    );
  }
  return url;
}

/** Where a redirect leads. Throws a `gateway` Failure for another origin: the key belongs to this one; `credential` for a login in front of it. */
export function redirected(from: URL, location: string): URL {
  if (leadsToLogin(location, from.href)) throw sessionOver(from.href);
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to?.origin === from.origin && /^https?:$/.test(to.protocol)) return to;
  const place = to === undefined ? clean(location) : to.origin === 'null' ? to.protocol : to.origin;
  throw new Failure(
    'gateway',
    `${from.origin} redirects to ${place}, another origin: the key was not sent there.`,
    `If that is your gateway, give its address yourself: --base-url ${place}…`,
  );
}

/** The base URL without any ending of its path that `ending` matches, however many there are. */
export function withoutEnding(baseUrl: string, ending: RegExp): string {
  const { origin, pathname } = new URL(baseUrl);
  // Most have no path: the expression, long as it is, is not compiled for them.
  if (pathname === '/') return origin;
  let path = pathname.replace(/\/$/, '');
  for (let next = path.replace(ending, ''); next !== path; next = path.replace(ending, '')) path = next;
  return `${origin}${path}`;
}

/** Whether requests to this host stay on this machine. `hostname` as `URL` gives it: IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true;
  // One expression for them all takes a tenth of a millisecond to compile, for each gateway that is none of them.
  return hostname.startsWith('127.') && /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

const placeholder = (): RegExp =>
  new RegExp(
    [
      '<[^<>]*>',
      '%3[Cc].*?%3[Ee]',
      '\\$?\\{[^{}]*\\}',
      '%7[Bb].*?%7[Dd]',
      '\\$[A-Za-z_]\\w*',
      '\\[[A-Za-z][\\w -]*\\]',
      'YOUR[_-]\\w+',
      '[Yy]our[_-](?:account|gateway|api|key|id|host|resource|workspace)\\b[\\w-]*',
      '(?<=/):[A-Za-z_]\\w*',
    ].join('|'),
  );

/** The first thing in the text that was meant to be replaced: `<account_id>`, `{id}`, `$NAME`, `YOUR_ID` … */
export function placeholderIn(text: string): string | undefined {
  // No placeholder is without one of these; to compile the expression takes longer than all else that is done to a URL, and
  // to compile one that ignores case five times as long as one that doesn't.
  if (!/[<>{}%$[\]]|[Yy]our|YOUR|\/:/.test(text)) return undefined;
  return placeholder().exec(text)?.[0];
}

/** Without a scheme, only what looks like a host: a key pasted by mistake must not be asked for as one. */
function parse(text: string): URL | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return attempt(text);
  const url = attempt(`https://${text}`);
  if (url !== undefined && isLoopback(url.hostname)) return attempt(`http://${text}`);
  return url?.hostname.includes('.') === true ? url : undefined;
}

function attempt(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** What does not parse may hold a password all the same. */
function withoutSecrets(text: string): string {
  return text.replace(/[^/]*@/, '').replace(/[?#].*$/, '');
}
