import type { Catalogue, Model } from '../models/catalogue.ts';
import { explain, notAnApi } from '../gateways/diagnosis.ts';
import { Failure } from '../failure.ts';
import type { Connection, Diagnosis, ModelList } from '../gateways/gateway.ts';
import { endpoint } from '../launch/target.ts';
import type { Keys } from '../keys/secret.ts';
import type { Http } from '../system/system.ts';
import { isLoopback } from './url.ts';

/** All free questions of a launch together take no longer. Milliseconds. */
const timeoutMs = 3000;
/** For a list that is a mere hint. Milliseconds. */
const hintTimeoutMs = 1000;
/** A list of more pages than this is cut. */
const pageLimit = 50;

export interface Verdict {
  readonly answer: 'accepted' | 'open' | Diagnosis;
  readonly milliseconds: number;
  /** The gateway's own time, as its `date` header tells it. */
  readonly date?: string;
}

/** Asks whether gateway, settings and key fit together. Throws a `gateway` Failure where nothing answers. */
export async function probe(connection: Connection, keys: Keys, http: Http): Promise<Verdict> {
  const question = connection.probe(keys.has(connection.account));
  const { credentials } = endpoint(question.route, connection, keys);
  const request = { url: question.url, headers: credentials, keys, timeoutMs };
  const response = await http.send(request).catch((error: unknown) => {
    throw advised(error, connection);
  });
  return {
    answer: question.judge(response.status, response.json ?? response.text),
    milliseconds: response.milliseconds,
    ...(response.headers['date'] === undefined ? {} : { date: response.headers['date'] }),
  };
}

/** With how the gateway is started, where it is one of this machine's that does not answer. */
function advised(error: unknown, { hints, url }: Connection): unknown {
  const isSilent = error instanceof Failure && error.code === 'gateway' && isLoopback(new URL(url).hostname);
  if (hints?.start === undefined || !isSilent) return error;
  return new Failure(error.code, error.message, `${hints.start}, or give its address: --base-url <url>`);
}

/** What one of a gateway's lists gave: its models and the bodies of its pages, or why there are none. */
export interface ListAnswer {
  readonly list: ModelList;
  readonly models?: readonly Model[];
  readonly pages?: readonly string[];
  readonly failure?: Failure;
}

export interface Asking {
  /** Milliseconds for each list with all of its pages; one that is a mere hint gets a second at most. */
  readonly limit?: number;
  /** Nothing but ids and protocols is wanted of the models. */
  readonly idsOnly?: boolean;
}

/** Asks all lists of a gateway, side by side. */
export async function askLists(
  connection: Connection,
  keys: Keys,
  http: Http,
  { limit = timeoutMs, idsOnly = false }: Asking = {},
): Promise<readonly ListAnswer[]> {
  return Promise.all(
    connection.lists.map(async (list) => {
      try {
        const patience = list.hint === true ? Math.min(limit, hintTimeoutMs) : limit;
        return { list, ...(await askList(list, connection, keys, http, { limit: patience, idsOnly })) };
      } catch (error) {
        if (error instanceof Failure) return { list, failure: error };
        throw error;
      }
    }),
  );
}

async function askList(
  list: ModelList,
  connection: Connection,
  keys: Keys,
  http: Http,
  { limit, idsOnly }: Required<Asking>,
): Promise<{ readonly models: readonly Model[]; readonly pages: readonly string[] }> {
  const headers = list.headers ?? endpoint(list.route, connection, keys).credentials;
  const models: (readonly Model[])[] = [];
  const pages: string[] = [];
  let url: string | undefined = list.url;
  let left = limit;
  while (url !== undefined && pages.length < pageLimit) {
    const response = await http.send({ url, headers, keys, timeoutMs: Math.max(1, left) });
    left -= response.milliseconds;
    if (response.status < 200 || response.status > 299) {
      throw failureOf(explain(connection, response.status, response.json, response.text));
    }
    if (response.json === undefined) throw failureOf(notAnApi(connection));
    const part = list.read(response.json, idsOnly);
    models.push(part.models);
    pages.push(response.text);
    url = part.next;
  }
  return { models: models.flat(), pages };
}

/**
 * The models that a gateway's lists name, its bundled ones standing in for each that gave none. Throws the Failure of a
 * list where nothing stands in for it. `at`: when the gateway was asked.
 */
export function catalogueOf(connection: Connection, answers: readonly ListAnswer[], at: number): Catalogue {
  const { bundled } = connection;
  const listed = unique(answers.flatMap(({ models = [] }) => models));
  if (bundled === undefined) {
    const failed = answers.find(({ failure }) => failure !== undefined)?.failure;
    if (failed !== undefined && answers.every(({ models }) => models === undefined)) throw failed;
    return { models: listed, source: 'gateway', at };
  }
  // A list with nothing in it says no more than one that failed.
  const replaced = new Set(answers.filter(({ models = [] }) => models.length > 0).map(({ list }) => list.provider));
  const rest = bundled.models.filter((model) => !replaced.has(connection.routes(model.id)[0]?.provider));
  if (replaced.size > 0 && rest.length === 0) return { models: listed, source: 'gateway', at };
  const { failure } = answers.find((answer) => answer.failure !== undefined) ?? {};
  const unanswered =
    failure === undefined || answers.some(({ models }) => models !== undefined) ? {} : { unanswered: failure };
  return { models: unique([...listed, ...rest]), source: 'bundled', date: bundled.date, at, ...unanswered };
}

export function failureOf(diagnosis: Diagnosis): Failure {
  return new Failure(diagnosis.code, diagnosis.message, diagnosis.hint);
}

/** The first of each id: a list may name a model on two pages, and two lists may name the same. */
function unique(models: readonly Model[]): readonly Model[] {
  const seen = new Set<string>();
  return models.filter(({ id }) => seen.size < seen.add(id).size);
}
