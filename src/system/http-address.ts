import { Failure } from '../failure.ts';
import { isLoopback } from '../net/url.ts';
import { clean, quote } from '../text.ts';

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

/** Where a redirect leads. Throws a `gateway` Failure for another origin: the key belongs to this one. */
export function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to?.origin === from.origin && /^https?:$/.test(to.protocol)) return to;
  const place = to === undefined ? clean(location) : to.origin === 'null' ? to.protocol : to.origin;
  throw new Failure(
    'gateway',
    `${from.origin} redirects to ${place}, another origin: the key was not sent there.`,
    `If that is your gateway, give its address yourself: --base-url ${place}…`,
  );
}
