import { Failure } from '../failure.ts';
import { isRenewed, resolveKey } from '../keys/keys.ts';
import { dueAt, readTtl } from '../keys/expiring-key.ts';
import type { Keys } from '../keys/secret.ts';
import type { RelayedSession } from '../launch/relay.ts';
import type { Options } from '../options/options.ts';
import { valueOf, values } from '../options/precedence.ts';
import type { System } from '../system/system.ts';
import type { KeyRing } from './upstream.ts';

/** Whose keys they are: a launch's, or those of a profile that a launch falls back on. */
type Keyed = Pick<RelayedSession, 'choice' | 'key' | 'keys'> & { readonly options: Options };

/**
 * The keys of a launch. One that a command prints or a sign-in gives is asked for again before it ends, and once after a
 * refusal; several requests that want it at once wait for one answer. Where the command fails the old key stays, and the user
 * is told; a sign-in that is over ends the request with what mends it.
 */
export function keyRing(launch: Keyed, say: (line: string) => void, system: System): KeyRing {
  const { choice, options, key } = launch;
  if (key === undefined || !isRenewed(key)) return { current: () => launch.keys };
  const isCommand = key.source.kind === 'command';
  const text = isCommand ? valueOf(values.keyTtl({ options, saved: choice.profile?.saved })) : undefined;
  const ttl = text === undefined ? undefined : readTtl(text);
  let keys: Keys = launch.keys;
  let asked = system.now();
  let end = ttl === undefined ? key.expiresAt : asked + ttl;
  let running: Promise<boolean> | undefined;
  // The terminal is the agent's now: a command that would ask there fails instead.
  const quiet: System = { ...system, canAsk: false, stdin: { ...system.stdin, isTerminal: false } };

  const renew = async (refused?: string): Promise<boolean> => {
    const before = keys.get(choice.connection.account);
    const found = await resolveKey(choice, options, quiet, refused);
    if (found === undefined) return false;
    asked = system.now();
    end = ttl === undefined ? found.expiresAt : asked + ttl;
    keys = new Map([...keys, [choice.connection.account, found.value]]);
    return found.value !== before;
  };
  const once = async (refused?: string): Promise<boolean> => {
    running ??= renew(refused)
      .catch((error: unknown) => {
        if (!(error instanceof Failure) || !isCommand) throw error;
        say(`The key could not be asked for again: ${error.message}`);
        end = undefined;
        return false;
      })
      .finally(() => (running = undefined));
    return running;
  };

  return {
    current: () => {
      if (end === undefined || system.now() < dueAt(end, asked)) return keys;
      return once().then(() => keys);
    },
    renew: async () => once(keys.get(choice.connection.account)),
  };
}
