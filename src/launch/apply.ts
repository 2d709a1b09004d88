import type { LaunchPlan } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';

/** A file that no launch has made anew for so long goes. Milliseconds. */
const keptFor = 30 * 24 * 60 * 60_000;

/**
 * Writes what the agent is to read and is not there yet, and clears away what is long out of use. Throws a
 * `configuration` Failure where the folder can't be written.
 */
export function apply(plan: LaunchPlan, folder: string, system: System): void {
  const { files } = system;
  const wanted = plan.files ?? [];
  const missing = wanted.filter(({ path, renewed }) => renewed === true || files.mtime(path) === undefined);
  for (const { path, content } of missing) files.write(path, content(), 0o600);
  for (const { made, path, to } of plan.links ?? []) files.link(path, to, made);
  if (missing.length === 0) return;
  for (const path of files.glob(`${folder}/*.json`)) {
    const made = files.mtime(path) ?? system.now();
    if (system.now() - made > keptFor && !wanted.some((file) => file.path === path)) files.remove(path);
  }
}

/** `Launch.folder`, for an agent that can't do without. Throws a `configuration` Failure where there is none. */
export function ownFolder(agentName: string, folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new Failure(
    'configuration',
    `${agentName} learns of the gateway by a file of Jetway's, and the cache folder can't be written.`,
    'Make room for it: set XDG_CACHE_HOME to a folder that can be written.',
  );
}
