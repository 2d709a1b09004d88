import type { Check } from './check.ts';
import { gateway } from './checks/gateway.ts';
import { key } from './checks/key.ts';
import { skip, type Evidence, type Outcome } from './outcome.ts';
import type { AgentFacts, Facts } from './facts.ts';
import { Failure, type FailureCode } from '../failure.ts';
import type { FileEdit } from '../edits/file-edit.ts';
import type { System } from '../system/system.ts';

/** One answered question. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly group: 'machine' | 'gateway' | 'agent';
  /** The agent it is about. */
  readonly agent?: string;
  readonly status: Outcome['status'];
  readonly detail: string;
  readonly hint?: string;
  /** Of a `fail`: what kind of failure a launch would end with. */
  readonly code?: FailureCode;
  /** What was seen; see `Evidence`. */
  readonly evidence?: readonly Evidence[];
  /** What `--fix` can do about it. */
  readonly repairs?: readonly FileEdit[];
  /** From the question to its answer; what several questions look at is counted with each that waited for it. */
  readonly milliseconds: number;
}

/**
 * Asks all questions side by side and gives the answers in declared order; a crash in one is a `fail` of that one.
 * `onAnswer` is told how many of all are answered.
 */
export async function examine(
  checks: readonly Check[],
  shared: Facts,
  agents: readonly AgentFacts[],
  clock: Pick<System, 'now'>,
  onAnswer: (answered: number, all: number) => void = () => undefined,
): Promise<readonly Result[]> {
  // Without a settled gateway every question about it ends in the same Failure, and so without a key: one of them tells it.
  const grounds = [
    { found: shared.choice, teller: tellerIn(checks, gateway), without: 'a gateway' },
    { found: shared.key, teller: tellerIn(checks, key), without: 'the key' },
  ];
  const outcomeIn =
    (check: Check) =>
    async (error: unknown): Promise<Outcome> => {
      for (const { found, teller, without } of grounds) {
        if (!(error instanceof Failure) || error !== (await thrownBy(found))) continue;
        // What keeps it from the gateway keeps it from the key, too: the first of them tells it.
        return check === teller ? outcomeOf(error) : skip(`not known without ${without}: see ${teller?.title}`);
      }
      return outcomeOf(error);
    };
  const questions = checks.flatMap((check): (() => Promise<Result>)[] =>
    check.about === 'agent'
      ? agents.map(
          (facts) => async () => answer(check, facts.agent.id, check.run(facts).catch(outcomeIn(check)), clock),
        )
      : [async () => answer(check, undefined, check.run(shared).catch(outcomeIn(check)), clock)],
  );
  let answered = 0;
  return Promise.all(
    questions.map(async (ask) => {
      const result = await ask();
      onAnswer((answered += 1), questions.length);
      return result;
    }),
  );
}

/** Which of the checks says what became of this one's subject. */
function tellerIn(checks: readonly Check[], best: Check): Check | undefined {
  return checks.includes(best) ? best : checks.find(({ needsGateway }) => needsGateway);
}

async function answer(
  check: Check,
  agent: string | undefined,
  run: Promise<Outcome>,
  clock: Pick<System, 'now'>,
): Promise<Result> {
  const start = clock.now();
  const outcome = await run;
  const milliseconds = clock.now() - start;
  const group = check.about === 'agent' ? 'agent' : check.needsGateway ? 'gateway' : 'machine';
  return {
    id: check.id,
    title: check.title,
    group,
    ...(agent === undefined ? {} : { agent }),
    ...outcome,
    milliseconds,
  };
}

async function thrownBy(ask: () => Promise<unknown>): Promise<unknown> {
  return ask().then(
    () => undefined,
    (error: unknown) => error,
  );
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
