import { folders } from '../host.ts';
import type { System } from '../system/system.ts';
import type { RelayedSession } from './relay.ts';
import { projectName } from './session.ts';
import type { SessionPart } from './session-part.ts';
import { tell } from '../say.ts';

/**
 * When all else has ended: notes that there was this session, and tells what it used in a line, for people, and for scripts
 * with `--summary always` alone.
 */
export function summaryPart(system: System): SessionPart {
  return {
    before: 'plan',
    begin: async (session) => {
      const { summary } = session.options;
      const since = system.now();
      return {
        end: async ({ code, pinned }) => {
          if (code === undefined) return;
          noteSession(session, since, system, pinned);
          if (summary === 'never' || (summary === undefined && !system.stderr.isTerminal)) return;
          const { sessionLines } = await import('./summary/session-lines.ts');
          for (const line of await sessionLines(session, since, system)) tell(line, system);
        },
      };
    },
  };
}

/** `usage/sessions.ts` reads it: what is told of sessions without a relay hangs on it. Where nothing can be written nobody is told. */
export function noteSession(session: RelayedSession, since: number, system: System, pinned?: true): void {
  const [at, until] = [since, system.now()].map((time) => new Date(time).toISOString()) as [string, string];
  const project = projectName(system, session.options.place);
  const line = {
    schemaVersion: 1,
    ...{ at, until, session: session.id, agent: session.agent.id },
    ...(session.profile === undefined ? {} : { profile: session.profile }),
    ...(project === undefined || project === '' ? {} : { project }),
    ...{ gateway: session.choice.gateway.id, model: session.target.main.about.id, folder: system.host.cwd },
    ...(pinned === undefined ? {} : { pinned }),
  };
  try {
    const path = `${folders(system.host).state}/sessions/${until.slice(0, 7)}.jsonl`;
    system.files.append(path, `${JSON.stringify(line)}\n`);
  } catch {
    // A full disk, or a home that is read-only.
  }
}
