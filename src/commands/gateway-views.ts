import { Failure } from '../failure.ts';
import type { GatewayViews } from '../gateways/managed-gateways.ts';
import { withoutSecrets } from '../gateways/management.ts';
import { checkedKey } from '../keys/sources.ts';
import { resolveManagement, unmanageable, type Managed } from '../options/resolve-management.ts';
import type { System } from '../system/system.ts';
import { clean, cleanLines, offClock, quote } from '../text.ts';
import { readPeriod } from '../usage/period.ts';
import type { GatewayOptions } from './gateway.ts';
import { reply, replies, requireManagementKey } from './manage/ask.ts';
import { consent } from './manage/consent.ts';
import { inLines, keyCells, limitCells, listed, logCells, logHead, routeCells } from './manage/draw.ts';
import { print } from './manage/print.ts';
import { say } from '../say.ts';

export interface ViewOptions extends GatewayOptions {
  readonly since?: string;
  readonly session?: string;
  readonly limit?: string;
  /** Read what was said, too. */
  readonly content: boolean;
  /** The name of a provider's key. */
  readonly alias?: string;
  /** It is the key of those requests that name none. */
  readonly usual: boolean;
}

/** Where a provider's SDK is sent to: stdout has nothing but the address. */
export async function gatewayUrl(provider: string, options: ViewOptions, system: System): Promise<number> {
  const { managed, views } = await viewsOf(options, system, false);
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(provider)) {
    throw new Failure('usage', `${quote(provider)} can't be a provider.`, 'Give one as openai, anthropic or grok.');
  }
  const known = views.url(provider);
  if (!('url' in known && !('read' in known))) await requireManagementKey(managed, system);
  const { url, note } = 'read' in known ? await reply(known, managed, system) : known;
  if (note !== undefined) say(`${note}.`.replace('..', '.'), system);
  print({ provider, url }, `${clean(url, 500)}\n`, options, system);
  return 0;
}

/** From here on a difference of clocks leaves out requests that were meant. Milliseconds. */
const clockLimit = 60_000;

/** The newest requests that the gateway logged; prompts and answers only where they are asked for. */
export async function gatewayLogs(id: string | undefined, options: ViewOptions, system: System): Promise<number> {
  const limit = readLimit(options.limit ?? (id === undefined ? '20' : '1000'));
  const since = options.since === undefined ? undefined : readPeriod(options.since, 'UTC', system.now()).since;
  const { managed, views } = await viewsOf(options, system);
  const query = {
    limit,
    now: system.now(),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(options.session === undefined ? {} : { session: options.session }),
  };
  let ahead = 0;
  const dated = (time: number): void => void (ahead = Number.isNaN(time) ? ahead : system.now() - time);
  const rows =
    id !== undefined && options.content ? [] : await replies(views.logs(query), managed, system, limit, dated);
  if (since !== undefined && Math.abs(ahead) > clockLimit) {
    say(`This machine's clock is ${offClock(ahead)}, and --since counts by it.`, system);
  }
  const found = id === undefined ? rows : rows.filter((row) => row.id === id);
  if (id !== undefined && found.length === 0 && !options.content) {
    const hint = 'Ask for it with what was said: --content, or see the newest: jetway gateway logs';
    throw new Failure('configuration', `Among the newest ${limit} is no request ${quote(id)}.`, hint);
  }
  const ids = id === undefined ? found.map((row) => row.id) : [id];
  const said = options.content ? await contents(ids, views, managed, system) : undefined;
  // What the gateway knows as an id is no key, however it looks.
  for (const known of ids) system.show(known);
  if (rows.length === 0 && id === undefined && views.noLogs !== undefined) say(views.noLogs, system);
  const cells = found.length === 0 ? [] : [logHead, ...found.map((row) => logCells(row))];
  const table =
    options.content && cells.length === 0
      ? ''
      : listed(cells, 'There is no request in the log.', system.stdout, [3, 4, 5, 6]);
  const spoken = Object.entries(said ?? {}).flatMap(([which, parts]) => [
    '',
    clean(which, 80),
    ...Object.entries(parts).flatMap(([name, text]) => [`  ${clean(name, 40)}`, inLines(text)]),
  ]);
  const text = `${table}${spoken.map((line) => `${line}\n`).join('')}`;
  print({ gateway: views.name, logs: found, ...(said === undefined ? {} : { content: said }) }, text, options, system);
  return 0;
}

/** Providers' keys that the gateway keeps, by what it masks them to. */
export async function providerKeysList(options: ViewOptions, system: System): Promise<number> {
  const { managed, views } = await viewsOf(options, system);
  const providerKeys = await replies(views.providerKeys(), managed, system);
  const rows = providerKeys.map((key) => keyCells(key));
  print(
    { gateway: views.name, providerKeys },
    listed(rows, 'No key of a provider is stored.', system.stdout),
    options,
    system,
  );
  return 0;
}

