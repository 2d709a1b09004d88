import { Failure } from '../failure.ts';
import { providerKeyAccount } from '../gateways/gateway.ts';
import type { Choice, Options } from '../options/options.ts';
import type { Keys } from './secret.ts';
import { findKey, type FoundKey } from './sources.ts';
import type { System } from '../system/system.ts';

/** The keys of a request that needs no provider's: the gateway's own alone. */
export function gatewayKeys(choice: Pick<Choice, 'connection'>, key: FoundKey | undefined): Keys {
  return new Map(key === undefined ? [] : [[choice.connection.account, key.value]]);
}

/**
 * For free questions: the gateway's own key, and the provider's where there is one provider alone, so that it can come
 * to no other. One on standard input is for the launch.
 */
export async function questionKeys(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<Keys> {
  const [provider, ...others] = new Set(choice.connection.routes().map((way) => way.provider));
  const sole = others.length === 0 ? provider : undefined;
  return keysWith(choice, key, sole, { ...options, providerKeyStdin: false }, system);
}

/**
 * The keys of one launch: the gateway's, and the provider's own for a route where the gateway takes one beside it.
 * Throws `credential` where there is none and nothing answers without.
 */
export async function resolveKeys(
  choice: Choice,
  key: FoundKey | undefined,
  provider: string | undefined,
  options: Options,
  system: System,
): Promise<Keys> {
  const keys = await keysWith(choice, key, provider, options, system);
  const { connection, gateway } = choice;
  if (provider === undefined || connection.needsProviderKey !== true) return keys;
  if (keys.has(providerKeyAccount(connection, provider))) return keys;
  throw new Failure(
    'credential',
    `There is no key of ${provider} for ${gateway.name} to pass on.`,
    `Give one: JETWAY_PROVIDER_KEY, or store it: jetway login --provider ${provider} --provider-key-stdin`,
  );
}

async function keysWith(
  choice: Choice,
  key: FoundKey | undefined,
  provider: string | undefined,
  options: Options,
  system: System,
): Promise<Keys> {
  const keys = new Map(gatewayKeys(choice, key));
  if (provider === undefined || !choice.gateway.takesProviderKey) return keys;
  const account = providerKeyAccount(choice.connection, provider);
  const found = await findKey(
    {
      what: `provider key for ${provider}`,
      account,
      stdin: options.providerKeyStdin === true,
      variables: ['JETWAY_PROVIDER_KEY'],
    },
    system,
  );
  if (found !== undefined) keys.set(account, found.value);
  return keys;
}
