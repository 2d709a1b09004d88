import type { Check, Outcome } from './checks/check.ts';
import type { AgentFacts, Facts } from './facts.ts';
import { Failure, type FailureCode } from './failure.ts';

/** One answered question. */
export interface Result {
  readonly id: string;
  readonly title: string;
  /** The agent it is about. */
  readonly agent?: string;
  readonly status: Outcome['status'];
  readonly detail: string;
  readonly hint?: string;
  /** Of a `fail`: what kind of failure a launch would end with. */
  readonly code?: FailureCode;
}

/** Asks all questions side by side and gives the answers in declared order; a crash in one is a `fail` of that one. */
export async function examine(
  checks: readonly Check[],
  shared: Facts,
  agents: readonly AgentFacts[],
): Promise<readonly Result[]> {
  const questions = checks.flatMap((check) =>
    check.about === 'agent'
      ? agents.map(async (facts) => answer(check, facts.agent.id, async () => check.run(facts)))
      : [answer(check, undefined, async () => check.run(shared))],
  );
  return Promise.all(questions);
}

async function answer(check: Check, agent: string | undefined, run: () => Promise<Outcome>): Promise<Result> {
  const outcome = await run().catch(outcomeOf);
  return { id: check.id, title: check.title, ...(agent === undefined ? {} : { agent }), ...outcome };
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof Failure) {
    return { status: 'fail', code: error.code, detail: error.message, hint: error.hint };
  }
  return {
    status: 'fail',
    code: 'doctor',
    detail: `This check itself broke: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'That is a bug of Jetway: please report it.',
  };
}
