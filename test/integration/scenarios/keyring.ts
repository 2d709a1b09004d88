import { keyringFailure } from '../../../src/system/keyring-failure.ts';
import { openrouter } from '../../support/scenario-gateways.ts';
import type { World } from '../../support/scenarios.ts';

/** Every call of it fails with this text of the library. */
const withKeyring =
  (text: string): NonNullable<World['parts']> =>
  () => ({
    credentials: () => {
      const trouble = async (): Promise<never> => {
        throw keyringFailure(new Error(text), 'Secret Service', 'https://gateway.example');
      };
      return { kind: 'keyring', place: 'Secret Service', get: trouble, set: trouble, remove: trouble };
    },
  });

export const keyring: readonly World[] = [
  {
    report: 'my key is in the keyring, and over SSH that is locked',
    // As if it were not there.
    env: { JETWAY_API_KEY: '' },
    files: {
      '.config/jetway/config.json': JSON.stringify({
        schemaVersion: 1,
        profiles: {},
        credentials: { 'https://openrouter.ai/api': 'keyring' },
      }),
    },
    gateway: openrouter({}),
    parts: withKeyring('Platform failure: DBus error: Secret Service: unlock prompt was dismissed'),
    finds: { id: 'keyring', status: 'fail', detail: 'is locked', hint: 'Unlock it' },
  },
  {
    report: 'over SSH the keyring is locked',
    parts: withKeyring('Platform failure: DBus error: Secret Service: unlock prompt was dismissed'),
    finds: { id: 'keyring', status: 'warn', detail: 'is locked', hint: 'Unlock it' },
  },
  {
    report: 'there is no keyring in the container',
    parts: withKeyring('Using X11 for dbus-daemon autolaunch was disabled, set your DBUS_SESSION_BUS_ADDRESS instead'),
    finds: { id: 'keyring', status: 'warn', detail: 'no D-Bus session', hint: 'JETWAY_API_KEY' },
  },
  {
    report: 'my window manager has no keyring',
    parts: withKeyring('The name org.freedesktop.secrets was not provided by any .service files'),
    finds: { id: 'keyring', status: 'warn', detail: 'no Secret Service', hint: 'gnome-keyring' },
  },
  {
    report: 'the keyring daemon is frozen',
    parts: withKeyring('Did not receive a reply. Possible causes include: the remote application did not send a reply'),
    finds: { id: 'keyring', status: 'warn', detail: 'does not answer', hint: 'restart the keyring service' },
  },
  {
    report: 'npm was told to omit optional packages',
    parts: withKeyring('Cannot find native binding.'),
    finds: { id: 'keyring', status: 'warn', detail: 'not installed', hint: '--omit=optional' },
  },
];
