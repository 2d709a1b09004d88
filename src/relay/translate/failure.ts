import type { JsonObject } from '../../agents/agent.ts';
import { at, textAt } from '../../json-path.ts';
import { kindOf, statusOf, type Complaint, type ComplaintKind, type ErrorWords } from '../../protocols/complaint.ts';
import type { TranslatedError } from '../translator.ts';

/** Kinds that no second try can mend. */
const final: readonly ComplaintKind[] = ['invalid', 'overflow', 'credential', 'forbidden', 'missing', 'too-large'];
/** Of a message: the rest of a page of HTML helps nobody. Characters. */
const messageLimit = 2000;

/** A gateway's error answer for an agent. `from` words it, `to` knows how the gateway says that a prompt is too long. */
export function translatedError(
  from: ErrorWords,
  to: ErrorWords,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): TranslatedError {
  const complaint = complaintOf(to, status, body);
  const retryAfter = headers['retry-after'];
  const kept = ['retry-after', 'retry-after-ms'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const stop: Readonly<Record<string, string>> = final.includes(complaint.kind) ? { 'x-should-retry': 'false' } : {};
  return {
    status: statusOf(complaint),
    headers: { ...Object.fromEntries(kept), ...stop },
    body: from.body({ ...complaint, ...(retryAfter === undefined ? {} : { retryAfter }) }) as JsonObject,
  };
}

function complaintOf(to: ErrorWords, status: number, body: unknown): Complaint {
  const message = (messageOf(body) ?? `The gateway answered with status ${status}.`).slice(0, messageLimit);
  const overflows = status >= 400 && status < 500 && status !== 429 && to.overflows(body);
  if (overflows) return { kind: 'overflow', message: measured(message) };
  return { kind: kindOf(status), message, status };
}

/** Where gateways put their words; OpenRouter's of the provider behind it stand deeper. */
function messageOf(body: unknown): string | undefined {
  if (typeof body === 'string')
    return (
      body
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim() || undefined
    );
  const own =
    textAt(body, 'error', 'message') ??
    textAt(body, 'message') ??
    textAt(body, 'error') ??
    textAt(body, 'detail') ??
    textAt(body, 'error', 0, 'message') ??
    textAt(body, 'errors', 0, 'message') ??
    textAt(body, 0, 'error', 'message');
  const inner = textAt(body, 'error', 'metadata', 'raw');
  if (own !== undefined) return inner === undefined ? own : `${own}: ${inner}`;
  return typeof at(body) === 'object' && body !== null ? JSON.stringify(body) : undefined;
}

/** Agents read by how much a prompt is too long from `<n> tokens > <m> maximum`, whoever said it in other words. */
function measured(message: string): string {
  const numbers = [...message.matchAll(/\b\d{4,}\b/g)].map(([number]) => Number(number));
  const [most, least] = [Math.max(...numbers), Math.min(...numbers)];
  return numbers.length >= 2 && most > least ? `${most} tokens > ${least} maximum. ${message}` : message;
}
