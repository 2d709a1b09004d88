import { parseJson } from '../json-path.ts';
import { sessionRefusal } from '../net/access.ts';
import type { ForwardedAnswer } from '../net/exchange.ts';
import { gathered, pass, untouched } from './answer.ts';
import { failedBy, type Attempted, type AttemptOptions } from './attempted.ts';
import { returned, unsized } from './headers.ts';
import type { Incoming } from './incoming.ts';
import type { Translator } from './translator.ts';
import type { Upstream } from './upstream.ts';

/** No more than this is read of an error's body. Bytes. */
const errorLimit = 1024 * 1024;

/** Reads an answer that is an error, or a redirect, which no key may follow. */
export async function refused(
  { exchange, asked }: Incoming,
  { endpoint, providerRetryAfter }: Upstream,
  asItCame: ForwardedAnswer,
  translator: Translator | undefined,
  { holds, now }: AttemptOptions,
): Promise<Attempted> {
  const answer = withWait(asItCame, providerRetryAfter);
  const over = sessionRefusal(endpoint.credentials, answer, endpoint.baseUrl);
  if (over !== undefined) {
    await gathered(answer.body, 0);
    return failedBy({ kind: 'credential', message: `${over.message} ${over.hint}` }, asked);
  }
  if (answer.status < 400) {
    await gathered(answer.body, 0);
    const message = `The gateway redirects to ${answer.headers['location'] ?? 'another address'}; the key is not sent there.`;
    return failedBy({ kind: 'failed', message, status: 502 }, asked);
  }
  const { status } = answer;
  if (translator === undefined && !holds(status)) {
    const head = { status, headers: returned(answer) };
    const passed = await pass(exchange, head, answer.body, untouched(asked.protocol, false), false, now);
    return { ...passed, kind: 'answered', status };
  }
  const bytes = await gathered(answer.body, errorLimit);
  const retryAfterMs = retryAfter(answer.headers['retry-after'], now());
  const told = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (translator === undefined) {
    return { kind: 'failed', ...told, answer: { status, headers: unsized(returned(answer)), body: bytes ?? '' } };
  }
  const text = Buffer.from(bytes ?? []).toString('utf8');
  const error = translator.error(status, parseJson(text) ?? text, answer.headers);
  const headers = ['content-type', 'application/json', ...Object.entries(error.headers).flat()];
  return { kind: 'failed', ...told, answer: { status: error.status, headers, body: JSON.stringify(error.body) } };
}

/** Gives the answer with its provider's `retry-after` under that name, where it has none of its own. */
function withWait(answer: ForwardedAnswer, name: string | undefined): ForwardedAnswer {
  const { headers, rawHeaders } = answer;
  const value = name === undefined ? undefined : headers[name];
  if (value === undefined || headers['retry-after'] !== undefined) return answer;
  return {
    ...answer,
    headers: { ...headers, 'retry-after': value },
    rawHeaders: [...rawHeaders, 'retry-after', value],
  };
}

/** Reads `retry-after`, which is seconds or a date; gives milliseconds. */
function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
