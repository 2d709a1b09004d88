import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { Secret } from '../../keys/secret.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing, type Part, type Reply } from '../management.ts';
import { priced, type ToldUsage, type UsageBy, type UsageReport, type UsageWish } from '../told-usage.ts';
import type { Question } from '../question.ts';

const breakdowns: Partial<Record<UsageBy, string>> = { model: 'models', key: 'api_keys' };

/** The daily activity of LiteLLM's database, by UTC days. https://docs.litellm.ai, 1.108.7 */
export function usageAt(
  url: string,
  key: Secret,
  { by, since, until, session }: UsageWish,
  explain: (status: number, body: unknown) => Diagnosis,
): UsageReport | undefined {
  const breakdown = breakdowns[by];
  if (session !== undefined || (by !== 'day' && breakdown === undefined)) return undefined;
  const days = `start_date=${since.slice(0, 10)}&end_date=${until.slice(0, 10)}`;
  const page = (number: number): Question<Reply<Part<ToldUsage>>> =>
    managing(
      {
        url: `${url}/user/daily/activity?${days}&page=${number}&page_size=100`,
        headers: { authorization: ['Bearer ', key] },
      },
      (body) => {
        if (!Array.isArray(at(body, 'results'))) return undefined;
        const items = listAt(body, 'results').flatMap((day) => rowsOf(day, breakdown));
        const more = at(body, 'metadata', 'has_more') === true;
        return { items, ...(more ? { next: page(number + 1) } : {}) };
      },
      explain,
    );
  return { permission: 'the master key', note: 'LiteLLM tells of whole days, UTC.', question: page(1) };
}

function rowsOf(day: unknown, breakdown: string | undefined): readonly ToldUsage[] {
  const date = textAt(day, 'date');
  if (date === undefined) return [];
  if (breakdown === undefined) return rowOf(date, date, at(day, 'metrics'));
  const parts = at(day, 'breakdown', breakdown);
  if (typeof parts !== 'object' || parts === null) return [];
  return Object.entries(parts).flatMap(([name, part]) =>
    rowOf(textAt(part, 'metadata', 'key_alias') ?? name, date, at(part, 'metrics')),
  );
}

function rowOf(name: string, day: string, metrics: unknown): readonly ToldUsage[] {
  const requests = numberAt(metrics, 'api_requests');
  if (requests === undefined) return [];
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
