import { isObject, at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import { bearer } from '../../keys/key-headers.ts';
import type { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing, type Part, type Reply } from '../management.ts';
import type { Method, Question } from '../question.ts';
import { tokensPage } from './diagnoses.ts';

/** Permissions of a token, by the names of Cloudflare's pages. */
export const reads = 'AI Gateway: Read';
export const edits = 'AI Gateway: Edit';

/** What a call is about, for what a refusal means. */
export interface About {
  /** The permission that it takes. */
  readonly needs: string;
  /** What is not there after a 404, for people; else it is the gateway. */
  readonly what?: string;
  readonly body?: JsonObject;
}

/** A call of Cloudflare's API: envelope, refusals and permissions are the same for all of them. */
export function asked<T>(
  key: Secret,
  method: Method,
  url: string,
  about: About,
  read: (body: unknown) => T | undefined,
): Question<Reply<T>> {
  return managing(
    { method, url, headers: bearer(key), ...(about.body === undefined ? {} : { body: about.body }) },
    (body) => (at(body, 'success') === true ? read(body) : undefined),
    (status, body) => meaningOf(status, body, about),
  );
}

/** All pages of a list. `rows`: where they stand in a body. */
export function pages<T>(
  key: Secret,
  url: string,
  about: About,
  read: (row: JsonObject) => T,
  rows: (body: unknown) => unknown = (body) => at(body, 'result'),
): Question<Reply<Part<T>>> {
  const page = (number: number): Question<Reply<Part<T>>> =>
    asked(key, 'GET', `${url}?page=${number}&per_page=${perPage}`, about, (body) => {
      const found = rows(body);
      if (!Array.isArray(found)) return undefined;
      const items = found.filter(isObject).map((row) => read(row));
      const total = numberAt(body, 'result_info', 'total_count');
      const more = items.length > 0 && (total === undefined ? items.length >= perPage : number * perPage < total);
      return { items, ...(more ? { next: page(number + 1) } : {}) };
    });
  return page(1);
}

export const perPage = 50;

export function resultIn(body: unknown): JsonObject | undefined {
  const found = at(body, 'result');
  return isObject(found) ? found : undefined;
}

/** Refusals of permission are told by status, and with code 10000 whatever it is. */
export function meaningOf(status: number, body: unknown, { needs, what }: About): Diagnosis {
  const errors = listAt(body, 'errors');
  const said = clean(errors.flatMap((error) => textAt(error, 'message') ?? []).join('; '), 160);
  if (status === 401 || status === 403 || errors.some((error) => numberAt(error, 'code') === 10_000)) {
    const hint = `Make a token with it at ${tokensPage}, then give it: JETWAY_MANAGEMENT_KEY`;
    return { code: 'credential', message: `Cloudflare refuses the token: this needs the permission "${needs}".`, hint };
  }
  if (status === 404) {
    const missing = what ?? 'no such account, or no gateways in it';
    return { code: 'configuration', message: `There is ${missing}.`, hint: 'See which there are: jetway gateway list' };
  }
  const why = said === '' ? '' : `: ${said}`;
  if (status === 429 || status >= 500) {
    const message = `Cloudflare's API does not answer this now (${status})${why}.`;
    return { code: 'gateway', message, hint: 'Try again in a minute.', transient: true };
  }
  const hint = 'See what is there: jetway gateway list';
  return { code: 'gateway', message: `Cloudflare's API refused it (${status})${why}.`, hint };
}
