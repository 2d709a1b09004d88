import { leaveFailure } from '../../lazy.ts';
import { Failure } from '../../failure.ts';
import type { CapabilityId } from '../../protocols/capability.ts';
import { asLaunched } from '../live-requests/by-relay.ts';
import { keepCapabilities, type KeptCapability } from './kept.ts';
import type { System } from '../../system/system.ts';
import { tryCapabilities, type TriedCapabilities } from './try-capabilities.ts';

/** What an agent asks for in its own way: another agent's may fare otherwise. */
const own: ReadonlySet<CapabilityId> = new Set(['compaction', 'auto-mode']);

/** Tries what works for an agent's main model, by the way that a launch would take, and keeps what was found. */
export async function triedAsLaunched(
  place: Parameters<typeof asLaunched>[0],
  options: Parameters<typeof asLaunched>[1],
  system: System,
): Promise<TriedCapabilities | undefined> {
  const { agent, target, choice } = place;
  const { connection } = choice;
  const run = await asLaunched(place, options, system, async (to) =>
    tryCapabilities(agent, to.target, to.keys, connection, system),
  );
  if (run === undefined) return undefined;
  const { protocol: served } = target.main;
  const translated = served === run.protocol ? {} : { translatedTo: served };
  const at = new Date(system.now()).toISOString();
  const found = run.results.flatMap(({ id, result, said }): readonly KeptCapability[] =>
    result === 'unknown'
      ? []
      : [
          {
            model: run.model,
            protocol: run.protocol,
            ...translated,
            ...(own.has(id) ? { agent: agent.id } : {}),
            id,
            result,
            ...(said === undefined ? {} : { said }),
            at,
          },
        ],
  );
  const unkept = found.length === 0 ? undefined : await keep(connection, found, system);
  return { ...run, ...translated, ...(unkept === undefined ? {} : { unkept }) };
}

/** The report is worth its money without the file; why there is none, where that is so. */
async function keep(
  connection: Parameters<typeof keepCapabilities>[0],
  found: readonly KeptCapability[],
  system: System,
): Promise<string | undefined> {
  try {
    await keepCapabilities(connection, found, system);
    return undefined;
  } catch (error) {
    leaveFailure(error);
    return error instanceof Failure ? error.message : undefined;
  }
}
