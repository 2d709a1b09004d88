import { Failure } from '../../failure.ts';
import type { Part, Reply } from '../../gateways/management.ts';
import type { Question } from '../../gateways/question.ts';
import { redact, type Keys } from '../../keys/secret.ts';
import { ask, failureOf } from '../../net/gateway-client.ts';
import { noManagementKey, type Managed } from '../../options/resolve-management.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';

/** A management API may take its time: Bifrost waits for its database. Milliseconds. */
const timeoutMs = 15_000;
/** A list of more parts than this is cut. */
const partLimit = 100;

/** One answer. Throws the Failure of a refusal, `credential` where it wants a key and there is none. */
export async function reply<T>(question: Question<Reply<T>>, managed: Managed, system: System): Promise<T> {
  const { answer, response } = await ask(question, managed.keys, system.http, timeoutMs);
  if ('value' in answer) return answer.value;
  const { refused } = answer;
  if (refused.code === 'credential' && managed.keys.size === 0) throw noManagementKey(managed);
  const failure = failureOf({ ...refused, message: redact(refused.message, managed.keys) });
  const wait = response.headers['retry-after'];
  if (response.status !== 429 || wait === undefined) throw failure;
  const unit = /^\d+$/.test(wait) ? ' s' : '';
  throw new Failure(failure.code, failure.message, `Try again in ${clean(wait, 40)}${unit}.`);
}

/** All parts of a list. Throws as `reply` does: half a list is none. */
export async function replies<T>(
  first: Question<Reply<Part<T>>>,
  managed: Managed,
  system: System,
): Promise<readonly T[]> {
  const items: T[] = [];
  let question: Question<Reply<Part<T>>> | undefined = first;
  for (let count = 0; question !== undefined && count < partLimit; count += 1) {
    const part: Part<T> = await reply(question, managed, system);
    items.push(...part.items);
    question = part.next;
  }
  return items;
}

/** Throws a `credential` Failure where no key to manage with was found. */
export function requireManagementKey(managed: Managed): Keys {
  if (managed.keys.size === 0) throw noManagementKey(managed);
  return managed.keys;
}
