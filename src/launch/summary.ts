import type { SessionPart } from './session-part.ts';
import type { System } from '../system/system.ts';

/**
 * A line on what the session used, when all else has ended: for people, and for scripts with `--summary always` alone.
 */
export function summaryPart(system: System): SessionPart {
  return {
    before: 'plan',
    begin: async (session) => {
      const { summary } = session.options;
      if (summary === 'never' || (summary === undefined && !system.stderr.isTerminal)) return undefined;
      const since = system.now();
      return {
        end: async ({ code }) => {
          if (code === undefined) return;
          const { sessionLine } = await import('./summary/session-line.ts');
          const line = await sessionLine(session, since, summary === 'always', system);
          if (line !== undefined) system.stderr.write(`jetway: ${line}\n`);
        },
      };
    },
  };
}
