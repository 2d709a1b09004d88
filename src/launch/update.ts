import { variable } from '../host.ts';
import type { System } from '../system/system.ts';
import type { SessionPart } from './session-part.ts';
import { tell } from '../say.ts';

/**
 * A line on a newer Jetway, when all else has ended: in terminals alone, and nowhere that nobody reads or that must not
 * ask. Nothing is looked at before the agent has ended.
 */
export function updatePart(system: System): SessionPart {
  return {
    before: 'plan',
    begin: async () => {
      if (!system.stderr.isTerminal || isUnwanted(system)) return undefined;
      return {
        end: async ({ code }) => {
          if (code === undefined) return;
          const { updateLine } = await import('./update/line.ts');
          const line = await updateLine(system);
          if (line !== undefined) tell(line, system);
        },
      };
    },
  };
}

/** By any value but none: those who set them to `0` or `false` have not read that far either. */
const unwanted = ['JETWAY_NO_UPDATE_CHECK', 'NO_UPDATE_NOTIFIER', 'JETWAY_OFFLINE', 'CI'];

function isUnwanted({ host }: Pick<System, 'host'>): boolean {
  return unwanted.some((name) => (variable(host.env, name, host.platform) ?? '') !== '');
}
