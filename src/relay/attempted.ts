import type { Forwarder } from '../net/exchange.ts';
import { statusOf, type Complaint } from '../protocols/complaint.ts';
import type { Asked } from '../protocols/questions.ts';
import { errorWords } from '../protocols/readings.ts';
import type { Passed } from './answer.ts';

export interface AttemptOptions {
  /** Whether another attempt may follow. `status` is that of an error answer; it is absent where no output came, or nothing at all. */
  holds(status?: number): boolean;
  readonly forwarder: Forwarder;
  /** The status with which the agent stops at once. */
  readonly refusal: number;
  readonly now: () => number;
  /** Tells the user a line, each line once in a session. */
  readonly note: (line: string) => void;
}

/** What became of an attempt: the agent has its answer (`answered`), or has got nothing yet and may be given `answer`. */
export type Attempted =
  | (Passed & { readonly kind: 'answered'; readonly status: number })
  | { readonly kind: 'failed'; readonly status?: number; readonly retryAfterMs?: number; readonly answer: WholeAnswer };

/** An answer to be sent in one piece. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array | string;
}

/** A complaint as an answer in the agent's protocol. */
export function complaintAnswer(
  complaint: Complaint,
  { protocol }: Pick<Asked, 'protocol'>,
  headers: readonly string[] = [],
): WholeAnswer {
  return {
    status: statusOf(complaint),
    headers: ['content-type', 'application/json', ...headers],
    body: JSON.stringify(errorWords[protocol].body(complaint)),
  };
}

/** Claude Code asks again for many statuses, unless it is told not to (2.1.332). */
export const final = ['x-should-retry', 'false'];

export function failedBy(complaint: Complaint, asked: Asked): Attempted & { readonly kind: 'failed' } {
  return { kind: 'failed', status: statusOf(complaint), answer: complaintAnswer(complaint, asked) };
}
