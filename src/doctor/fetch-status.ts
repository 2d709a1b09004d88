import type { Choice, Options } from '../options/options.ts';
import type { FoundKey } from '../keys/sources.ts';
import { providerKeyAccount } from '../gateways/gateway.ts';
import { gatewayKeys, resolveKeys } from '../keys/keys.ts';
import type { Provider, StatusHints, Told } from '../gateways/status.ts';
import { askTogether } from '../net/gateway-client.ts';
import type { System } from '../system/system.ts';

/** What a gateway tells of itself and of a key by its own free questions: figures, and the hints for them. */
export interface Standing {
  readonly told: readonly Told[];
  readonly hints: StatusHints;
}

/** Asks a gateway's questions of `Connection.status`; undefined where it has none. */
export async function fetchStatus(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<Standing | undefined> {
  const keys = gatewayKeys(choice, key);
  const providers = await providersOf(choice, key, options, system);
  const status = await choice.connection.status?.(keys, providers);
  if (status === undefined || status.questions.length === 0) return undefined;
  return { told: await askTogether(status, keys, system.http), hints: status.hints };
}

/** Behind the models that are wished for, or else all that the profile has. */
async function providersOf(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<readonly Provider[]> {
  const { connection, profile } = choice;
  const saved = [...Object.values(profile?.saved.models ?? {}), ...Object.values(profile?.saved.smallModels ?? {})];
  const wished = [options.model, options.smallModel].filter((id) => id !== undefined);
  const ids = (wished.length > 0 ? wished : saved).map((id) => connection.routes(id)[0]?.provider);
  return Promise.all(
    [...new Set(ids.filter((id) => id !== undefined))].map(async (id) => {
      const keys = await resolveKeys(choice, key, id, options, system);
      return { id, ownKey: keys.has(providerKeyAccount(connection, id)) };
    }),
  );
}
