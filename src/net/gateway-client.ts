import type { Catalogue, Model } from '../models/catalogue.ts';
import { Failure } from '../failure.ts';
import type { Connection, Diagnosis, ProbeAnswer, ModelList, ModelPage } from '../gateways/gateway.ts';
import type { Question, Survey } from '../gateways/question.ts';
import type { Keys } from '../keys/secret.ts';
import { parseJson } from '../json-path.ts';
import { leaveFailure } from '../lazy.ts';
import type { Http, HttpResponse } from '../system/system.ts';
import { isLoopback } from './url.ts';

/** All free questions of a launch together take no longer, and no other question does. Milliseconds. */
const timeoutMs = 3000;
/** For a list that is a mere hint. Milliseconds. */
const hintTimeoutMs = 1000;
/** A list of more pages than this is cut. */
const pageLimit = 50;

/** What a question came to. */
export interface Asked<T> {
  readonly answer: T;
  readonly response: HttpResponse;
}

/** Asks one question. Throws a `gateway` Failure where no answer comes in time. `timeout`: milliseconds. */
export async function ask<T>(question: Question<T>, keys: Keys, http: Http, timeout = timeoutMs): Promise<Asked<T>> {
  const { read, ...request } = question;
  const response = await http.send({ ...request, keys, timeoutMs: timeout });
  return { answer: read(response.status, response.json ?? response.text), response };
}

/**
 * Asks all questions of a survey side by side, then those that their answers lead to, and gives what they tell together.
 * `timeout`: milliseconds for all of them. `mustAnswer`: throws the `gateway` Failure of the first question where none was
 * answered; else that, too, is told by what comes together.
 */
export async function askTogether<Part, T>(
  survey: Survey<Part, T>,
  keys: Keys,
  http: Http,
  { timeout, mustAnswer = false }: { readonly timeout?: number; readonly mustAnswer?: boolean } = {},
): Promise<T> {
  const failures: Failure[] = [];
  const leave = (error: unknown): undefined => {
    leaveFailure(error);
    if (error instanceof Failure) failures.push(error);
  };
  const askAll = async (
    questions: readonly Question<Part>[],
    limit: number | undefined,
  ): Promise<readonly (Asked<Part> | undefined)[]> =>
    Promise.all(questions.map((question) => ask(question, keys, http, limit).catch(leave)));
  const first = await askAll(survey.questions, timeout);
  const [failure] = failures;
  if (mustAnswer && failure !== undefined && failures.length === first.length) throw failure;
  const parts = first.map((one) => one?.answer);
  const further = survey.further?.(parts) ?? [];
  const spent = Math.max(0, ...first.map((one) => one?.response.milliseconds ?? 0));
  const left = Math.max(1, Math.round((timeout ?? timeoutMs) - spent));
  const second = await askAll(further, left);
  return survey.together([...parts, ...second.map((one) => one?.answer)]);
}

export interface Verdict {
  readonly answer: ProbeAnswer;
  readonly milliseconds: number;
  /** The gateway's own time, as its `date` header tells it. */
  readonly date?: string;
}

/** Asks whether gateway, settings and key fit together. Throws a `gateway` Failure where nothing answers. */
export async function probe(connection: Connection, keys: Keys, http: Http): Promise<Verdict> {
  const asked = await ask(connection.probe(keys), keys, http).catch((error: unknown) => {
    // In front of the gateway somebody answered.
    if (error instanceof Failure && error.code === 'credential') return error;
    throw advised(error, connection);
  });
  if (asked instanceof Failure) {
    const { message, hint } = asked;
    return { answer: { code: 'credential', message, hint }, milliseconds: 0 };
  }
  const { answer, response } = asked;
  const { date } = response.headers;
  const listed = await saidByLists(answer, connection, keys, http);
  const missing = await saidByPaths(answer, connection, keys, http);
  return {
    answer: missing ?? listed ?? answer,
    milliseconds: response.milliseconds,
    ...(date === undefined ? {} : { date }),
  };
}

/**
 * What the lists say where the probe can't: without a key that one is wanted, and that the address is not the gateway's.
 * Undefined where they say nothing against it, or stand for no more than the bundled models do.
 */
