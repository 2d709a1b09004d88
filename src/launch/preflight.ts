import type { Agent, LaunchPlan } from '../agents/agent.ts';
import type { Settled } from '../doctor/facts.ts';
import type { ChosenModels, Choice, LaunchOptions } from '../options/options.ts';
import { Failure } from '../failure.ts';
import { cacheKey } from '../cache-key.ts';
import { folders } from '../host.ts';
import { gatewayKeys } from '../keys/request-keys.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { System } from '../system/system.ts';
import { tell } from '../say.ts';

/** A passed preflight holds for so long. Milliseconds. */
const holds = 15 * 60_000;

/**
 * Asks the free questions before a launch. A warning is a line on stderr; a failed check is thrown as its Failure, and
 * whether it passed is remembered under `mark`.
 */
export async function preflight(
  settled: Settled,
  mark: string,
  plan: Pick<LaunchPlan, 'unreached'>,
  options: LaunchOptions,
  system: System,
): Promise<void> {
  const [{ preflightChecks }, { examine }, { settledFacts }] = await Promise.all([
    import('../doctor/preflight-checks.ts'),
    import('../doctor/examine.ts'),
    import('../doctor/facts.ts'),
  ]);
  const facts = settledFacts(settled, options, system);
  const results = await examine(preflightChecks, facts, [facts], system);
  for (const result of results.filter((one) => one.status === 'warn')) {
    tell(`${result.detail}. ${result.hint ?? ''}`, system);
  }
  const failed = results.find((one) => one.status === 'fail');
  note(mark, failed === undefined, system);
  if (failed === undefined) return;
  const hints = [...(failed.code === 'gateway' ? [plan.unreached] : []), failed.hint].filter(Boolean);
  const failure = new Failure(failed.code ?? 'doctor', failed.detail, hints.join('. '));
  throw failed.id === 'credential' ? new RefusedKey(failure, settled) : failure;
}

/** The gateway does not take the key of this launch, or wants one where there is none. */
export class RefusedKey extends Failure {
  readonly choice: Choice;
  readonly key: FoundKey | undefined;

  constructor({ code, message, hint }: Failure, { choice, key }: Pick<Settled, 'choice' | 'key'>) {
    super(code, message, hint);
    this.choice = choice;
    this.key = key;
  }
}

/**
 * The file that is to remember a pass of this agent with these models, settings and keys; undefined where it is not to
 * be checked now.
 */
export function dueMark(
  agent: Agent,
  choice: Choice,
  models: ChosenModels,
  key: FoundKey | undefined,
  options: LaunchOptions,
  system: System,
): string | undefined {
  const { gateway, answers } = choice;
  const subject = [agent.id, gateway.id, answers, models, [...gatewayKeys(choice, key)]];
  const mark = `${folder(system)}/${cacheKey(subject)}.json`;
  const due = options.check === 'always' || (options.check === 'auto' && !passedLately(mark, system));
  return due ? mark : undefined;
}

/** Whether the questions behind a mark were answered well of late. */
function passedLately(path: string, system: System): boolean {
  const passed = system.files.mtime(path);
  return passed !== undefined && Math.abs(system.now() - passed) < holds;
}

/** Remembers a pass, forgets a failure and what no longer holds. A cache that can't be written costs a request, no more. */
function note(path: string, passed: boolean, system: System): void {
  const { files } = system;
  try {
    if (passed) files.writeCache(path, '{}\n');
    else files.remove(path);
    for (const other of files.glob(`${folder(system)}/*.json`)) {
      if (!passedLately(other, system)) files.remove(other);
    }
  } catch {
    // A read-only or full disk is no reason to keep the user from the agent.
  }
}

function folder(system: System): string {
  return `${folders(system.host).cache}/preflight`;
}
