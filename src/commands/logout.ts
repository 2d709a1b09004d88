import { Failure } from '../failure.ts';
import { providerKeyAccount } from '../gateways/gateway.ts';
import type { Options } from '../options/options.ts';
import { resolveAnyGateway } from '../options/resolve-gateway.ts';
import type { StoreKind } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import { say } from '../say.ts';

/** Forgets the stored keys of the profile's gateway, its providers' among them, and ends a sign-in. The profile stays. */
export async function logout(options: Options & { readonly provider?: string }, system: System): Promise<number> {
  const { connection } = await resolveAnyGateway(options, system);
  const { credentials, signIns = {} } = system.profiles.read();
  const signedIn = options.provider === undefined && Object.hasOwn(signIns, connection.account);
  const wanted =
    options.provider === undefined
      ? (account: string) => account === connection.account || account.startsWith(providerKeyAccount(connection, ''))
      : (account: string) => account === providerKeyAccount(connection, options.provider ?? '');
  const found = Object.entries(credentials).filter(([account]) => wanted(account));
  if (found.length === 0 && !signedIn) {
    throw new Failure('credential', `No key is stored for ${connection.url}.`, 'See what is: jetway auth');
  }
  if (signedIn) {
    const { endSignIn } = await import('../keys/sign-in/end.ts');
    for (const line of await endSignIn(connection.account, system)) say(line, system);
  }
  await forget(found, system);
  return 0;
}

/** Takes keys out of their stores. Throws `credential` where a store does not answer. */
export async function forget(found: readonly (readonly [string, StoreKind])[], system: System): Promise<void> {
  for (const [account, kind] of found) {
    const store = system.credentials(kind);
    await store.remove(account);
    await system.profiles.change((config) => {
      const { [account]: _gone, ...rest } = config.credentials;
      return { ...config, credentials: rest };
    });
    say(`The key of ${account} is gone from ${store.place}.`, system);
  }
}
