import { noteUse } from '../profiles/last-used.ts';
import type { System } from '../system/system.ts';
import type { SessionPart } from './session-part.ts';

/** Notes at the end of a session when its profile was used: until then nobody waits for it. */
export function lastUsePart(system: System): SessionPart {
  return {
    before: 'agent',
    begin: async ({ profile }) => {
      if (profile === undefined) return undefined;
      return {
        end: async ({ code }) => {
          if (code !== undefined) noteUse(profile, system);
        },
      };
    },
  };
}
