import { isObject, at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { Diagnosis } from '../gateway.ts';
import type { LogRow, LogQuery } from '../managed-gateways.ts';
import { managing, type Part, type Reply } from '../management.ts';
import type { Question } from '../question.ts';
import { priced } from '../told-usage.ts';

/** The most that one page of its log may have. */
const most = 1000;

/**
 * The newest requests in Bifrost's log. Its rows have prompts in them unasked: what is not read here goes no further. Lists
 * of models are logged as requests, and left out. 2.0.0-prerelease3
 */
export function logsAt(
  url: string,
  headers: SecretHeaders,
  { since, session, limit }: LogQuery,
  explain: (status: number, body: unknown) => Diagnosis,
): Question<Reply<Part<LogRow>>> {
  const size = Math.min(Math.max(limit, 1), most);
  const filters = [
    `limit=${size}&sort_by=timestamp&order=desc`,
    // A time with an offset gives wrong rows, and no error.
    ...(since === undefined ? [] : [`start_time=${encodeURIComponent(since)}`]),
    ...(session === undefined ? [] : [`metadata_session=${encodeURIComponent(session)}`]),
  ].join('&');
  const from = (offset: number): Question<Reply<Part<LogRow>>> =>
    managing(
      { url: `${url}?${filters}&offset=${offset}`, headers },
      (body) => {
        if (at(body, 'logs') === undefined || at(body, 'pagination') === undefined) return undefined;
        const rows = listAt(body, 'logs');
        const after = offset + rows.length;
        const more = rows.length > 0 && after < (numberAt(body, 'pagination', 'total_count') ?? 0);
        return { items: rows.flatMap((row) => rowOf(row)), ...(more ? { next: from(after) } : {}) };
      },
      explain,
    );
  return from(0);
}

function rowOf(row: unknown): readonly LogRow[] {
  const [id, time, status] = [textAt(row, 'id'), textAt(row, 'timestamp'), textAt(row, 'status')];
  if (id === undefined || time === undefined || Number.isNaN(Date.parse(time))) return [];
  if (textAt(row, 'object') === 'list_models') return [];
  const usage = at(row, 'token_usage');
  const code = numberAt(row, 'error_details', 'status_code');
  const found = {
    status: code,
    provider: textAt(row, 'provider'),
    model: textAt(row, 'model'),
    input: numberAt(usage, 'prompt_tokens'),
    output: numberAt(usage, 'completion_tokens'),
    cachedInput: numberAt(usage, 'prompt_tokens_details', 'cached_read_tokens'),
    // A price of nothing for tokens is one that it does not know.
    usd: priced(numberAt(row, 'cost'), numberAt(usage, 'total_tokens')),
    milliseconds: numberAt(row, 'latency'),
  };
  const told = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return [{ id, at: new Date(time).toISOString(), ok: status === 'success', ...told, facets: facetsIn(row) }];
}

/** What the request's `x-bf-dim-*` headers said, and the key and team that Bifrost knows it by. */
function facetsIn(row: unknown): LogRow['facets'] {
  const metadata = at(row, 'metadata');
  const said = Object.entries(isObject(metadata) ? metadata : {});
  const known = [
    ['key', textAt(row, 'virtual_key_name')],
    ['team', textAt(row, 'team_name')],
  ] as const;
  return Object.fromEntries(
    [...known, ...said].flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[clean(name, 40), clean(value, 256)]] : [],
    ),
  );
}
