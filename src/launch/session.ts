import type { SessionOptions } from '../options/options.ts';
import { sessionOf } from '../gateways/attribution.ts';
import type { Connection } from '../gateways/gateway.ts';
import type { System } from '../system/system.ts';

/** A session's id, new each time, and the headers that tell the gateway of it. Throws `usage` for tags that it can't take. */
export function describeSession(
  agent: string,
  connection: Connection,
  options: SessionOptions,
  system: System,
): { readonly id: string; readonly headers: Readonly<Record<string, string>> } {
  const id = system.uuid();
  if (!options.attribution) return { id, headers: {} };
  const [user, project] = [system.userName(), projectName(system)];
  const session = sessionOf({ session: id, agent, user, project, tags: options.tags });
  return { id, headers: connection.attribution?.(session) ?? {} };
}

/** The name of the folder that holds the repository, else of the working directory. */
export function projectName(system: System): string | undefined {
  const parts = system.host.cwd.split(/[\\/]/);
  const depths = parts.map((_, index) => parts.length - index);
  const root = depths.find((depth) => system.files.mtime([...parts.slice(0, depth), '.git'].join('/')) !== undefined);
  return parts.slice(0, root).at(-1);
}
