import { findAgent } from '../../agents/index.ts';
import { formatAge, select, sort, type Catalogue, type Model } from '../../models/catalogue.ts';
import type { ListOptions } from '../../options/options.ts';
import { catalogueOf, failureOf, probe, Refusal, type Asking } from '../../net/gateway-client.ts';
import { leaveFailure } from '../../lazy.ts';
import { Failure } from '../../failure.ts';
import type { Connection } from '../../gateways/gateway.ts';
import { askCatalogue, keptCatalogue } from '../../models/catalogue-cache.ts';
import type { Keys } from '../../keys/secret.ts';
import { withTranslated } from '../../protocols/protocols.ts';
import type { System } from '../../system/system.ts';
import { tell } from '../../say.ts';

/** A list of many pages takes its time. Milliseconds. */
const patience = 30_000;
/** Whoever waits so long is told what for. Milliseconds. */
const noticeAfter = 2000;

/** A gateway's models, and when it was asked for them: `never` where what ships with Jetway is all there is. */
export interface QueriedModels {
  readonly connection: Connection;
  readonly catalogue: Catalogue;
  readonly asked: 'now' | 'earlier' | 'never';
}

/** Throws `usage` for an agent that there is not, before anything is asked. */
export function checkAgent({ agent }: ListOptions): void {
  if (agent !== undefined) findAgent(agent);
}

/**
 * The gateway's list, or with `--offline` the kept one. Throws the Failure of a list that did not answer, `credential` for
 * a key that is refused, and `gateway` where none is kept.
 */
export async function queryModels(
  connection: Connection,
  keys: Keys,
  options: Pick<ListOptions, 'offline' | 'timeoutMs'> & Pick<Asking, 'idsOnly'>,
  system: System,
): Promise<QueriedModels> {
  if (options.offline === true) return offline(connection, keys, system);
  const limit = options.timeoutMs ?? patience;
  const notice = setTimeout(
    () => tell(`waiting for ${connection.url}, at most ${limit / 1000} s (--timeout)`, system),
    Math.min(noticeAfter, limit / 2),
  );
  try {
    const asking = { limit, idsOnly: options.idsOnly === true };
    const catalogue = await askCatalogue(connection, keys, system, asking).finally(() => clearTimeout(notice));
    const { unanswered } = catalogue;
    if (unanswered === undefined) return { connection, catalogue, asked: 'now' };
    if (!(unanswered instanceof Refusal)) throw unanswered;
    await refuseKey(connection, keys, system);
    return offline(connection, keys, system);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'gateway') throw error;
    const kept = keptCatalogue(connection, keys, system);
    const rest = kept === undefined ? connection.bundled : kept;
    if (rest === undefined) throw error;
    const age = kept === undefined ? 'those bundled with Jetway' : `kept from ${formatAge(system.now() - kept.at)}`;
    const hint = error.hint.replace(/\.$/, '');
    throw new Failure('gateway', error.message, `${hint}; ${age}: jetway list-models --offline`);
  }
}

/** A list may refuse for want of a provider's key, which says nothing of the gateway's. Throws `credential`. */
async function refuseKey(connection: Connection, keys: Keys, system: System): Promise<void> {
  const verdict = await probe(connection, keys, system.http).catch(leaveFailure);
  const answer = verdict?.answer;
  if (typeof answer === 'object' && answer.code === 'credential') throw failureOf(answer);
}

function offline(connection: Connection, keys: Keys, system: System): QueriedModels {
  const kept = keptCatalogue(connection, keys, system);
  if (kept !== undefined) return { connection, catalogue: kept, asked: 'earlier' };
  if (connection.bundled !== undefined) {
    return { connection, catalogue: catalogueOf(connection, [], system.now()), asked: 'never' };
  }
  throw new Failure(
    'gateway',
    `No list of ${connection.url} is kept for this key.`,
    'Ask the gateway once: jetway list-models, without --offline and JETWAY_OFFLINE',
  );
}

/** Whether anything but the ids of the models matters for what is to be listed. */
export function asksOfModels({ search, tools, minContext, sort: order }: ListOptions): boolean {
  return [search, tools, minContext, order].some((asked) => asked !== undefined);
}

/**
 * What is left of a list, sorted. What the gateway leaves out is filled in where that is shown or asked about, so that
 * a script which wants ids alone does not pay for it: `all` are then complete too. `translates`: a launch may do so.
 */
export async function filterModels(
  queried: QueriedModels,
  complete: boolean,
  options: ListOptions & { readonly translates: boolean },
  system: System,
): Promise<{ readonly all: readonly Model[]; readonly models: readonly Model[] }> {
  const { catalogue, connection } = queried;
  const { agent, search, tools, minContext, translates, sort: order } = options;
  const speaks = agent === undefined ? undefined : findAgent(agent).speaks;
  const all =
    complete || asksOfModels(options)
      ? (await import('../../models/complete.ts')).completed(catalogue, system).models
      : catalogue.models;
  const models = select(all, {
    ...(speaks === undefined
      ? {}
      : { speaks: translates ? withTranslated(speaks) : speaks, routes: (id) => connection.routes(id) }),
    ...(search === undefined ? {} : { search }),
    ...(tools === undefined ? {} : { tools }),
    ...(minContext === undefined ? {} : { minContext }),
  });
  return { all, models: order === undefined ? models : sort(models, order) };
}

/** How old and how sure a list is; undefined where the gateway gave all of it just now. */
export function provenance({ catalogue, asked }: QueriedModels, system: System): string | undefined {
  const age = asked === 'earlier' ? [`kept from ${formatAge(system.now() - catalogue.at)}`] : [];
  const part = asked === 'never' ? 'bundled' : 'in part bundled';
  const bundled =
    catalogue.source === 'bundled'
      ? [`${part} with Jetway, as of ${catalogue.date ?? 'its release'}; any other id works with --model too`]
      : [];
  return age.length + bundled.length === 0 ? undefined : `this list is ${[...age, ...bundled].join(', ')}`;
}
