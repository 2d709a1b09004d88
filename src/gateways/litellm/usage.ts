import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing, type Part, type Reply } from '../management.ts';
import { priced, type ToldUsage, type UsageBy, type UsageReport, type UsageQuery } from '../told-usage.ts';
import type { Question } from '../question.ts';

/** Whose daily activity is asked, what it is broken down by, and where that has a name for people. */
const reports: Partial<Record<UsageBy, { of: 'user' | 'team'; breakdown?: string; called?: string }>> = {
  day: { of: 'user' },
  model: { of: 'user', breakdown: 'models' },
  key: { of: 'user', breakdown: 'api_keys', called: 'key_alias' },
  user: { of: 'user', breakdown: 'entities', called: 'user_email' },
  team: { of: 'team', breakdown: 'entities', called: 'team_alias' },
};

const note = 'LiteLLM tells of whole days, UTC.';

/** The daily activity of LiteLLM's database, by UTC days. https://docs.litellm.ai, 1.108.7 */
export function usageAt(
  url: string,
  headers: SecretHeaders,
  { by, since, until, session }: UsageQuery,
  explain: (status: number, body: unknown) => Diagnosis,
): UsageReport | undefined {
  const report = reports[by];
  if (session !== undefined || report === undefined) return undefined;
  const { of, breakdown, called = '' } = report;
  const read = (day: unknown): readonly ToldUsage[] =>
    breakdown === undefined
      ? rowOf(textAt(day, 'date'), textAt(day, 'date'), at(day, 'metrics'))
      : partsOf(day, breakdown, (name, part) => textAt(part, 'metadata', called) ?? name);
  const question = activity(`${url}/${of}/daily/activity`, headers, { since, until }, read, explain);
  return { permission: 'the master key', note, question };
}

/** The same by the tags `agent:…` and `project:…` that requests carried: one without such a tag is in no row. 1.108.7 */
export function taggedAt(
  url: string,
  headers: SecretHeaders,
  { by, since, until }: UsageQuery,
  explain: (status: number, body: unknown) => Diagnosis,
): UsageReport | undefined {
  if (by !== 'agent' && by !== 'project') return undefined;
  const beginning = `${by}:`;
  const read = (day: unknown): readonly ToldUsage[] =>
    partsOf(day, 'entities', (tag) => (tag.startsWith(beginning) ? tag.slice(beginning.length) : undefined));
  const question = activity(`${url}/tag/daily/activity`, headers, { since, until }, read, explain);
  return { permission: 'the master key', note, question };
}

function activity(
  url: string,
  headers: SecretHeaders,
  { since, until }: Pick<UsageQuery, 'since' | 'until'>,
  read: (day: unknown) => readonly ToldUsage[],
  explain: (status: number, body: unknown) => Diagnosis,
): Question<Reply<Part<ToldUsage>>> {
  const days = `start_date=${since.slice(0, 10)}&end_date=${until.slice(0, 10)}`;
  const page = (number: number): Question<Reply<Part<ToldUsage>>> =>
    managing(
      { url: `${url}?${days}&page=${number}&page_size=100`, headers },
      (body) => {
        if (!Array.isArray(at(body, 'results'))) return undefined;
        const items = listAt(body, 'results').flatMap((day) => read(day));
        const more = at(body, 'metadata', 'has_more') === true;
        return { items, ...(more ? { next: page(number + 1) } : {}) };
      },
      explain,
    );
  return page(1);
}

/** A row for each part of a day that has a name. */
function partsOf(
  day: unknown,
  breakdown: string,
  nameOf: (id: string, part: unknown) => string | undefined,
): readonly ToldUsage[] {
  const parts = at(day, 'breakdown', breakdown);
  if (typeof parts !== 'object' || parts === null) return [];
  return Object.entries(parts).flatMap(([id, part]) =>
    rowOf(nameOf(id, part), textAt(day, 'date'), at(part, 'metrics')),
  );
}

function rowOf(name: string | undefined, day: string | undefined, metrics: unknown): readonly ToldUsage[] {
  const requests = numberAt(metrics, 'api_requests');
  if (name === undefined || day === undefined || requests === undefined) return [];
  return [
    {
      name,
      day,
      requests,
      input: numberAt(metrics, 'prompt_tokens'),
      cached: numberAt(metrics, 'cache_read_input_tokens'),
      output: numberAt(metrics, 'completion_tokens'),
      usd: priced(numberAt(metrics, 'spend'), numberAt(metrics, 'total_tokens')),
    },
  ];
}
