/**
 * What is wrong with a request or its answer, before a protocol words it: `<protocol>/errors.ts` does. The kinds are those
 * that an agent acts upon in different ways.
 */
export interface Complaint {
  readonly kind: ComplaintKind;
  /** For the user: the agents print it. */
  readonly message: string;
  /** The status that goes with it; absent: the kind's usual one. */
  readonly status?: number;
  /** When to ask again, as the server's header has it. */
  readonly retryAfter?: string;
}

/** `overflow`: the prompt does not fit the model's window; agents compact on that. */
export type ComplaintKind =
  | 'invalid'
  | 'overflow'
  | 'credential'
  | 'forbidden'
  | 'missing'
  | 'too-large'
  | 'rate-limit'
  | 'overloaded'
  | 'failed';

const statuses: Readonly<Record<ComplaintKind, number>> = {
  invalid: 400,
  overflow: 400,
  credential: 401,
  forbidden: 403,
  missing: 404,
  'too-large': 413,
  'rate-limit': 429,
  overloaded: 503,
  failed: 500,
};

export function statusOf({ kind, status }: Complaint): number {
  return status ?? statuses[kind];
}

/** What an error status of a server's means. */
export function kindOf(status: number): ComplaintKind {
  const found = Object.entries(statuses).find(([, usual]) => usual === status)?.[0] as ComplaintKind | undefined;
  if (found !== undefined) return found;
  if (status === 529) return 'overloaded';
  return status >= 400 && status < 500 ? 'invalid' : 'failed';
}

/** One protocol's errors, as its vendor words them and the agents read them. */
export interface ErrorWords {
  /** The body of an answer with an error status. */
  body(complaint: Complaint): object;
  /**
   * The events that end a stream which has begun, complete with their blank line. `number` and `id`: of the event and of
   * the answer, for a protocol that counts its events.
   */
  events(complaint: Complaint, number?: number, id?: string): string;
  /** Whether the body of a server's error says that the prompt is too long for the model's window. */
  overflows(body: unknown): boolean;
}
