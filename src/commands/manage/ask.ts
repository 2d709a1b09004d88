import { Failure } from '../../failure.ts';
import type { Part, Reply } from '../../gateways/management.ts';
import type { Question } from '../../gateways/question.ts';
import { textAt } from '../../json-path.ts';
import { redact } from '../../keys/secret.ts';
import { ask, failureOf } from '../../net/gateway-client.ts';
import { noManagementKey, type Managed } from '../../options/resolve-management.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { say } from '../../say.ts';

/** A management API may take its time: Bifrost waits for its database. Milliseconds. */
const timeoutMs = 15_000;
/** A list of more parts than this is none that anybody has. */
const partLimit = 100;

/** Is told the gateway's own time, in milliseconds since 1970, or NaN. */
type Dated = (time: number) => void;

/** One answer. Throws the Failure of a refusal, `credential` where it wants a key and there is none. */
export async function reply<T>(
  question: Question<Reply<T>>,
  managed: Managed,
  system: System,
  dated?: Dated,
): Promise<T> {
  const { answer, response } = await ask(question, managed.keys, system.http, timeoutMs);
  dated?.(Date.parse(response.headers['date'] ?? ''));
  if ('value' in answer) return answer.value;
  const { refused } = answer;
  if (refused.code === 'credential' && managed.keys.size === 0) throw noManagementKey(managed);
  const failure = failureOf({ ...refused, message: redact(refused.message, managed.keys) });
  const wait = response.headers['retry-after'];
  if (response.status !== 429 || wait === undefined) throw failure;
  const unit = /^\d+$/.test(wait) ? ' s' : '';
  throw new Failure(failure.code, failure.message, `Try again in ${clean(wait, 40)}${unit}.`);
}

/**
 * All parts of a list, or its first so many items, each once: where something is put at the head of a list while it is read, the
 * last of one part comes again as the first of the next. Throws as `reply` does, and `gateway` for a list that does not end: half a
 * list is none.
 */
export async function replies<T>(
  first: Question<Reply<Part<T>>>,
  managed: Managed,
  system: System,
  most = Number.POSITIVE_INFINITY,
  dated?: Dated,
): Promise<readonly T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let question: Question<Reply<Part<T>>> | undefined = first;
  for (let count = 0; question !== undefined && items.length < most; count += 1) {
    if (count === partLimit) {
      const message = `The list has more than ${partLimit} parts, and half of one is none.`;
      throw new Failure('gateway', message, 'Ask for less of it: --since 1d, --limit 50');
    }
    const part: Part<T> = await reply(question, managed, system, dated);
    for (const item of part.items) {
      const id = textAt(item, 'id') ?? '';
      if (id === '' || !seen.has(id)) items.push(item);
      seen.add(id);
    }
    question = part.next;
  }
  return items.slice(0, most);
}

/** Throws a `credential` Failure where there is no key to manage with and the gateway is not open to everybody, which is said. */
export async function requireManagementKey(managed: Managed, system: System): Promise<void> {
  const { open, url } = managed.management;
  if (open !== undefined && (await ask(open, managed.keys, system.http)).answer) {
    say(`Whoever reaches ${url} may manage it and read all of its keys: it has no password.`, system);
  } else if (managed.keys.size === 0) throw noManagementKey(managed);
}
