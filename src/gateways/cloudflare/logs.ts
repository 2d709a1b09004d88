import { isObject, at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import type { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { LogRow, LogQuery } from '../managed-gateways.ts';
import { type Part, type Reply } from '../management.ts';
import type { Question } from '../question.ts';
import { asked, meaningOf, perPage, reads } from './api-calls.ts';

/** An account that was made since then keeps its logs elsewhere; the list is there and empty. */
export const noLogs =
  'No request is in this log: there was none, or the account was made since 24 September 2026, whose logs are in Workers Observability.';

/**
 * The newest requests in a gateway's log, page by page. Filters are not trusted: a row that does not fit is left out here
 * too. https://developers.cloudflare.com/ai-gateway/observability/logging/legacy-logs/, 2026-11
 */
export function logsAt(url: string, key: Secret, query: LogQuery): Question<Reply<Part<LogRow>>> {
  const { since, session } = query;
  const filters = [
    ...(since === undefined ? [] : [{ key: 'created_at', operator: 'gt', value: [since] }]),
    ...(session === undefined ? [] : [{ key: 'metadata.value', operator: 'eq', value: [session] }]),
  ];
  const filtered = filters.length === 0 ? '' : `&filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const size = Math.min(Math.max(query.limit, 1), perPage);
  const page = (number: number): Question<Reply<Part<LogRow>>> =>
    asked(
      key,
      'GET',
      `${url}?page=${number}&per_page=${size}&order_by=created_at&order_by_direction=desc${filtered}`,
      { needs: reads, what: 'no such gateway in this account' },
      (body) => {
        if (!Array.isArray(at(body, 'result'))) return undefined;
        const rows = listAt(body, 'result').flatMap((row) => rowOf(row) ?? []);
        const items = rows.filter((row) => fits(row, query));
        const total = numberAt(body, 'result_info', 'total_count') ?? 0;
        const oldest = rows.at(-1);
        const over = oldest === undefined || (since !== undefined && Date.parse(oldest.at) < Date.parse(since));
        return { items, ...(!over && number * size < total ? { next: page(number + 1) } : {}) };
      },
    );
  return page(1);
}

function fits({ at: time, facets }: LogRow, { since, session }: LogQuery): boolean {
  return (
    (since === undefined || Date.parse(time) >= Date.parse(since)) &&
    (session === undefined || facets['session'] === session)
  );
}

/** Cost and tokens are null where they are not known, or not yet. */
function rowOf(row: unknown): LogRow | undefined {
  const [id, time] = [textAt(row, 'id'), textAt(row, 'created_at')];
  if (id === undefined || time === undefined || Number.isNaN(Date.parse(time))) return undefined;
  const ok = at(row, 'success') === true;
  const usd = numberAt(row, 'cost');
  const tokens = (numberAt(row, 'tokens_in') ?? 0) + (numberAt(row, 'tokens_out') ?? 0);
  // A model without a price costs 0 there, and so does an answer from the cache, which is right.
  const unknown = usd === 0 && tokens > 0 && at(row, 'cached') !== true;
  return {
    id,
    at: new Date(time).toISOString(),
    ok,
    ...present('status', numberAt(row, 'status_code')),
    ...present('provider', textAt(row, 'provider')),
    ...present('model', textAt(row, 'model')),
    ...(at(row, 'cached') === true ? { cached: true } : {}),
    ...present('input', numberAt(row, 'tokens_in')),
    ...present('output', numberAt(row, 'tokens_out')),
    ...present('usd', unknown ? undefined : usd),
    ...present('milliseconds', numberAt(row, 'duration')),
    facets: facetsIn(at(row, 'metadata')),
  };
}

function present<T>(name: string, value: T | undefined): Readonly<Record<string, T>> {
  return value === undefined ? {} : { [name]: value };
}

/** An object in live answers, a text of one in the API's own types. */
function facetsIn(metadata: unknown): LogRow['facets'] {
  const found = typeof metadata === 'string' ? parseJson(metadata) : metadata;
  return Object.fromEntries(
    Object.entries(isObject(found) ? found : {}).flatMap(([name, value]) =>
      value === null || typeof value === 'object' ? [] : [[clean(name, 40), clean(String(value), 256)]],
    ),
  );
}

/** What was said in one request: of all that is read of a gateway only this is a prompt. */
export function contentAt(url: string, key: Secret, id: string) {
  return ['request', 'response'].map(
    (name) =>
      [
        name,
        {
          url: `${url}/${encodeURIComponent(id)}/${name}`,
          headers: { authorization: ['Bearer ', key] },
          read: (status: number, body: unknown): Reply<unknown> =>
            status >= 200 && status < 300
              ? { value: body }
              : { refused: meaningOf(status, body, { needs: reads, what: `no ${name} kept of ${clean(id, 60)}` }) },
        },
      ] as const,
  );
}
