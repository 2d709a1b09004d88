import { Failure } from '../failure.ts';
import { anotherSource, keyringFailure } from './keyring-failure.ts';
import type { CredentialStore } from './system.ts';
import { type Watch, watched } from './watchdog.ts';

/** The service name of every item; the account is the credential's, which contains the gateway's origin. */
const service = 'jetway';

/**
 * Windows keeps at most 2560 bytes in one credential, which is 1280 UTF-16 units; the same limit everywhere, so that a
 * key which fits here fits there.
 */
const keyLimit = 1200;

/** What a person calls the keyring of this system. */
function keyringName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Keychain';
  return platform === 'win32' ? 'Credential Manager' : 'Secret Service';
}

/** The keyring of the operating system: one item a key. Every call is bounded by the watchdog. */
export function createKeyring(platform: NodeJS.Platform, watch: Watch): CredentialStore {
  const place = keyringName(platform);
  const call = async <T>(account: string, action: (entry: Entry) => Promise<T>): Promise<T> => {
    try {
      return await watched(async () => action(await entryFor(account)), place, watch);
    } catch (error) {
      throw keyringFailure(error, place, account);
    }
  };
  return {
    kind: 'keyring',
    place,
    get: async (account) => (await call(account, (entry) => entry.getPassword())) ?? undefined,
    set: async (account, secret) => {
      if (secret.length > keyLimit) throw tooLong();
      await call(account, (entry) => entry.setPassword(secret));
    },
    remove: (account) => call(account, (entry) => entry.deletePassword()),
  };
}

interface Entry {
  getPassword(): Promise<string | null>;
  setPassword(secret: string): Promise<void>;
  deletePassword(): Promise<boolean>;
}

/**
 * The constructor itself talks to D-Bus, blocks for up to 2 s and throws. The pin keeps the key out of the kernel's
 * keyutils, which report success and forget it at the next boot (@napi-rs/keyring 2.1.2).
 */
async function entryFor(account: string): Promise<Entry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

function tooLong(): Failure {
  return new Failure(
    'credential',
    `The key is longer than ${keyLimit} characters, more than every keyring takes.`,
    `Have a command print it at each start: --key-command "<command>". ${anotherSource}`,
  );
}
