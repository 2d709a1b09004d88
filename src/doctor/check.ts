import type { AgentFacts, Facts } from './facts.ts';
import type { Outcome } from './outcome.ts';

/**
 * One question of the doctor. To add one: a file in `checks/` that exports a check, and a line in its `index.ts`; for what a
 * gateway tells of itself, a row in `status-checks.ts`. A check only looks, through its facts: it repairs nothing. A Failure
 * that it lets through is a `fail` with the Failure's hint.
 */
export type Check = SharedCheck | AgentCheck;

interface Question {
  /** The file's name, or the row's topic; stable: scripts read it in `--json`. */
  readonly id: string;
  readonly title: string;
  /** Whether there is anything to ask while no gateway is chosen. */
  readonly needsGateway: boolean;
  /** Whether it runs before each launch too: free, and within the 3 s of all of them together. */
  readonly preflight: boolean;
  /** It is about how things should be, not whether they work: made where it is asked for by name, or the gateway is. */
  readonly advice?: true;
  /** It sends requests that cost money: made where it is asked for by this flag or by name, after consent, and nowhere else. */
  readonly costs?: 'deep' | 'capabilities';
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
