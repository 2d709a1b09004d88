import type { ForwardedAnswer } from '../net/exchange.ts';
import { keyHeaders } from '../keys/key-headers.ts';

type Headers = Readonly<Record<string, string>>;

/** Of the line between two programs alone: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1. */
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

const notForwarded = new Set([...ofTheLine, ...keyHeaders, 'host', 'content-length', 'accept-encoding']);
const notReturned = new Set(ofTheLine);

/** Those of the agent's as they came, but for its token and what belongs to its line; `own` win: credentials, attribution. */
export function forwarded(headers: Headers, own: Headers): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name in headers) {
    if (!notForwarded.has(name)) result[name] = headers[name] ?? '';
  }
  // The ledger reads what goes by, and no agent is any faster for a packed answer from this machine.
  result['accept-encoding'] = 'identity';
  return Object.assign(result, own);
}

/** Towards another protocol: nothing of the agent's but what tells sessions apart, which gateways route and cache by. */
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

/** The gateway's, in its own spelling and order. */
export function returned({ rawHeaders }: Pick<ForwardedAnswer, 'rawHeaders'>): string[] {
  const result: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!notReturned.has(name.toLowerCase())) result.push(name, rawHeaders[index + 1] ?? '');
  }
  return result;
}
