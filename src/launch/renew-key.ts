import { storeKey } from '../keys/sources.ts';
import { resolveKey } from '../keys/keys.ts';
import type { System } from '../system/system.ts';
import { askKey } from './ask-key.ts';
import type { RefusedKey } from './preflight.ts';
import { say } from '../say.ts';

/**
 * After a refused key: renews a sign-in, or asks for another key and stores it where the refused one was (in the keyring where
 * there was none). False where the key comes from elsewhere, which would win over a stored one. Throws `credential` where it
 * can't be stored.
 */
export async function renewKey(refused: RefusedKey, system: System): Promise<boolean> {
  const { choice, key, message } = refused;
  // Throws what ends a sign-in; another token may be taken.
  if (key?.source.kind === 'sign-in') {
    return (await resolveKey(choice, { settings: {} }, system, key.value))?.value !== key.value;
  }
  const kind = key === undefined ? 'keyring' : key.source.kind;
  if (!system.canAsk || (kind !== 'keyring' && kind !== 'file')) return false;
  say(message, system);
  const typed = await askKey(choice, system);
  if (typed === undefined) return false;
  const place = await storeKey(choice.connection.account, typed.value, kind, system);
  const name = choice.profile?.name;
  if (name !== undefined) {
    await system.profiles.change((config) => {
      const saved = config.profiles[name];
      return saved === undefined
        ? config
        : { ...config, profiles: { ...config.profiles, [name]: { ...saved, keyFrom: kind } } };
    });
  }
  say(`The key is kept in ${place}.`, system);
  return true;
}
