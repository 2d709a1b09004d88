import type { Agent, Launch } from '../agents/agent.ts';
import type { Host, Installation } from '../host.ts';
import { readNativeModels } from '../models/native-models.ts';
import type { System } from '../system/system.ts';
import { agentsFolder } from './clear.ts';

/**
 * What an agent's plan may know beside the target: read here, so that the plan is pure. Without a program the plan is
 * made as if the newest that Jetway knows were there. Throws a `configuration` Failure for a file of the user's that is
 * there and can't be read.
 */
export async function surroundings(
  agent: Agent,
  found: Installation | undefined,
  args: readonly string[],
  session: string | undefined,
  system: System,
  statusline?: readonly string[],
): Promise<Launch> {
  const { host } = system;
  const own = agentsFolder(host);
  const folder = system.files.canWrite(own) ? own : undefined;
  const nativeModels =
    found === undefined || folder === undefined ? undefined : await readNativeModels(agent, found, folder, system);
  return {
    host,
    installation: found ?? assumed(agent, host),
    args,
    ...(session === undefined ? {} : { session }),
    ...(statusline === undefined ? {} : { statusline }),
    ...(folder === undefined ? {} : { folder }),
    ...(agent.reads === undefined ? {} : { texts: textsOf(agent.reads(host), system) }),
    ...(nativeModels === undefined ? {} : { nativeModels }),
  };
}

function textsOf(patterns: readonly string[], { files }: System): Readonly<Record<string, string>> {
  return Object.fromEntries(
    patterns.flatMap(files.glob).flatMap((path) => {
      const text = files.read(path);
      return text === undefined ? [] : [[path, text]];
    }),
  );
}

function assumed(agent: Agent, host: Host): Installation {
  const pipes = host.platform !== 'win32';
  return { command: agent.command, prefix: [], version: agent.versions.tested, pipes };
}
