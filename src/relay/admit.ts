import { keyHeaders } from '../keys/key-headers.ts';
import type { Complaint } from '../protocols/complaint.ts';
import { codingsIn } from '../net/content-codings.ts';
import type { Exchange, ExchangeServer } from '../net/exchange.ts';

/**
 * Whether a request may come in at all: undefined, or what is wrong with it. The port is open to every program of this
 * machine and, by way of a browser, to every page: so a page's requests are known by their `Origin`, which none of the
 * agents sends, those under a name that was made to lead here by their `Host`, and all others by the token.
 */
export function admit(
  { headers }: Pick<Exchange, 'headers'>,
  server: Pick<ExchangeServer, 'origin' | 'isToken'>,
): Complaint | undefined {
  const own = server.origin.slice('http://'.length);
  if (headers['host'] !== own) return forbidden(`This is ${own}, and was asked for under another name.`);
  if (headers['origin'] !== undefined) return forbidden('Web pages have no business here.');
  const given = keyHeaders.map((name) => headers[name] ?? '').filter((text) => text !== '');
  if (given.some((text) => server.isToken(text.replace(/^bearer /i, '')))) return undefined;
  return { kind: 'credential', message: 'This relay takes the token of its own launch alone.' };
}

/** Says what is wrong with a body that is packed: the relay reads bodies, and no agent packs what it sends to this machine. */
export function refusePacked({ headers }: Pick<Exchange, 'headers'>): Complaint | undefined {
  const codings = codingsIn(headers['content-encoding']).join(', ').slice(0, 60);
  if (codings === '') return undefined;
  const message = `This relay takes a request as it is, not packed (content-encoding: ${codings}).`;
  return { kind: 'invalid', status: 415, message };
}

function forbidden(message: string): Complaint {
  return { kind: 'forbidden', message };
}
