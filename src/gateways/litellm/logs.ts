import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { LogRow, LogQuery } from '../managed-gateways.ts';
import { managing, type Part, type Reply } from '../management.ts';
import { priced } from '../told-usage.ts';
import type { Question } from '../question.ts';
import { explain } from './admin-errors.ts';

const day = 86_400_000;

/** The newest requests in the database's spend logs, which want both ends of a time. 1.108.7 */
export function logsAt(
  url: string,
  headers: SecretHeaders,
  { since, session, limit, now }: LogQuery,
): Question<Reply<Part<LogRow>>> {
  const size = Math.min(Math.max(limit, 1), 1000);
  // Its clock may be ahead of this machine's.
  const [from, until] = [since === undefined ? now - 30 * day : Date.parse(since), now + day];
  const times = `start_date=${timeOf(from)}&end_date=${timeOf(until)}`;
  const wanted = session === undefined ? '' : `&session_id=${encodeURIComponent(session)}`;
  const page = (number: number): Question<Reply<Part<LogRow>>> =>
    managing(
      { url: `${url}?${times}${wanted}&page=${number}&page_size=${size}`, headers },
      (body) => {
        if (!Array.isArray(at(body, 'data'))) return undefined;
        const rows = listAt(body, 'data').flatMap((row) => rowOf(row));
        // A part of an id fits it too.
        const items = session === undefined ? rows : rows.filter(({ facets }) => facets['session'] === session);
        const more = rows.length > 0 && number < (numberAt(body, 'total_pages') ?? 1);
        return { items, ...(more ? { next: page(number + 1) } : {}) };
      },
      explain,
    );
  return page(1);
}

/** `2026-11-30 10:00:00`, UTC. */
function timeOf(milliseconds: number): string {
  return encodeURIComponent(new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' '));
}

function rowOf(row: unknown): readonly LogRow[] {
  const [id, begun] = [textAt(row, 'request_id'), textAt(row, 'startTime')];
  const start = utc(begun);
  if (id === undefined || Number.isNaN(start)) return [];
  const tokens = numberAt(row, 'total_tokens');
  const end = utc(textAt(row, 'endTime'));
  const found = {
    provider: textAt(row, 'custom_llm_provider'),
    model: textAt(row, 'model_group') ?? textAt(row, 'model'),
    cached: textAt(row, 'cache_hit') === 'True' ? true : undefined,
    input: numberAt(row, 'prompt_tokens'),
    output: numberAt(row, 'completion_tokens'),
    cachedInput:
      numberAt(row, 'metadata', 'usage_object', 'prompt_tokens_details', 'cached_tokens') ??
      numberAt(row, 'metadata', 'additional_usage_values', 'cache_read_input_tokens'),
    usd: priced(numberAt(row, 'spend'), tokens),
    milliseconds: numberAt(row, 'request_duration_ms') ?? (Number.isNaN(end) ? undefined : end - start),
  };
  const told = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ''));
  const ok = textAt(row, 'status') !== 'failure';
  return [{ id, at: new Date(start).toISOString(), ok, ...told, facets: facetsIn(row) }];
}

/** Times without a zone are UTC. */
function utc(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}

/** What Jetway tells it in a header of its own, and tags of the user's: `team:core`. */
function facetsIn(row: unknown): LogRow['facets'] {
  const tags = listAt(row, 'request_tags').flatMap((tag) => {
    const [, name, value] = /^([^:]{1,40}):(.+)$/s.exec(typeof tag === 'string' ? tag : '') ?? [];
    return name === undefined || value === undefined ? [] : [[clean(name, 40), clean(value, 256)] as const];
  });
  const known = [
    ['user', textAt(row, 'user')],
    ['team', textAt(row, 'team_id')],
    ['session', textAt(row, 'session_id')],
  ] as const;
  const said = Object.entries(at(row, 'metadata', 'spend_logs_metadata') ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[clean(name, 40), clean(value, 256)] as const] : [],
  );
  return Object.fromEntries([
    ...known.filter(([, value]) => value !== undefined && value !== ''),
    ...tags,
    ...said,
  ]) as LogRow['facets'];
}
