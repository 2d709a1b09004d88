import type { Choice, Options } from '../options/options.ts';
import type { FoundKey } from '../keys/sources.ts';
import { Failure } from '../failure.ts';
import { providerKeyAccount } from '../gateways/gateway.ts';
import { gatewayKeys, resolveKeys } from '../keys/keys.ts';
import type { About, Answer, Finding } from '../gateways/status.ts';
import type { System } from '../system/system.ts';

/** For each question. Milliseconds. */
const timeoutMs = 3000;

/** Asks a gateway's questions of `Connection.standing`, side by side; undefined where it has none, or none answers. */
export async function fetchStatus(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<readonly Finding[] | undefined> {
  const { connection } = choice;
  const keys = gatewayKeys(choice, key);
  const standing = await connection.status?.(keys.has(connection.account));
  if (standing === undefined || standing.questions.length === 0) return undefined;
  const [providers, ...answers] = await Promise.all([
    providersOf(choice, key, options, system),
    ...standing.questions.map(async ({ url, headers }): Promise<Answer | undefined> => {
      try {
        const { status, json, text } = await system.http.send({ url, headers, keys, timeoutMs });
        return { status, body: json ?? text };
      } catch (error) {
        if (error instanceof Failure) return undefined;
        throw error;
      }
    }),
  ]);
  return standing.judge(answers, { now: system.now(), providers });
}

/** Behind the models that are wished for, or else all that the profile has. */
async function providersOf(
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<About['providers']> {
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