/** Stores one, which comes from standard input or a hidden prompt and goes nowhere else. */
export async function providerKeysAdd(provider: string, options: ViewOptions, system: System): Promise<number> {
  if (options.keyStdin === true) {
    const hint = 'Give the management key by JETWAY_MANAGEMENT_KEY, --key-command or the keyring.';
    throw new Failure('usage', 'Standard input holds the key of the provider here.', hint);
  }
  const { managed, views } = await viewsOf(options, system, false);
  const { addProviderKey } = views;
  if (typeof addProviderKey === 'string') {
    throw new Failure('configuration', addProviderKey, 'See those that it has: jetway gateway provider-keys list');
  }
  await requireManagementKey(managed, system);
  const name = options.alias ?? 'default';
  if (!/^[a-z0-9_-]{1,64}$/i.test(name) || !/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(provider)) {
    const hint = 'Give a provider as anthropic, and --alias with letters, digits, - and _.';
    throw new Failure('usage', `${quote(provider)} with the name ${quote(name)} can't be stored.`, hint);
  }
  const usual = options.usual || name === 'default';
  const where = `${views.name} of ${managed.management.url}`;
  const words = usual ? ', for all requests that name none' : '';
  say(`Stores a key for ${provider} as ${name}${words} in the gateway ${where}.`, system);
  const document = { provider, name, usual };
  if (options.dryRun) return done({ added: false, providerKey: document }, '', options, system);
  const asked = system.stdin.isTerminal && system.canAsk;
  const value = asked
    ? checkedKey(await system.prompts.password(`Key of ${provider}`), 'what was typed')
    : checkedKey(await system.stdin.readLine(), 'standard input');
  system.hide(value);
  await consent('Store it?', options, system);
  const providerKey = await reply(addProviderKey({ ...document, value }), managed, system);
  return done({ added: true, providerKey }, `A key for ${provider} is stored as ${name}.\n`, options, system);
}

/** Dynamic routes, or whatever the gateway chooses models by. */
export async function routesList(options: ViewOptions, system: System): Promise<number> {
  const { managed, views } = await viewsOf(options, system);
  const routes = await replies(views.routes(), managed, system);
  const rows = routes.map((route) => routeCells(route));
  print({ gateway: views.name, routes }, listed(rows, 'There is no route.', system.stdout), options, system);
  return 0;
}

/** One of them with all that the gateway tells, by name or id. */
export async function routesShow(name: string, options: ViewOptions, system: System): Promise<number> {
  const { managed, views } = await viewsOf(options, system);
  const all = await replies(views.routes(), managed, system);
  const found = all.find((one) => [one.name, one.id, one.model].includes(name));
  if (found === undefined) {
    throw new Failure(
      'configuration',
      `There is no route ${quote(name)}.`,
      'See which there are: jetway gateway routes list',
    );
  }
  const route = withoutSecrets(await reply(views.route(found.id), managed, system));
  print({ gateway: views.name, route }, `${cleanLines(JSON.stringify(route, null, 2))}\n`, options, system);
  return 0;
}

/** What may be spent, at every level that the gateway has; what it does not tell of is said, and what it does is shown. */
export async function spendLimits(options: ViewOptions, system: System): Promise<number> {
  const { managed, views } = await viewsOf(options, system);
  const questions = views.spendLimits();
  const answers = await Promise.all(
    questions.map(async ({ what, question }) =>
      replies(question, managed, system).then(
        (limits) => ({ limits }),
        (error: unknown) => {
          if (error instanceof Failure) return { what, error };
          throw error;
        },
      ),
    ),
  );
  const failed = answers.flatMap((answer) => ('error' in answer ? [answer] : []));
  if (failed.length === questions.length && failed[0] !== undefined) throw failed[0].error;
  for (const { what, error } of failed) say(`Of ${what} nothing is told: ${error.message}`, system);
  const found = answers.flatMap((answer) => ('limits' in answer ? answer.limits : []));
  const document = { spendLimits: found, notTold: failed.map(({ what, error }) => ({ what, why: error.message })) };
  const rows = found.map((limit) => limitCells(limit));
  print({ gateway: views.name, ...document }, listed(rows, 'There is no spend limit.', system.stdout), options, system);
  return 0;
}

async function viewsOf(
  options: ViewOptions,
  system: System,
  key = true,
): Promise<{ readonly managed: Managed; readonly views: GatewayViews }> {
  const managed = await resolveManagement(options, system);
  const views = managed.management.views?.(managed.keys);
  if (views === undefined) throw unmanageable(managed.gateway);
  if (key) await requireManagementKey(managed, system);
  return { managed, views };
}

async function contents(
  ids: readonly string[],
  views: GatewayViews,
  managed: Managed,
  system: System,
): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  const said: Record<string, Record<string, unknown>> = {};
  for (const id of ids) {
    said[id] = {};
    for (const [name, question] of views.content(id)) said[id][name] = await reply(question, managed, system);
  }
  return said;
}

function readLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 1000) return limit;
  throw new Failure('usage', `--limit can't be ${quote(text)}.`, 'Give 1 to 1000.');
}

function done(document: object, text: string, options: ViewOptions, system: System): number {
  print(document, text, options, system);
  return 0;
}
