import { isId, type Catalogue, type Model } from './catalogue.ts';
import { askLists, catalogueOf, type Asking, type ListAnswer } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import { cacheKey } from '../cache-key.ts';
import type { Connection, ModelList } from '../gateways/gateway.ts';
import { folders } from '../host.ts';
import { at, parseJson } from '../json-path.ts';
import { completed, dataTime } from './complete.ts';
import type { Keys } from '../keys/secret.ts';
import type { System } from '../system/system.ts';

/**
 * Asks the gateway for its models, and keeps the answers. Throws the Failure of a list where nothing stands in for it.
 */
export async function askCatalogue(
  connection: Connection,
  keys: Keys,
  system: System,
  asking?: Asking,
): Promise<Catalogue> {
  const answers = await askLists(connection, keys, system.http, asking);
  const now = system.now();
  if (answers.some(({ pages }) => pages !== undefined)) keep(answers, pathOf(connection, keys, system), system);
  return catalogueOf(connection, answers, now);
}

/** Bodies as large as a gateway may send, and what is made of them. Bytes. */
const largest = 128 * 1024 * 1024;

/** What was kept within so long will do: ten thousand models are two megabytes, and scripts ask in loops. Milliseconds. */
const recent = 60_000;

function keep(answers: readonly ListAnswer[], path: string, system: System): void {
  const kept = system.files.mtime(path);
  if (kept === undefined || Math.abs(system.now() - kept) > recent) system.files.writeCache(path, written(answers));
}

/** The models of the last time that the gateway was asked with these keys; undefined where it never answered. */
export function keptCatalogue(connection: Connection, keys: Keys, system: System): Catalogue | undefined {
  const path = pathOf(connection, keys, system);
  const text = leaveUnread(() => system.files.read(path, largest));
  const answers = text === undefined ? undefined : readBack(text, connection.lists(keys));
  return answers === undefined ? undefined : catalogueOf(connection, answers, system.files.mtime(path) ?? 0);
}

/**
 * The same with all that is known of its models elsewhere, which is kept in its turn: a launch reads one file then, and
 * not those of the model data.
 */
export function keptComplete(connection: Connection, keys: Keys, system: System): Catalogue | undefined {
  const raw = pathOf(connection, keys, system);
  const path = raw.replace(/txt$/, 'json');
  const beginning = `{"stamp":"${cacheKey([system.version, system.files.mtime(raw), dataTime(system)])}",`;
  const text = leaveUnread(() => system.files.read(path, largest));
  if (text?.startsWith(beginning) === true) {
    const catalogue = at(parseJson(text), 'catalogue');
    if (isCatalogue(catalogue)) return catalogue;
  }
  const kept = keptCatalogue(connection, keys, system);
  if (kept === undefined) return undefined;
  const complete = completed(kept, system);
  system.files.writeCache(path, `${beginning}"catalogue":${JSON.stringify(complete)}}\n`);
  return complete;
}

/** Whether it can be used without a further look: every launch reads it, and what is damaged would end each of them. */
function isCatalogue(value: unknown): value is Catalogue {
  const isNumber = (figure: unknown): boolean => figure === undefined || typeof figure === 'number';
  const { models, source, at: time } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(models) || typeof time !== 'number' || (source !== 'gateway' && source !== 'bundled'))
    return false;
  return models.every((model: Partial<Record<keyof Model, unknown>> | null) => {
    if (typeof model !== 'object' || model === null || typeof model.id !== 'string' || !isId(model.id)) return false;
    const { protocols, prices = {}, contextWindow, maxOutputTokens } = model;
    if (!Array.isArray(protocols) || !isNumber(contextWindow) || !isNumber(maxOutputTokens)) return false;
    return typeof prices === 'object' && prices !== null && Object.values(prices).every(isNumber);
  });
}

/** The ids of the list that was kept last of these lists, whatever the key: for a shell to offer. */
export function keptIds(connection: Connection, system: System): readonly string[] {
  const { files, host } = system;
  const own = `${folders(host).cache}/models/${listsOf(connection)}-`;
  const [newest] = files
    .glob(`${folders(host).cache}/models/*.txt`)
    .filter((path) => path.startsWith(own))
    .toSorted((a, b) => (files.mtime(b) ?? 0) - (files.mtime(a) ?? 0));
  const text = newest === undefined ? undefined : leaveUnread(() => files.read(newest, largest));
  const answers = text === undefined ? undefined : readBack(text, connection.lists(new Map()));
  return answers === undefined ? [] : catalogueOf(connection, answers, 0).models.map(({ id }) => id);
}

/** What the names of all that is kept of a gateway's lists begin with. */
function listsOf(connection: Connection): string {
  return cacheKey(connection.lists(new Map()).map((list) => list.url));
}

function pathOf(connection: Connection, keys: Keys, system: System): string {
  return `${folders(system.host).cache}/models/${listsOf(connection)}-${cacheKey([...keys])}.txt`;
}

/**
 * A line of JSON, then the bodies one after the other as they came: writing them again as JSON would cost more than the
 * request itself. The file's time is when the gateway was asked. `lists`: the length of each page of each list; null for one that did not answer.
 */
interface Head {
  readonly schemaVersion: 1;
  readonly lists: readonly (readonly number[] | null)[];
}

function written(answers: readonly ListAnswer[]): string {
  const lists = answers.map(({ pages }) => pages?.map((page) => page.length) ?? null);
  const head: Head = { schemaVersion: 1, lists };
  return `${JSON.stringify(head)}\n${answers.flatMap(({ pages = [] }) => pages).join('')}`;
}

/** Undefined for anything but what `written` gave for this gateway's lists. */
function readBack(text: string, expected: readonly ModelList[]): readonly ListAnswer[] | undefined {
  const end = text.indexOf('\n');
  try {
    const { schemaVersion, lists } = JSON.parse(text.slice(0, end)) as Head;
    const length = lists.flat().reduce<number>((sum, page) => sum + (page ?? 0), end + 1);
    if (schemaVersion !== 1 || lists.length !== expected.length || text.length !== length) return undefined;
    let start = end + 1;
    return expected.map((list, index) => {
      const pages = lists[index]?.map((size) => text.slice(start, (start += size)));
      return pages === undefined ? { list } : { list, pages, models: pages.flatMap((page) => modelsIn(list, page)) };
    });
  } catch {
    return undefined;
  }
}

/** Of a page that was kept: it answered with 200 then. */
function modelsIn(list: ModelList, page: string): readonly Model[] {
  const answer = list.read(200, JSON.parse(page));
  return 'code' in answer ? [] : answer.models;
}

function leaveUnread<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
