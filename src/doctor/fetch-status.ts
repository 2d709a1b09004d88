import type { Choice, Options } from '../options/options.ts';
import type { FoundKey } from '../keys/sources.ts';
import { providerKeyAccount } from '../gateways/gateway.ts';
import { gatewayKeys, resolveKeys } from '../keys/request-keys.ts';
import type { Provider, StatusHints, Told, Use } from '../gateways/status.ts';
import type { Keys } from '../keys/secret.ts';
import { askTogether } from '../net/gateway-client.ts';
import type { System } from '../system/system.ts';
import { budgetFile } from '../usage/budget-file.ts';
import { keepBudget } from '../usage/keep-budget.ts';

/** What a gateway tells of itself and of a key by its own free questions: figures, and the hints for them. */
export interface FetchedStatus {
  readonly told: readonly Told[];
  readonly hints: StatusHints;
  /** What is used up or near its end, a sentence each. */
  readonly near: readonly string[];
}

/** Asks a gateway's questions of `Connection.status`; undefined where it has none. */
export async function fetchStatus(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<FetchedStatus | undefined> {
  const keys = gatewayKeys(choice, key);
  const providers = await providersOf(choice, key, options, system);
  const uses = modelsInUse(choice, options).map((model) => ({ model }));
  const status = await choice.connection.status?.(keys, providers, uses);
  if (status === undefined || status.questions.length === 0) return undefined;
  return kept(await askTogether(status, keys, system.http), status.hints, choice, keys, system);
}

/** What is left of a key, for the models that are in use. */
export type Left = (uses: readonly Use[]) => FetchedStatus;

/** The same of `Connection.left`, before and after a launch. `timeoutMs`: absent, as for any question. */
export async function fetchLeft(
  choice: Choice,
  key: FoundKey | undefined,
  system: System,
  timeoutMs?: number,
): Promise<Left | undefined> {
  const keys = gatewayKeys(choice, key);
  const status = await choice.connection.left?.(keys);
  if (status === undefined || status.questions.length === 0) return undefined;
  const told = await askTogether(
    { ...status, together: (parts) => (uses: readonly Use[]) => status.together(parts, uses) },
    keys,
    system.http,
    timeoutMs === undefined ? {} : { timeout: timeoutMs },
  );
  return (uses) => kept(told(uses), status.hints, choice, keys, system);
}

function kept(told: readonly Told[], hints: StatusHints, choice: Choice, keys: Keys, system: System): FetchedStatus {
  return { told, hints, near: keepBudget(budgetFile(choice, keys, system.host), told, hints, system) };
}

/** Those that are wished for, or else all that the profile has. */
function modelsInUse({ profile }: Choice, options: Options): readonly string[] {
  const saved = [...Object.values(profile?.saved.models ?? {}), ...Object.values(profile?.saved.smallModels ?? {})];
  const wished = [options.model, options.smallModel].filter((id) => id !== undefined);
  return wished.length > 0 ? wished : saved;
}

async function providersOf(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<readonly Provider[]> {
  const { connection } = choice;
  const ids = modelsInUse(choice, options).map((id) => connection.routes(id)[0]?.provider);
  return Promise.all(
    [...new Set(ids.filter((id) => id !== undefined))].map(async (id) => {
      const keys = await resolveKeys(choice, key, id, options, system);
      return { id, ownKey: keys.has(providerKeyAccount(connection, id)) };
    }),
  );
}
