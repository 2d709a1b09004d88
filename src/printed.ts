import type { Agent } from './agents/agent.ts';
import { leaveFailure } from './facts.ts';
import { fingerprint } from './fingerprint.ts';
import type { Installation } from './host.ts';
import type { System } from './system/system.ts';

/** How long the program may take to print what it knows. Milliseconds. */
const timeoutMs = 10_000;

/**
 * What the agent's program prints of its own models: run once for each installed version, then read from `folder` when
 * called. Undefined where the plan needs none, or the program can't tell.
 */
export async function printedModels(
  agent: Agent,
  installation: Installation,
  folder: string,
  system: System,
): Promise<(() => string) | undefined> {
  if (agent.printsModels === undefined) return undefined;
  const { command, prefix, version } = installation;
  const name = fingerprint([command, prefix, version, system.files.modified(command)]);
  const path = `${folder}/${agent.id}-knows-${name}.json`;
  if (system.files.modified(path) === undefined) {
    const run = system.programs.run([command, ...prefix, ...agent.printsModels], {
      timeoutMs,
      stdin: 'ignore',
      stderr: 'pipe',
    });
    const printed = await run.catch(leaveFailure);
    if (printed?.code !== 0) return undefined;
    system.files.stash(path, printed.stdout);
  }
  return () => system.files.read(path) ?? '';
}
