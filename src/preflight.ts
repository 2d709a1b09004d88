import { checks } from './checks/index.ts';
import { examine } from './doctor.ts';
import type { AgentFacts } from './facts.ts';
import { Failure } from './failure.ts';
import { folders } from './host.ts';
import type { CompletePlan } from './plan.ts';
import type { Keys } from './secret.ts';
import type { System } from './system/system.ts';

/** A passed preflight holds for so long. Milliseconds. */
const holds = 15 * 60_000;

/**
 * Asks the free questions before a launch, unless the same target passed with the same keys of late. A warning is a line
 * on stderr; a failed check is thrown as its Failure.
 */
export async function preflight(
  facts: AgentFacts,
  plan: CompletePlan,
  keys: Keys,
  options: { readonly force: boolean },
  system: System,
): Promise<void> {
  const path = `${folder(system)}/${fingerprint(plan, keys, system)}.json`;
  if (!options.force && isFresh(path, system)) return;
  const results = await examine(
    checks.filter((check) => check.preflight),
    facts,
    [facts],
  );
  for (const result of results.filter((one) => one.status === 'warn')) {
    system.stderr.write(`jetway: ${result.detail}. ${result.hint ?? ''}\n`);
  }
  const failed = results.find((one) => one.status === 'fail');
  note(path, failed === undefined, system);
  if (failed !== undefined) throw new Failure(failed.code ?? 'doctor', failed.detail, failed.hint ?? '');
}

function isFresh(path: string, system: System): boolean {
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
      if (!isFresh(other, system)) files.remove(other);
    }
  } catch {
    // A read-only or full disk is no reason to keep the user from the agent.
  }
}

function folder(system: System): string {
  return `${folders(system.host).cache}/preflight`;
}

/** Half a digest: enough to tell targets apart, and no key can be worked out from it. */
function fingerprint(plan: CompletePlan, keys: Keys, system: System): string {
  const { main, small } = plan.target;
  return system.digest(JSON.stringify([plan.agent, main, small, [...keys]])).slice(0, 32);
}
