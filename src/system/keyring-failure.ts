import { Failure } from '../failure.ts';
import { clean } from '../text.ts';

/** What can be wrong with a keyring. */
export type KeyringState =
  | 'module-missing'
  | 'no-bus'
  | 'no-service'
  | 'no-collection'
  | 'locked'
  | 'no-answer'
  | 'twice'
  | 'unknown';

/** The ways to a key that need no keyring: the end of every hint about one. */
export const anotherSource =
  'Or without a keyring: JETWAY_API_KEY, --key-command, --key-stdin; to keep it in a file: jetway login --store file';

/**
 * Tells the state by an error's text: the library's code is `GenericFailure` for all of them. Texts of @napi-rs/keyring
 * 2.1.2 on Linux; the first that matches counts.
 */
export function keyringState(error: unknown): KeyringState {
  const text = textOf(error);
  return states.find(({ marks }) => marks.some((mark) => text.includes(mark)))?.state ?? 'unknown';
}

/** The `credential` Failure for an error of the keyring; `place` is the keyring's name, `account` the one that was asked for. */
export function keyringFailure(error: unknown, place: string, account: string): Failure {
  if (error instanceof Failure) return error;
  const { message, hint: mend } = wordsOf(keyringState(error), place);
  const [firstLine = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return new Failure(
    'credential',
    message(place, clean(firstLine)),
    `${mend.replace('<account>', clean(account))} ${anotherSource}`,
  );
}

/** Said of one that has not answered yet. */
export function waiting(place: string): string {
  return `Waiting for the keyring (${place})${place === credentialManager ? '' : ': unlock it'}. ${anotherSource}`;
}

/** The same for a keyring that did not answer within the limit. */
export function noAnswer(place: string): Failure {
  return keyringFailure(new Error('Did not receive a reply'), place, '');
}

const states: readonly { readonly state: KeyringState; readonly marks: readonly string[] }[] = [
  { state: 'module-missing', marks: ['MODULE_NOT_FOUND', 'native binding', 'ERR_DLOPEN_FAILED'] },
  { state: 'no-bus', marks: ['DBUS_SESSION_BUS_ADDRESS', 'Failed to connect to socket'] },
  { state: 'no-service', marks: ['was not provided by any .service'] },
  { state: 'no-collection', marks: ['no result found'] },
  { state: 'locked', marks: ['prompt was dismissed'] },
  { state: 'no-answer', marks: ['Did not receive a reply'] },
  { state: 'twice', marks: ['Entry is matched by'] },
];

interface Words {
  readonly message: (place: string, detail: string) => string;
  /** `<account>` stands for the one that was asked for. */
  readonly hint: string;
}

const words: Readonly<Record<KeyringState, Words>> = {
  'module-missing': {
    message: () => 'The keyring module is not installed.',
    hint: "Install Jetway again without --omit=optional; a lock file made on another system may lack this one's package.",
  },
  'no-bus': {
    message: () => 'There is no D-Bus session, so no keyring: usual over SSH, in containers and in WSL.',
    hint: 'Give the key another way.',
  },
  'no-service': {
    message: () => 'This session has no Secret Service, so no keyring.',
    hint: 'Install gnome-keyring, KWallet or KeePassXC.',
  },
  'no-collection': {
    message: (place) => `The ${place} runs, but has no default collection to keep a key in.`,
    hint: 'Log in on the desktop once, or unlock the keyring with its password.',
  },
  locked: {
    message: (place) => `The keyring (${place}) is locked, and nothing could ask for its password.`,
    hint: 'Unlock it, then run the same command again.',
  },
  'no-answer': {
    message: (place) => `The keyring (${place}) does not answer.`,
    hint: 'Look for a window that asks to unlock it; if there is none, restart the keyring service.',
  },
  twice: {
    message: (place) => `The keyring (${place}) holds two items of one name, so it gives neither.`,
    // As a restored keyring may: get, set and delete all throw then.
    hint: "Remove both, then store the key again: secret-tool clear service jetway username '<account>'; jetway login.",
  },
  unknown: {
    message: (place, detail) => `The keyring (${place}) failed: ${detail}`,
    hint: 'See whether other programs can use it.',
  },
};

const credentialManager = 'Credential Manager';

/** That of Windows has no lock and no window of its own, and that of macOS no service to restart. */
function wordsOf(state: KeyringState, place: string): Words {
  const { message, hint: mend } = words[state];
  return { message, hint: (state === 'no-answer' ? silent[place] : undefined) ?? mend };
}

const silent: Readonly<Record<string, string>> = {
  [credentialManager]: 'See whether the service Credential Manager (VaultSvc) runs: Get-Service VaultSvc.',
  Keychain: 'Look for a window that asks for the password of your Keychain; over SSH: security unlock-keychain.',
};

/** Code and message of the error and of its causes: Node names the missing file only there. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const cause = error.cause === undefined ? '' : textOf(error.cause);
  return `${code} ${error.message} ${cause}`;
}
