import type { StoreKind } from '../profiles/profile.ts';

/** Three methods, after keytar's; what is known of each platform stands in `keyring-failure.ts`. Throws a `credential` Failure. */
export interface CredentialStore {
  readonly kind: StoreKind;
  /** For people: `Secret Service`, `Keychain`, `Credential Manager`, or a path. */
  readonly place: string;
  get(account: string): Promise<string | undefined>;
  set(account: string, secret: string): Promise<void>;
  /** False: there was nothing to remove. */
  remove(account: string): Promise<boolean>;
}