async function saidByLists(
  answer: ProbeAnswer,
  connection: Connection,
  keys: Keys,
  http: Http,
): Promise<Diagnosis | undefined> {
  const keyless = !keys.has(connection.account);
  const isUnsure = typeof answer === 'object' ? keyless && answer.transient !== true : answer === 'open';
  const [asked] = connection.probe(keys).url.split('?', 1);
  const lists = connection.lists(keys).filter(({ hint }) => hint !== true);
  if (!isUnsure || connection.bundled !== undefined || lists.some(({ url }) => url.split('?', 1)[0] === asked))
    return undefined;
  const answers = await askLists(connection, keys, http, { idsOnly: true });
  const refusals = answers.flatMap(({ list, failure }) =>
    list.hint !== true && failure instanceof Refusal ? [failure.diagnosis] : [],
  );
  if (refusals.length < lists.length) return undefined;
  const key = keyless ? refusals.find(({ code }) => code === 'credential') : undefined;
  return key ?? (refusals.every(({ absent }) => absent === 'gateway') ? refusals[0] : undefined);
}

/** What the paths of its protocols say where there is no list; undefined where there is one. */
async function saidByPaths(
  answer: ProbeAnswer,
  connection: Connection,
  keys: Keys,
  http: Http,
): Promise<ProbeAnswer | undefined> {
  if (typeof answer !== 'object' || answer.absent !== 'list' || connection.presence === undefined) return undefined;
  return (await askTogether(connection.presence(keys), keys, http)) ?? 'open';
}

/** With how the gateway is started, where it is one of this machine's that does not answer. */
function advised(error: unknown, { hints, url }: Connection): unknown {
  const isSilent = error instanceof Failure && error.code === 'gateway' && !(error instanceof Refusal);
  if (hints?.start === undefined || !isSilent || !isLoopback(new URL(url).hostname)) return error;
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
    connection.lists(keys, idsOnly).map(async (list) => {
      try {
        const patience = list.hint === true ? Math.min(limit, hintTimeoutMs) : limit;
        return { list, ...(await askList(list, keys, http, patience)) };
      } catch (error) {
        if (error instanceof Failure) return { list, failure: error };
        throw error;
      }
    }),
  );
}

async function askList(
  list: ModelList,
  keys: Keys,
  http: Http,
  limit: number,
): Promise<{ readonly models: readonly Model[]; readonly pages: readonly string[] }> {
  const models: (readonly Model[])[] = [];
  const pages: string[] = [];
  let url: string | undefined = list.url;
  let left = limit;
  while (url !== undefined && pages.length < pageLimit) {
    const asked: Asked<ModelPage | Diagnosis> = await ask({ ...list, url }, keys, http, Math.max(1, left));
    const { answer, response } = asked;
    if ('code' in answer) throw failureOf(answer);
    left -= response.milliseconds;
    models.push(answer.models);
    pages.push(list.keeps === undefined ? response.text : JSON.stringify(list.keeps(parseJson(response.text))));
    url = answer.next;
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
    if (failed !== undefined && answers.every(({ models }) => models === undefined)) throw advised(failed, connection);
    return { models: listed, source: 'gateway', at };
  }
  // A list with nothing in it says no more than one that failed.
  const replaced = new Set(answers.filter(({ models = [] }) => models.length > 0).map(({ list }) => list.provider));
  const rest = bundled.models.filter((model) => !replaced.has(connection.routes(model.id)[0]?.provider));
  if (replaced.size > 0 && rest.length === 0) return { models: listed, source: 'gateway', at };
  const failures = answers.flatMap((answer) => (answer.failure === undefined ? [] : [answer.failure]));
  // One that answered says that the gateway is there.
  const failure = failures.find((one) => one instanceof Refusal) ?? failures[0];
  const unanswered =
    failure === undefined || answers.some(({ models }) => models !== undefined) ? {} : { unanswered: failure };
  return { models: unique([...listed, ...rest]), source: 'bundled', date: bundled.date, at, ...unanswered };
}

/** A gateway's own answer, where it is a Failure: it was reached. */
export class Refusal extends Failure {
  readonly diagnosis: Diagnosis;

  constructor(diagnosis: Diagnosis) {
    super(diagnosis.code, diagnosis.message, diagnosis.hint);
    this.diagnosis = diagnosis;
  }
}

export function failureOf(diagnosis: Diagnosis): Failure {
  return new Refusal(diagnosis);
}

/** The first of each id: a list may name a model on two pages, and two lists may name the same. */
function unique(models: readonly Model[]): readonly Model[] {
  const seen = new Set<string>();
  return models.filter(({ id }) => seen.size < seen.add(id).size);
}
