import { noteUse } from '../profiles/last-used.ts';
import type { System } from '../system/system.ts';
import type { SessionPart } from './session-part.ts';

/** Notes when the profile was last used: at the end of the session, so that no start waits for it. */
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
