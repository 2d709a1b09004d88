import { Failure } from '../failure.ts';
import { resolveKey } from '../keys/keys.ts';
import { readTtl } from '../keys/expiring-key.ts';
import type { Keys } from '../keys/secret.ts';
import type { RelayedSession } from '../launch/relay.ts';
import { valueOf, values } from '../options/precedence.ts';
import type { System } from '../system/system.ts';
import type { KeyRing } from './upstream.ts';

/** A key is asked for again so long before it ends, or earlier where it does not hold for long. Milliseconds. */
const margin = 60_000;

/**
 * The keys of a launch. One that a command prints is asked for again before it ends, and once after a refusal; several
 * requests that want it at once wait for one command. Where the command fails the old key stays, and the user is told.
 */
export function keyRing(session: RelayedSession, say: (line: string) => void, system: System): KeyRing {
  const { choice, options, key } = session;
  if (key?.source.kind !== 'command') return { current: () => session.keys };
  const text = valueOf(values.keyTtl({ options, saved: choice.profile?.saved }));
  const ttl = text === undefined ? undefined : readTtl(text);
  let keys: Keys = session.keys;
  let asked = system.now();
  let end = ttl === undefined ? key.expiresAt : asked + ttl;
  let running: Promise<boolean> | undefined;
  // The terminal is the agent's now: a command that would ask there fails instead.
  const quiet: System = { ...system, canAsk: false, stdin: { ...system.stdin, isTerminal: false } };

  const renew = async (): Promise<boolean> => {
    const before = keys.get(choice.connection.account);
    const found = await resolveKey(choice, options, quiet);
    if (found === undefined) return false;
    asked = system.now();
    end = ttl === undefined ? found.expiresAt : asked + ttl;
    keys = new Map([...keys, [choice.connection.account, found.value]]);
    return found.value !== before;
  };
  const once = async (): Promise<boolean> => {
    running ??= renew()
      .catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        say(`The key could not be asked for again: ${error.message}`);
        end = undefined;
        return false;
      })
      .finally(() => (running = undefined));
    return running;
  };

  return {
    current: () => {
      if (end === undefined) return keys;
      const due = end - Math.min(margin, (end - asked) / 4);
      return system.now() < due ? keys : once().then(() => keys);
    },
    renew: once,
  };
}
