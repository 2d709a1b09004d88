import type { LaunchPlan } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';
import { ended, homesOf } from './clear.ts';

/** Writes what the agent is to read and is not there yet. Throws a `configuration` Failure where the folder can't be written. */
export function apply(plan: LaunchPlan, { files, host }: System): void {
  for (const home of homesOf(plan, host)) files.remove(`${home}/${ended}`);
  const missing = (plan.files ?? []).filter(({ path, renewed }) => renewed === true || files.mtime(path) === undefined);
  for (const { path, content } of missing) files.write(path, content(), 0o600);
  for (const { made, path, to } of plan.links ?? []) files.link(path, to, made);
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
