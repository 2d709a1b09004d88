import type { SessionPart } from './session-part.ts';
import type { System } from '../system/system.ts';

/**
 * The key for an agent that asks for it by a command, from the launch that has read it just now. A keyring that has locked
 * itself since, or that wants each reading confirmed, would hold Codex up for minutes: it tries such a command again and
 * again, 10 s each, and sends a request without a key in between (0.171.0). Whoever asks again, for a new key, is told by
 * the keyring.
 */
export function handoverParts(system: Pick<System, 'handovers'>): readonly SessionPart[] {
  let place: string | undefined;
  return [
    {
      before: 'plan',
      begin: async ({ id, key, keys, target }) => {
        // A file answers at once.
        if (target.printKey === undefined || key?.source.kind !== 'keyring') return undefined;
        place = system.handovers.placeFor(id);
        if (place === undefined) return undefined;
        return { detour: { target: { ...target, printKey: [...target.printKey, place] }, keys }, end: async () => {} };
      },
    },
    {
      before: 'agent',
      begin: async ({ key, plan }) => {
        if (place === undefined || key === undefined || !JSON.stringify(plan ?? '').includes(place)) return undefined;
        // Not waited for: the agent starts meanwhile, and is not there before it.
        const given = system.handovers.give(place, key.value, lifetime);
        return { end: async () => (await given)() };
      },
    },
  ];
}

/** Codex asks within a second of its start. Milliseconds. */
const lifetime = 60_000;
