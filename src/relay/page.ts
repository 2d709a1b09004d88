import { notAnApi } from '../gateways/diagnosis.ts';
import type { ForwardedAnswer } from '../net/exchange.ts';
import { codingsIn } from '../net/content-codings.ts';
import { isPageType } from '../net/page.ts';
import type { Asked } from '../protocols/questions.ts';
import { gathered } from './answer.ts';
import { complaintAnswer, final, type Attempted } from './attempted.ts';
import type { Upstream } from './upstream.ts';

/**
 * Gives the answer back; undefined where it is a page: then a login, a proxy or a captive portal has answered for the gateway. A
 * server may call its events a page, too (PHP does unless it is told otherwise), so what it begins with decides. Packed, though
 * nothing packed was asked for, it is no answer of an API's.
 */
export async function withoutPage(answer: ForwardedAnswer): Promise<ForwardedAnswer | undefined> {
  if (!isPageType(answer.headers)) return answer;
  const pieces = answer.body[Symbol.asyncIterator]();
  const begun: Promise<IteratorResult<Uint8Array>>[] = [];
  let start = '';
  do {
    const next = pieces.next();
    begun.push(next);
    // Whoever reads the body is told that it broke off.
    const { value, done } = await next.catch(() => ({ value: undefined, done: true }));
    if (done === true) break;
    start += Buffer.from(value as Uint8Array).toString();
  } while (/^\s*$/.test(start));
  const body = all(begun, pieces);
  // Neither JSON nor an event begins with this.
  if (!/^\s*</.test(start) && codingsIn(answer.headers['content-encoding']).length === 0) return { ...answer, body };
  await gathered(body, 0);
  return undefined;
}

async function* all(
  begun: readonly Promise<IteratorResult<Uint8Array>>[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (const next of begun) {
      const one = await next;
      if (one.done === true) return;
      yield one.value;
    }
    for (let one = await rest.next(); one.done !== true; one = await rest.next()) yield one.value;
  } finally {
    await rest.return?.();
  }
}

/** Another gateway may still answer; where none does the agent is to stop at once, for the page would come again. */
export function failedByPage(
  { gateway, endpoint }: Upstream,
  asked: Asked,
  refusal: number,
): Attempted & { readonly kind: 'failed' } {
  const { message, hint } = notAnApi({ gateway, url: endpoint.baseUrl });
  const complaint = { kind: 'forbidden', message: `${message} ${hint}`, status: refusal } as const;
  return { kind: 'failed', status: 502, answer: complaintAnswer(complaint, asked, final) };
}
