import type { Agent } from '../agents/agent.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';
import { ensureInstalled } from './install.ts';
import { ownKeys } from './plan.ts';
import { childEnvironment } from './spawn.ts';

/** Whether these arguments of an agent's make no request: its version, the help of it or of a command, its own such commands. */
export function asksNoModel(agent: Agent, args: readonly string[]): boolean {
  const [first = ''] = args;
  if (agent.commandsWithoutModel?.includes(first) === true) return true;
  const last = args.at(-1) ?? '';
  return ['--version', '--help', '-h'].includes(last) && args.slice(0, -1).every((word) => /^[a-z][a-z-]*$/.test(word));
}

/** Starts the agent as it is, with no gateway: nothing is asked, checked or written. Gives its exit code. */
export async function startWithoutModel(
  agent: Agent,
  args: readonly string[],
  options: Options,
  system: System,
): Promise<number> {
  const { command, prefix } = await ensureInstalled(agent, options, system);
  return system.programs.start({
    command,
    args: [...prefix, ...args],
    env: childEnvironment({ set: {}, unset: [ownKeys] }, new Map(), system.host),
    stdin: 'inherit',
    pipes: new Map(),
  });
}
