import type { AgentFacts, Facts } from '../facts.ts';
import type { FailureCode } from '../failure.ts';
import type { FileEdit } from '../repairs.ts';

/**
 * One question of the doctor. To add one: a file here that exports a check, and a line in `index.ts`. A check only
 * looks, through its facts; it repairs nothing. A Failure that it lets through is a `fail` with the Failure's hint.
 */
export type Check = SharedCheck | AgentCheck;

interface Question {
  /** The file's name, and stable: scripts read it in `--json`. */
  readonly id: string;
  readonly title: string;
  /** Whether there is anything to ask while no gateway is chosen. */
  readonly needsGateway: boolean;
  /** Whether it runs before each launch too: free, and within the 3 s of all of them together. */
  readonly preflight: boolean;
}

/** Asked once in a doctor's run, whatever the agents. */
export interface SharedCheck extends Question {
  readonly about: 'all';
  run(facts: Facts): Promise<Outcome>;
}

/** Asked for each agent. */
export interface AgentCheck extends Question {
  readonly about: 'agent';
  run(facts: AgentFacts): Promise<Outcome>;
}

export type Outcome = (
  | { readonly status: 'pass' | 'skip'; readonly detail: string }
  | { readonly status: 'warn'; readonly detail: string; readonly hint: string }
  | { readonly status: 'fail'; readonly detail: string; readonly hint: string; readonly code: FailureCode }
) & {
  /** What was seen, for `--json`, and in lines with `--verbose`. Nothing secret. */
  readonly evidence?: readonly Evidence[];
  /** What `doctor --fix` may do about it, after consent: only what is surely right. */
  readonly repairs?: readonly FileEdit[];
};

/** One thing seen: its values by name, in the order in which they are shown. */
export type Evidence = Readonly<Record<string, string | number | boolean>>;

export const pass = (detail: string, evidence?: readonly Evidence[]): Outcome => ({
  status: 'pass',
  detail,
  ...(evidence === undefined ? {} : { evidence }),
});
export const skip = (detail: string): Outcome => ({ status: 'skip', detail });
export const warn = (detail: string, hint: string, evidence?: readonly Evidence[]): Outcome => ({
  status: 'warn',
  detail,
  hint,
  ...(evidence === undefined ? {} : { evidence }),
});
export const fail = (code: FailureCode, detail: string, hint: string, evidence?: readonly Evidence[]): Outcome => ({
  status: 'fail',
  code,
  detail,
  hint,
  ...(evidence === undefined ? {} : { evidence }),
});

/** The same outcome, with what can be done about it. */
export const repairable = (outcome: Outcome, repairs: readonly FileEdit[]): Outcome =>
  repairs.length === 0 ? outcome : { ...outcome, repairs };
