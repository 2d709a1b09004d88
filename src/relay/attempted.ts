import type { Forwarder } from '../net/exchange.ts';
import { statusOf, type Complaint } from '../protocols/complaint.ts';
import type { Asked } from '../protocols/questions.ts';
import { errorWords } from '../protocols/readings.ts';
import type { Passed } from './answer.ts';

export interface AttemptOptions {
  /** The attempt may still be followed by another one. `status` of an error answer; absent: no output came, or nothing at all. */
  holds(status?: number): boolean;
  readonly forwarder: Forwarder;
  readonly now: () => number;
  /** Said to the user, once a session each. */
  readonly note: (line: string) => void;
}

/** What became of an attempt: the agent has its answer, or has got nothing and may be given this one. */
export type Attempted =
  | (Passed & { readonly kind: 'answered'; readonly status: number })
  | { readonly kind: 'failed'; readonly status?: number; readonly retryAfterMs?: number; readonly answer: WholeAnswer };

/** An answer to be sent in one piece. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array | string;
}

/** The answer that a complaint is, in the agent's protocol. */
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

export function failedBy(complaint: Complaint, asked: Asked): Attempted & { readonly kind: 'failed' } {
  return { kind: 'failed', status: statusOf(complaint), answer: complaintAnswer(complaint, asked) };
}
