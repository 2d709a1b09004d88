import { agents } from '../agents/index.ts';
import { formatTokens, preferredFirst, type Catalogue } from '../models/catalogue.ts';
import type { KeptCapability } from '../doctor/capabilities/kept.ts';
import type { Choice } from '../options/options.ts';
import type { Asking } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import type { Connection } from '../gateways/gateway.ts';
import { refreshModelData } from '../models/complete.ts';
import type { FoundKey } from '../keys/sources.ts';
import { requireKey, resolveKey, withCommandElsewhere } from '../keys/keys.ts';
import { questionKeys } from '../keys/request-keys.ts';
import { resolveGateway } from '../options/resolve-gateway.ts';
import { mayTranslate } from '../launch/relay.ts';
import { unlisted } from '../launch/target.ts';
import type { Keys } from '../keys/secret.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import {
  asksOfModels,
  checkAgent,
  filterModels,
  queryModels,
  provenance,
  type QueriedModels,
} from './list-models/query.ts';
import { type ListOptions } from '../options/options.ts';
import type { Report } from './list-models/report.ts';
import { tell } from '../say.ts';

/**
 * Piped: one id a line, and nothing else. In a terminal a table. Throws `gateway` where no list is to be had and `model`
 * where it is empty, both after the preferred models are printed; `model` also where nothing matches.
 */
export async function listModelsCommand(options: ListOptions, system: System): Promise<number> {
  checkAgent(options);
  const { columns } = options;
  if (columns !== undefined) (await import('./list-models/columns.ts')).columnsNamed(columns, []);
  if (options.compare !== undefined) {
    return (await import('./list-models/compare.ts')).compareModels(options.compare, options, system);
  }
  const choice = await resolveGateway(options, system);
  const key = await resolveKey(choice, options, system);
  requireKey(choice, key);
  // Only where somebody looks at the table: a script waits for its gateway alone.
  const refreshed = system.stdout.isTerminal ? refreshModelData(system, options) : undefined;
  const complete = options.json || system.stdout.isTerminal || columns !== undefined;
  const asking = { ...options, idsOnly: !complete && !asksOfModels(options) };
  const { queried, failure } = await attempt(choice, await questionKeys(choice, key, options, system), asking, system);
  const preferred = choice.profile?.saved.preferredModels ?? [];
  if (failure !== undefined && (preferred.length === 0 || options.json)) throw failure;
  await refreshed;
  const translates = mayTranslate(choice, options);
  const { all, models } = await filterModels(
    withPreferred(queried, preferred),
    complete,
    { ...options, translates },
    system,
  );
  if (models.length === 0) throw failure ?? unmatched(all.length, options);
  if (complete) {
    const { report } = await import('./list-models/report.ts');
    const tried = options.json || options.verbose ? await triedAt(choice.connection, system) : [];
    const made = report(queried, { all, models, preferred, translates, tried }, system);
    if (options.json) system.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
    else system.stdout.write(await drawn(made, failure, options, system));
  } else {
    system.stdout.write(`${models.map((model) => model.id).join('\n')}\n`);
    const note = failure === undefined ? provenance(queried, system) : undefined;
    if (note !== undefined) tell(note, system);
  }
  if (options.verbose === true && !options.json) await tellServer(choice, key, options, system);
  if (failure !== undefined) throw failure;
  return 0;
}

/** A table, or where it is piped the columns that were asked for, one model a line, with tabs between. */
async function drawn(
  made: Report,
  failure: Failure | undefined,
  { columns: words, ...options }: ListOptions,
  system: System,
): Promise<string> {
  const [{ columnsNamed }, { drawReport }] = await Promise.all([
    import('./list-models/columns.ts'),
    import('./list-models/table.ts'),
  ]);
  const installed = agents.filter(({ command }) => system.programs.locate(command) !== undefined).map(({ id }) => id);
  const columns = words === undefined ? undefined : columnsNamed(words, installed);
  if (system.stdout.isTerminal || columns === undefined) {
    const narrowed = asksOfModels(options) || options.agent !== undefined;
    const table = drawReport(made, failure, { columns, narrowed }, installed, system.stdout);
    if (options.verbose !== true) return table;
    const { drawTried } = await import('./list-models/draw-tried.ts');
    return [table, ...drawTried(made.models, system)].join('\n');
  }
  return made.models.map((model) => `${[model.id, ...columns.map(({ cell }) => cell(model))].join('\t')}\n`).join('');
}

/** On stderr, which gateway it is that answers, where any server may be meant. */
async function tellServer(
  choice: Choice,
  key: FoundKey | undefined,
  options: ListOptions,
  system: System,
): Promise<void> {
  const { findServer, serverSetting, serverWords } = await import('../options/which-server.ts');
  if (serverSetting(choice.gateway) === undefined) return;
  const server = await findServer(choice.connection, await questionKeys(choice, key, options, system), system);
  if (server !== undefined) tell(`${choice.connection.url}: ${serverWords(server)}`, system);
}

/** What was found of this gateway's models, each on its route. */
async function triedAt(connection: Connection, system: System): Promise<readonly KeptCapability[]> {
  return (await import('../doctor/capabilities/kept.ts')).keptCapabilities(connection, system);
}

/** A list, empty where the gateway gave none: the profile's preferred models survive that. */
async function attempt(
  choice: Choice,
  keys: Keys,
  options: ListOptions & Pick<Asking, 'idsOnly'>,
  system: System,
): Promise<{ readonly queried: QueriedModels; readonly failure?: Failure }> {
  const { connection } = choice;
  try {
    const queried = await queryModels(connection, keys, options, system);
    return { queried, ...(queried.catalogue.models.length === 0 ? { failure: nothing(connection, keys) } : {}) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'gateway') throw withCommandElsewhere(error, choice, keys);
    const catalogue: Catalogue = { models: [], source: 'gateway', at: system.now() };
    return { queried: { connection, catalogue, asked: 'never' }, failure: error };
  }
}

function withPreferred(queried: QueriedModels, preferred: readonly string[]): QueriedModels {
  const { catalogue, connection } = queried;
  const models = preferredFirst(catalogue.models, preferred, (id) => unlisted(connection, id));
  return { ...queried, catalogue: { ...catalogue, models } };
}

function nothing({ hints, url }: Connection, keys: Keys): Failure {
  const [whose, about] = keys.size === 0 ? ['', 'what it serves'] : [' for this key', 'what the key may use'];
  const ask = `Ask its owner ${about}, or pass any id: --model …`;
  return new Failure('model', `${url} lists no models${whose}.`, hints?.missing?.('<model>') ?? ask);
}

function unmatched(count: number, options: ListOptions): Failure {
  const { agent, search, tools, minContext } = options;
  const asked = [
    ...(agent === undefined ? [] : [`--agent ${agent}`]),
    ...(search === undefined ? [] : [`--search ${quote(search)}`]),
    ...(tools === true ? ['--tools'] : []),
    ...(minContext === undefined ? [] : [`--min-context ${formatTokens(minContext)}`]),
  ];
  return new Failure(
    'model',
    count === 1
      ? `The one model does not match ${asked.join(' ')}.`
      : `None of the ${count} models matches ${asked.join(' ')}.`,
    'See all: jetway list-models',
  );
}
