import { describeSource, whereKeyIs, type KeySource } from '../keys/sources.ts';
import type { Connection, Gateway } from '../gateways/gateway.ts';
import { findGateway } from '../gateways/index.ts';
import type { Config, Profile, SignedIn } from '../profiles/profile.ts';
import { keyPlaces } from '../keys/keys.ts';
import type { System } from '../system/system.ts';
import { signedInWords } from '../profiles/signed-in.ts';
import { drawSection } from '../view.ts';
import { say } from '../say.ts';

/** Where one key lives, never what it is. */
export interface KeyPlace {
  /** What the key is bound to: a gateway's origin, and what else its page says. */
  readonly account: string;
  readonly profiles: readonly string[];
  /** Where a launch would take it from now. */
  readonly kind: KeySource['kind'] | 'none';
  /** The command, the variable, the sign-in or the store. */
  readonly from: string;
  /** Who is signed in where; absent: nobody, or something else wins. */
  readonly signedIn?: SignedIn;
}

/** Reads no key and opens no keyring. */
export function auth(options: { readonly json: boolean }, system: System): number {
  const config = system.profiles.read();
  const keys = placesOf(config, system);
  if (options.json) {
    system.stdout.write(`${JSON.stringify({ schemaVersion: 1, keys }, null, 2)}\n`);
    return 0;
  }
  if (keys.length === 0) {
    say('No key is stored, and no profile is saved. Store one: jetway login', system);
    return 0;
  }
  const drawn = keys.map((key) => {
    const profiles = key.profiles.length === 0 ? 'no profile uses it' : key.profiles.join(', ');
    return drawSection(
      key.account,
      [
        ['comes from', key.from],
        ...(key.signedIn === undefined ? [] : [['signed in', signedInWords(key.signedIn, system.now())] as const]),
        ['profiles', profiles],
      ],
      system.stdout,
    );
  });
  system.stdout.write(drawn.join('\n'));
  return 0;
}

interface User {
  readonly profile: { readonly name: string; readonly saved: Profile };
  readonly gateway: Gateway;
  readonly connection: Connection;
}

function placesOf(config: Config, system: System): readonly KeyPlace[] {
  const users = Object.entries(config.profiles).map(([name, saved]): User => {
    const gateway = findGateway(saved.gateway);
    return { profile: { name, saved }, gateway, connection: gateway.connect(saved.settings) };
  });
  const accounts = new Set([
    ...users.map(({ connection }) => connection.account),
    ...Object.keys(config.credentials),
    ...Object.keys(config.signIns ?? {}),
  ]);
  return [...accounts].map((account) => {
    const sharing = users.filter(({ connection }) => connection.account === account);
    const profiles = sharing.map(({ profile }) => profile.name);
    return { account, profiles, ...placeOf(sharing[0], account, system) };
  });
}

function placeOf(
  user: User | undefined,
  account: string,
  system: System,
): Pick<KeyPlace, 'kind' | 'from' | 'signedIn'> {
  const alone = { what: 'key', account, stdin: false, variables: [] };
  const source = whereKeyIs(user === undefined ? alone : keyPlaces(user, { settings: {} }, system), system);
  if (source === undefined) return { kind: 'none', from: 'nowhere' };
  return {
    kind: source.kind,
    from: describeSource(source),
    ...(source.kind === 'sign-in' ? { signedIn: source.signedIn } : {}),
  };
}
