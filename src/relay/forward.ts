import { attempt } from './attempt.ts';
import { complaintAnswer, final, type Attempted } from './attempted.ts';
import { Failure } from '../failure.ts';
import type { Leaving } from '../net/exchange.ts';
import type { Passed } from './answer.ts';
import type { Incoming } from './incoming.ts';
import type { RelayParts } from './relay.ts';
import { unreachable } from './places.ts';
import { sendWhole } from './send.ts';
import { findTranslator } from './translate/index.ts';
import { holdsSeals, refusesSeals, unsealed } from './unsealed.ts';
import type { Upstream } from './upstream.ts';

/** How a request ended, after all its attempts. */
export interface Forwarded {
  /** Who answered, or was tried last. */
  readonly upstream: Upstream;
  readonly attempts: number;
  /** The answer's status; 0 where nothing answered. */
  readonly status: number;
  readonly passed?: Passed;
  /** The status, or 0, for which the first upstream was given up for another. Absent where it was not given up. */
  readonly firstStatus?: number;
}

/** How many attempts may follow the first one. */
const retries = 2;
/** All waiting between attempts together takes no longer. Milliseconds. */
const waitLimit = 10_000;

/**
 * Sends a request to the first of `candidates`, and to the next ones where that may help: before the first piece of an
 * answer only, at most two more, at most ten seconds. A sole candidate is not tried again: the agents do that themselves.
 * A refused key is asked for anew once, where that can be, and sealed thoughts that are refused are left out once.
 */
export async function forward(
  asItCame: Incoming,
  candidates: readonly Upstream[],
  { setup, forwarder, recorder, now }: Pick<RelayParts, 'setup' | 'forwarder' | 'recorder' | 'now'>,
): Promise<Forwarded> {
  const { exchange, asked } = asItCame;
  const began = now();
  let incoming = asItCame;
  let renewed = false;
  let [index, attempts] = [0, 0];
  let firstStatus: number | undefined;
  for (;;) {
    const upstream = candidates[index] as Upstream;
    const { protocol } = upstream.endpoint;
    const translator = protocol === asked.protocol ? undefined : await findTranslator(asked.protocol, protocol);
    if (protocol !== asked.protocol && translator === undefined) {
      const { complaint } = unreachable(setup, asked.protocol, upstream.about.id);
      sendWhole(exchange, complaintAnswer({ ...complaint, status: setup.refusal }, asked, final));
      return { upstream, attempts, status: setup.refusal };
    }
    const goesOn = index + 1 < candidates.length && attempts < retries;
    const renewable = !renewed && upstream.keys.renew !== undefined;
    const strippable = (): boolean => incoming === asItCame && holdsSeals(asItCame.body);
    const result: Attempted = await attempt(incoming, upstream, translator, {
      holds: (status) =>
        (status === 401 && renewable) ||
        (status === 400 && strippable()) ||
        (goesOn && (status === undefined || isRetryable(status))),
      refusal: setup.refusal,
      forwarder,
      now,
      note: recorder.note,
    });
    attempts += 1;
    const done = { upstream, attempts, ...(index === 0 || firstStatus === undefined ? {} : { firstStatus }) };
    if (result.kind === 'answered') return { ...done, status: result.status, passed: result };
    const { status = 0, retryAfterMs, answer } = result;
    if (exchange.signal.aborted) return { ...done, status };
    if (status === 401 && renewable) {
      renewed = true;
      const other = await upstream.keys.renew?.().catch((error: unknown) => {
        if (error instanceof Failure) return error;
        throw error;
      });
      if (other === true) continue;
      if (other instanceof Failure) {
        sendWhole(exchange, complaintAnswer({ kind: 'credential', message: `${other.message} ${other.hint}` }, asked));
        return { ...done, status };
      }
    }
    if (status === 400 && strippable() && refusesSeals(answer)) {
      const stripped = unsealed(asItCame);
      if (stripped !== undefined) {
        incoming = stripped;
        recorder.note('Thoughts that another model or account had sealed were refused; they were left out.');
        continue;
      }
    }
    if (!goesOn || !isRetryable(status)) {
      sendWhole(exchange, answer);
      return { ...done, status };
    }
    firstStatus ??= status;
    const left = waitLimit - (now() - began);
    if (retryAfterMs !== undefined && retryAfterMs <= left) await pause(retryAfterMs, exchange.signal);
    else index += 1;
  }
}

function pause(milliseconds: number, signal: Leaving): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.onAbort(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function isRetryable(status: number): boolean {
  return status === 0 || status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
}
