import type { Catalogue, Model } from './catalogue.ts';
import { explain } from './diagnosis.ts';
import { Failure } from './failure.ts';
import type { Connection, Diagnosis, ModelList } from './gateways/gateway.ts';
import { endpoint } from './route.ts';
import type { Keys } from './secret.ts';
import type { Http } from './system/system.ts';

/** All free questions of a launch together take no longer. Milliseconds. */
const timeoutMs = 3000;
/** A list of more pages than this is cut. */
const pageLimit = 50;

export interface Verdict {
  readonly answer: 'accepted' | 'open' | Diagnosis;
  readonly milliseconds: number;
}

/** Asks whether gateway, settings and key fit together. Throws a `gateway` Failure where nothing answers. */
export async function probe(connection: Connection, keys: Keys, http: Http): Promise<Verdict> {
  const question = connection.probe(keys.has(connection.account));
  const { credentials } = endpoint(question.route, connection, keys);
  const response = await http.send({ url: question.url, headers: credentials, keys, timeoutMs });
  return {
    answer: question.judge(response.status, response.json ?? response.text),
    milliseconds: response.milliseconds,
  };
}

/**
 * The models that the gateway names, its bundled ones standing in for each list that does not answer. Throws the Failure
 * of a list where nothing stands in for it. `limit`: milliseconds for each list with all of its pages.
 */
export async function listModels(
  connection: Connection,
  keys: Keys,
  http: Http,
  limit = timeoutMs,
): Promise<Catalogue> {
  const { bundled } = connection;
  const answers = await Promise.all(
    connection.lists.map(async (list) => ({
      list,
      result: await settled(readList(list, connection, keys, http, limit)),
    })),
  );
  const good = answers.flatMap(({ list, result }) =>
    result.models === undefined ? [] : [{ list, models: result.models }],
  );
  // A list with nothing in it says no more than one that failed.
  const replaced = new Set(good.filter(({ models }) => models.length > 0).map(({ list }) => list.provider));
  const listed = good.flatMap(({ models }) => models);
  if (bundled === undefined) {
    const failed = answers.find(({ result }) => result.failure !== undefined)?.result.failure;
    if (good.length === 0 && failed !== undefined) throw failed;
    return { models: unique(listed), source: 'gateway' };
  }
  const rest = bundled.models.filter((model) => !replaced.has(connection.reach(model.id)[0]?.provider));
  const models = unique([...listed, ...rest]);
  return replaced.size > 0 && rest.length === 0
    ? { models, source: 'gateway' }
    : { models, source: 'bundled', date: bundled.date };
}

async function readList(
  list: ModelList,
  connection: Connection,
  keys: Keys,
  http: Http,
  limit: number,
): Promise<readonly Model[]> {
  const { credentials } = endpoint(list.route, connection, keys);
  const models: Model[] = [];
  let url: string | undefined = list.url;
  let left = limit;
  for (let page = 0; url !== undefined && page < pageLimit; page += 1) {
    const response = await http.send({ url, headers: credentials, keys, timeoutMs: Math.max(1, left) });
    left -= response.milliseconds;
    if (response.status < 200 || response.status > 299) {
      throw failureOf(explain(connection, response.status, response.json, response.text));
    }
    const part = list.read(response.json);
    models.push(...part.models);
    url = part.next;
  }
  return models;
}

export function failureOf(diagnosis: Diagnosis): Failure {
  return new Failure(diagnosis.code, diagnosis.message, diagnosis.hint);
}

/** The first of each id: a list may name a model on two pages, and two lists may name the same. */
function unique(models: readonly Model[]): readonly Model[] {
  const seen = new Set<string>();
  return models.filter(({ id }) => !seen.has(id) && seen.add(id).size > 0);
}

async function settled(
  work: Promise<readonly Model[]>,
): Promise<{ readonly models?: readonly Model[]; readonly failure?: Failure }> {
  try {
    return { models: await work };
  } catch (error) {
    if (error instanceof Failure) return { failure: error };
    throw error;
  }
}
