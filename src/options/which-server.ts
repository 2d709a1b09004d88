import type { Answers, Connection, Gateway, Setting } from '../gateways/gateway.ts';
import { gateways } from '../gateways/index.ts';
import type { HeldKeys, Question, Survey } from '../gateways/question.ts';
import { headersOver } from '../gateways/gateway.ts';
import { leaveFailure } from '../lazy.ts';
import { askTogether } from '../net/gateway-client.ts';
import type { Keys } from '../keys/secret.ts';
import type { System } from '../system/system.ts';
import { say } from '../say.ts';

/** Of a gateway that any server may be: the setting that holds which it was found to be. */
export function serverSetting(gateway: Gateway): Setting | undefined {
  return gateway.settings.find(({ recognised }) => recognised === true);
}

/** What any server was found to be, and what comes of it: the settings to keep, or another gateway with those of its own. */
export interface Told {
  readonly answers: Answers;
  readonly instead?: { readonly gateway: Gateway; readonly settings: Answers };
}

/**
 * Tells which gateway answers there, where it is one that Jetway knows by that: only then is it kept. Where the gateway was
 * `picked` from the list, asks whether to use it as that.
 */
export async function tellServer(
  gateway: Gateway,
  answers: Answers,
  { keys, picked }: { readonly keys: Keys; readonly picked: boolean },
  system: System,
): Promise<Told> {
  const setting = serverSetting(gateway);
  const connection = gateway.connect(answers);
  const server = setting === undefined ? undefined : await findServer(connection, keys, system);
  if (setting === undefined || server === undefined) return { answers };
  say(`${connection.url}: ${serverWords(server)}`, system);
  const kept = { answers: { ...answers, [setting.id]: server.id } };
  const address = server.settings.find((one) => one.address === true);
  if (!picked || address === undefined) return kept;
  const word = await system.prompts.select('Use it as', [
    { value: server.id, name: server.name },
    { value: gateway.id, name: gateway.name },
  ]);
  return word === gateway.id
    ? kept
    : { ...kept, instead: { gateway: server, settings: { [address.id]: connection.url } } };
}

/** Which gateway answers there, by free questions at its own address. Undefined where nothing tells, or nothing answers. */
export async function findServer(
  connection: Connection,
  keys: Keys,
  { http }: Pick<System, 'http'>,
): Promise<Gateway | undefined> {
  return askTogether(recognition(connection, keys, gateways), keys, http).catch(leaveFailure);
}

/** What is asked: by where it stands nothing, else each place at which one of them has an answer of its own. */
export function recognition(
  connection: Pick<Connection, 'url' | 'account' | 'credentials' | 'routes'>,
  keys: HeldKeys,
  known: readonly Gateway[],
): Survey<readonly string[], Gateway | undefined> {
  const { hostname } = new URL(connection.url);
  const standing = known.find(({ hosts = [] }) =>
    hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`)),
  );
  if (standing !== undefined) return { questions: [], together: () => standing };
  const byPath = new Map<string, Gateway[]>();
  for (const gateway of known) {
    const { localProbe } = gateway;
    if (localProbe === undefined) continue;
    const { pathname } = new URL(localProbe.url);
    const path = pathname === '/' ? '' : pathname;
    byPath.set(path, [...(byPath.get(path) ?? []), gateway]);
  }
  const [route] = connection.routes();
  const headers = route === undefined ? {} : headersOver(route, connection, keys);
  const questions = [...byPath].map(([path, candidates]): Question<readonly string[]> => ({
    url: `${connection.url}${path}`,
    headers,
    read: (status, body) =>
      candidates.filter(({ localProbe }) => localProbe?.read(status, body) === true).map(({ id }) => id),
  }));
  return {
    questions,
    together: (parts) => {
      const told = new Set(parts.flatMap((ids) => ids ?? []));
      return known.find(({ id }) => told.has(id));
    },
  };
}

/** What there is to say of it, for people: one sentence. */
export function serverWords(server: Pick<Gateway, 'id' | 'name'>): string {
  return `It is ${server.name}; --gateway ${server.id} knows its errors, and what else it tells.`;
}
