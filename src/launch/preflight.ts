import type { Agent } from '../agents/agent.ts';
import type { Choice } from '../options/options.ts';
import type { AgentFacts } from '../doctor/facts.ts';
import type { ChosenModels } from '../options/options.ts';
import { Failure } from '../failure.ts';
import { cacheKey } from '../cache-key.ts';
import { folders } from '../host.ts';
import type { Keys } from '../keys/secret.ts';
import type { System } from '../system/system.ts';

/** A passed preflight holds for so long. Milliseconds. */
const holds = 15 * 60_000;

/**
 * Asks the free questions before a launch. A warning is a line on stderr; a failed check is thrown as its Failure, and
 * whether it passed is remembered under `mark`.
 */
export async function preflight(facts: AgentFacts, mark: string, system: System): Promise<void> {
  const [{ checks }, { examine }] = await Promise.all([
    import('../doctor/checks/index.ts'),
    import('../doctor/examine.ts'),
  ]);
  const results = await examine(
    checks.filter((check) => check.preflight),
    facts,
    [facts],
    system,
  );
  for (const result of results.filter((one) => one.status === 'warn')) {
    system.stderr.write(`jetway: ${result.detail}. ${result.hint ?? ''}\n`);
  }
  const failed = results.find((one) => one.status === 'fail');
  note(mark, failed === undefined, system);
  if (failed !== undefined) throw new Failure(failed.code ?? 'doctor', failed.detail, failed.hint ?? '');
}

/** The file that remembers a pass of this agent with these models, settings and keys. */
export function markOf(agent: Agent, choice: Choice, models: ChosenModels, keys: Keys, system: System): string {
  const { gateway, answers } = choice;
  return `${folder(system)}/${cacheKey([agent.id, gateway.id, answers, models, [...keys]])}.json`;
}

/** Whether the questions behind a mark were answered well of late. */
export function passedLately(path: string, system: System): boolean {
  const passed = system.files.modified(path);
  return passed !== undefined && Math.abs(system.now() - passed) < holds;
}

/** Remembers a pass, forgets a failure and what no longer holds. A cache that can't be written costs a request, no more. */
function note(path: string, passed: boolean, system: System): void {
  const { files } = system;
  try {
    if (passed) files.write(path, '{}\n', 0o600);
    else files.remove(path);
    for (const other of files.expand(`${folder(system)}/*.json`)) {
      if (!passedLately(other, system)) files.remove(other);
    }
  } catch {
    // A read-only or full disk is no reason to keep the user from the agent.
  }
}

function folder(system: System): string {
  return `${folders(system.host).cache}/preflight`;
}
