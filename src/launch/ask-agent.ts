import { agents, findAgent } from '../agents/index.ts';
import type { Agent } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';

/** The agent named, or the one used last, or the one picked: installed ones come first. */
export async function chooseAgent(
  id: string | undefined,
  last: string | undefined,
  options: Options,
  system: System,
): Promise<Agent> {
  if (id !== undefined) return findAgent(id);
  if (last !== undefined && options.ask !== true) return findAgent(last);
  if (!system.canAsk) {
    throw new Failure('usage', 'No agent is named.', `Name one: jetway ${agents.map((agent) => agent.id).join(' | ')}`);
  }
  const found = await Promise.all(
    agents.map(async (agent) => ({
      agent,
      there: (await system.programs.find(agent.command, agent.package)) !== undefined,
    })),
  );
  const installedFirst = found.toSorted((a, b) => Number(b.there) - Number(a.there));
  return findAgent(
    await system.prompts.select(
      'Which agent?',
      installedFirst.map(({ agent, there }) => ({
        value: agent.id,
        name: agent.name,
        group: there ? 'installed' : 'not installed',
      })),
      last,
    ),
  );
}
