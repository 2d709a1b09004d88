import type { Agent } from '../agents/agent.ts';
import { problemOfFile } from '../config-layers/layer.ts';
import type { Look, Origin } from '../config-layers/origin.ts';
import { Failure } from '../failure.ts';
import { leaveFailure } from '../lazy.ts';
import type { System } from '../system/system.ts';
import { ownSeparators } from '../text.ts';

/** How an agent's origins are looked for in files. What can't be read counts as not there; `unread` has the reason, by its path. */
export function lookInto({ host, files }: System): Look & { readonly unread: ReadonlyMap<string, Failure> } {
  const unread = new Map<string, Failure>();
  return {
    host,
    unread,
    read: (path) => {
      try {
        return files.read(path);
      } catch (error) {
        leaveFailure(error);
        if (error instanceof Failure) unread.set(path, error);
        return undefined;
      }
    },
    glob: (pattern) => {
      try {
        return files.glob(pattern);
      } catch (error) {
        leaveFailure(error);
        return [];
      }
    },
  };
}

/** The files that could not be read when an agent's origins were looked for. One that the plan is made from ends each launch. */
export function unreadOrigins(agent: Agent, { host, glob, unread }: ReturnType<typeof lookInto>): readonly Origin[] {
  const needed = new Set((agent.reads?.(host) ?? []).flatMap(glob).map(ownSeparators));
  return [...unread].map(([place, { message, hint }]) => {
    const own = ownSeparators(place);
    const stops = needed.has(own);
    const why = message.replace(own, '').replace(/\.$/, '').trim();
    const what = stops ? `${why}: no start by Jetway with it` : why;
    return problemOfFile({ from: 'user', place }, 'not read', { what, hint, stops }, stops);
  });
}
