import type { CredentialStore } from '../../src/system/system.ts';

/** A keyring that forgets everything at the end of the test; `keys` can be looked at. */
export function memoryCredentials(
  keys = new Map<string, string>(),
): CredentialStore & { readonly keys: Map<string, string> } {
  return {
    kind: 'keyring',
    place: 'memory',
    keys,
    get: async (account) => keys.get(account),
    set: async (account, secret) => void keys.set(account, secret),
    remove: async (account) => keys.delete(account),
  };
}
