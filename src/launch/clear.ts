import type { LaunchPlan } from '../agents/agent.ts';
import { folders, type Host } from '../host.ts';
import type { System } from '../system/system.ts';
import type { SessionPart } from './session-part.ts';

/** How often Jetway looks for files that are long out of use. Milliseconds. */
const day = 24 * 60 * 60_000;

/**
 * While a session runs, notes which of Jetway's own homes it uses. Once a day, after the agent has ended, removes what no
 * session has used for long.
 */
export function clearPart(system: System): SessionPart {
  return {
    before: 'agent',
    begin: async ({ id, plan = {} }) => {
      const { files, host, now } = system;
      const homes = homesOf(plan, host);
      const place = `${inUse(host)}/${id}.json`;
      // With its links whoever finds it after a kill can do what the end would have done.
      const links = plan.links ?? [];
      const note = { pid: system.pid, since: now(), homes, links };
      // The agent does not wait for this.
      const soon = homes.length === 0 ? undefined : setImmediate(() => files.writeCache(place, JSON.stringify(note)));
      return {
        end: async ({ code, files: own }) => {
          if (soon !== undefined) {
            clearImmediate(soon);
            files.remove(place);
          }
          if (code === undefined) return;
          for (const home of homes) markEnded(home, links, system);
          const looked = `${folders(host).cache}/cleared`;
          const before = files.mtime(looked);
          if (before !== undefined && Math.abs(now() - before) < day) return;
          files.writeCache(looked, '');
          // What was made today is not old.
          if (before !== undefined) (await import('./clear/old-files.ts')).clearOld([...own, ...homes], system);
        },
      };
    },
  };
}

/** Where the files lie that agents read: `Launch.folder`. */
export function agentsFolder(host: Host): string {
  return `${folders(host).cache}/agents`;
}

/** A file for each session in homes of Jetway's. */
export function inUse(host: Host): string {
  return `${folders(host).cache}/in-use`;
}

/** A file in a home that no session has used since it was written, and that holds nothing of the user's. */
export const ended = '.jetway-ended';

/** The folders in Jetway's that the plan's files lie in. */
export function homesOf({ files = [] }: Pick<LaunchPlan, 'files'>, host: Host): readonly string[] {
  const folder = `${agentsFolder(host)}/`;
  const names = files
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path }) => path.slice(folder.length).split('/'));
  return [...new Set(names.flatMap(([name, inner]) => (inner === undefined ? [] : [folder + name])))];
}

/** A session has ended there: from now on it counts as out of use, unless it holds something of the user's. */
export function markEnded(home: string, links: Links, system: System): void {
  if (!holdsOwn(links, home, system)) system.files.writeCache(`${home}/${ended}`, '');
}

type Links = NonNullable<LaunchPlan['links']>;

/** Whether the agent has made something there that it would plainly keep among the user's own: sessions, skills, memory. */
function holdsOwn(links: Links, home: string, { files }: System): boolean {
  return links
    .filter(({ path, spare }) => spare !== true && path.startsWith(`${home}/`))
    .some(({ path, to }) => {
      const place = files.behind(path);
      return place !== undefined && place !== files.behind(to) && files.mtime(`${path}.jetway`) === undefined;
    });
}
