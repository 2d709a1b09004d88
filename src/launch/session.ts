import type { Choice, Options, SessionOptions } from '../options/options.ts';
import { tagsOf } from '../options/tags.ts';
import { sessionOf } from '../gateways/attribution.ts';
import { findPlace, sharedRepository } from '../options/project.ts';
import type { System } from '../system/system.ts';

/** A session's id, new each time, and the headers that tell the gateway of it. Throws `usage` for tags that it can't take. */
export function describeSession(
  agent: string,
  { connection, profile }: Pick<Choice, 'connection' | 'profile'>,
  options: SessionOptions & Pick<Options, 'place'>,
  system: System,
): { readonly id: string; readonly headers: Readonly<Record<string, string>> } {
  const id = system.uuid();
  if (!options.attribution) return { id, headers: {} };
  const [user, project] = [system.userName(), projectName(system, options.place)];
  const session = sessionOf({ session: id, agent, user, project, tags: tagsOf(options, profile?.saved) });
  return { id, headers: connection.attribution?.(session) ?? {} };
}

/** The name of the folder that holds the repository, which all of its worktrees share, else of the working directory. */
export function projectName(system: System, { repository } = findPlace(system)): string | undefined {
  const { files, host } = system;
  if (repository !== undefined && files.mtime(`${repository}/.git/HEAD`) === undefined) {
    const shared = sharedRepository(repository, system);
    if (shared !== undefined) return shared.split(/[\\/]/).at(-1);
  }
  return (repository ?? host.cwd).split(/[\\/]/).at(-1);
}
