import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import {
  type KeyringState,
  keyringFailure,
  keyringState,
  noAnswer,
  waiting,
} from '../../../src/system/keyring-failure.ts';

const texts: readonly (readonly [KeyringState, Error])[] = [
  ['module-missing', Object.assign(new Error("Cannot find module '@napi-rs/keyring'"), { code: 'MODULE_NOT_FOUND' })],
  ['module-missing', Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })],
  ['module-missing', new Error('Cannot find native binding. npm has a bug related to optional dependencies')],
  [
    'module-missing',
    new Error('loading failed', { cause: Object.assign(new Error('x'), { code: 'ERR_DLOPEN_FAILED' }) }),
  ],
  [
    'no-bus',
    new Error(
      'Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time, set your DBUS_SESSION_BUS_ADDRESS instead',
    ),
  ],
  ['no-bus', new Error('Platform failure: DBus error: Failed to connect to socket /run/x: No such file or directory')],
  ['no-service', new Error('DBus error: The name org.freedesktop.secrets was not provided by any .service files')],
  ['no-collection', new Error("Couldn't access platform storage: Secret Service: no result found")],
  ['locked', new Error("Couldn't access platform storage: Secret Service: unlock prompt was dismissed")],
  ['no-answer', new Error('DBus error: Did not receive a reply. Possible causes include: the remote application')],
  ['twice', new Error('Entry is matched by 2 credentials')],
  ['unknown', new Error('something else')],
];

const account = 'https://gateway.example';

describe('a failing keyring', () => {
  it.each(texts)('is %s by what the library says', (state, error) => {
    expect(keyringState(error)).toBe(state);
  });

  it.each(texts)('says what to do when it is %s, and names the ways that need no keyring', (_, error) => {
    const failure = keyringFailure(error, 'Secret Service', account);
    expect(failure.code).toBe('credential');
    expect(failure.message).toMatch(/^[A-Z].*[^ ]$/);
    expect(failure.hint).toMatch(
      /^\S.* Or without a keyring: JETWAY_API_KEY, --key-command, --key-stdin; .*jetway login --store file$/,
    );
  });

  it('with two items of one name says which, and how they are removed', () => {
    const { message, hint } = keyringFailure(new Error('Entry is matched by 2 credentials'), 'Secret Service', account);
    expect(message).toBe('The keyring (Secret Service) holds two items of one name, so it gives neither.');
    expect(hint).toContain(`secret-tool clear service jetway username '${account}'; jetway login`);
  });

  it('that is not known is quoted by one line without control characters', () => {
    const failure = keyringFailure(new Error('odd \u001b[31mthing\nsecond line'), 'Keychain', account);
    expect(failure.message).toBe('The keyring (Keychain) failed: odd thing');
  });

  it('keeps a failure that was explained already', () => {
    const explained = new Failure('credential', 'a', 'b');
    expect(keyringFailure(explained, 'Keychain', account)).toBe(explained);
  });

  it('that does not answer is told by name', () => {
    expect(noAnswer('Credential Manager').message).toBe('The keyring (Credential Manager) does not answer.');
    expect(noAnswer('Secret Service').hint).toMatch(/^Look for a window .*restart the keyring service\. Or without/);
    expect(noAnswer('Credential Manager').hint).toMatch(/^See whether the service .* runs: Get-Service VaultSvc\. Or/);
    expect(noAnswer('Keychain').hint).toMatch(/security unlock-keychain\. Or without/);
    expect(waiting('Keychain')).toMatch(/^Waiting for the keyring \(Keychain\): unlock it\. Or/);
    expect(waiting('Credential Manager')).toMatch(/^Waiting for the keyring \(Credential Manager\)\. Or/);
  });
});
