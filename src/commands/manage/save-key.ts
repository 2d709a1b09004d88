import { Failure } from '../../failure.ts';
import { storeKey } from '../../keys/sources.ts';
import type { Managed } from '../../options/resolve-management.ts';
import { checkName, type StoreKind } from '../../profiles/profile.ts';
import type { System } from '../../system/system.ts';
import { quote } from '../../text.ts';

export interface Saving {
  /** The profile that is to use the key. */
  readonly saveAs?: string;
  readonly store: StoreKind;
}

/**
 * Before a key is made: whether it could be kept. Throws `usage` where the name is taken or the store has a key for this
 * gateway, which all of its profiles share; `credential` where the store does not answer.
 */
export async function checkSaving({ saveAs, store }: Saving, managed: Managed, system: System): Promise<void> {
  if (saveAs === undefined) return;
  checkName(saveAs);
  const { profiles, credentials } = system.profiles.read();
  if (Object.hasOwn(profiles, saveAs)) {
    throw new Failure('usage', `There is a profile ${quote(saveAs)} already.`, 'Give --save-as another name.');
  }
  const { account, url } = managed.gateway.connect(managed.answers);
  if (Object.hasOwn(credentials, account)) {
    throw new Failure(
      'usage',
      `A key for ${url} is stored already, and the new one would take its place.`,
      `Give --show-key in place of --save-as, or forget the other one: jetway logout`,
    );
  }
  await system
    .credentials(store)
    .get(account)
    .catch((error: unknown) => {
      if (!(error instanceof Failure) || store === 'file') throw error;
      // Its own hint is about giving a key, which here is yet to be made.
      const hint = 'Mend that, or keep the key in a file: --store file (mode 0600); or see it once: --show-key';
      throw new Failure(error.code, error.message, hint);
    });
}

/** Stores a key that was just made, under a new profile. Gives the place. Throws a `credential` Failure. */
export async function saveKey(
  value: string,
  name: string,
  store: StoreKind,
  { gateway, answers }: Managed,
  system: System,
): Promise<string> {
  const place = await storeKey(gateway.connect(answers).account, value, store, system);
  const profile = { gateway: gateway.id, settings: answers, models: {}, keyFrom: store };
  await system.profiles.change((config) => ({
    ...config,
    current: config.current ?? name,
    profiles: { ...config.profiles, [name]: profile },
  }));
  return place;
}
