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
  const path = `${folder(system)}/${fingerprint(plan, keys)}.json`;
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

/** Tells targets and keys apart; 64 bits are too few to work a long random key out of. */
function fingerprint(plan: CompletePlan, keys: Keys): string {
  const { main, small } = plan.target;
  const text = JSON.stringify([plan.agent, main, small, [...keys]]);
  return [0x811c9dc5, 0x01000193].map((seed) => fnv1a(text, seed)).join('');
}

/** FNV-1a, 32 bits: loading node:crypto for a better one would cost a launch 3 ms. */
function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
