import type { ForwardedAnswer } from '../net/exchange.ts';
import { keyHeaders } from '../keys/key-headers.ts';

type Headers = Readonly<Record<string, string>>;

/** These headers concern the connection between two programs alone: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1. */
const ofTheLine = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
];

// A request comes in as it is: its encoding can only be the word for none, which HTTP has for `accept-encoding` alone.
const notForwarded = new Set([
  ...ofTheLine,
  ...keyHeaders,
  'host',
  'content-length',
  'accept-encoding',
  'content-encoding',
]);
const notReturned = new Set(ofTheLine);

/** The agent's headers as they came, but for its token and what concerns its connection. `own`, the credentials and the attribution, win. */
export function forwarded(headers: Headers, own: Headers): Record<string, string> {
  const result: Record<string, string> = {};
  const named = namedIn(headers['connection']);
  for (const name in headers) {
    if (!notForwarded.has(name) && !named.includes(name)) result[name] = headers[name] ?? '';
  }
  // The ledger reads what goes by, and no agent is any faster for a packed answer from this machine.
  result['accept-encoding'] = 'identity';
  return Object.assign(result, own);
}

/** The headers of a translated request: of the agent's only those that tell sessions apart, by which gateways route and cache. */
export function forwardedTranslated(headers: Headers, own: Headers): Record<string, string> {
  const kept = ['user-agent', 'session-id', 'x-session-id', 'x-claude-code-session-id'];
  const found = kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  return {
    ...(Object.fromEntries(found) as Record<string, string>),
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    ...own,
  };
}

/** The gateway's headers for the agent, in their own spelling and order. */
export function returned({ headers, rawHeaders }: Pick<ForwardedAnswer, 'headers' | 'rawHeaders'>): string[] {
  const result: string[] = [];
  const named = namedIn(headers['connection']);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const key = name.toLowerCase();
    if (!notReturned.has(key) && !named.includes(key)) result.push(name, rawHeaders[index + 1] ?? '');
  }
  return result;
}

/** The headers that concern the connection because `connection` names them, as it does in an offer to speak HTTP/2. */
function namedIn(connection = 'keep-alive'): readonly string[] {
  return connection === 'keep-alive' ? [] : connection.split(',').map((name) => name.trim().toLowerCase());
}

/** The headers without the length, for a body that is not sent as it came. */
export function unsized(headers: readonly string[]): readonly string[] {
  return headers.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== 'content-length' ? [name, headers[index + 1] ?? ''] : [],
  );
}
