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

/** The name of the folder that holds the repository, which all of its worktrees share, else of the working directory. */
export function projectName(system: System): string | undefined {
  const { files, host } = system;
  const parts = host.cwd.split(/[\\/]/);
  const depths = parts.map((_, index) => parts.length - index);
  const at = (depth: number, name: string): string => [...parts.slice(0, depth), name].join('/');
  const root = depths.find((depth) => files.mtime(at(depth, '.git')) !== undefined);
  if (root !== undefined && files.mtime(at(root, '.git/HEAD')) === undefined) {
    // A worktree's `.git` is a file, and says where the repository has it: gitdir: /home/me/project/.git/worktrees/fix
    const found = /([^\\/\s]+)[\\/]\.git[\\/]worktrees[\\/]/.exec(pointer(at(root, '.git'), system));
    if (found !== null) return found[1];
  }
  return parts.slice(0, root).at(-1);
}

function pointer(path: string, { files }: System): string {
  try {
    return files.read(path) ?? '';
  } catch {
    return '';
  }
}
