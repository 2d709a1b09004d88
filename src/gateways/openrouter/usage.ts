import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { bearer } from '../../keys/key-headers.ts';
import { Secret } from '../../keys/secret.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing, type Reply } from '../management.ts';
import { sumOf } from '../../protocols/usage.ts';
import { notManaged } from '../not-managed.ts';
import type { Question } from '../question.ts';
import { type UsageReport, type UsageQuery } from '../told-usage.ts';

/** The account's activity of the last thirty whole days, UTC, for a management key. https://openrouter.ai/docs, 2026-11 */
export function usageAt(
  url: string,
  key: Secret,
  { by, since, until, session }: UsageQuery,
  explain: (status: number, body: unknown) => Diagnosis,
): UsageReport | undefined {
  if (session !== undefined || (by !== 'day' && by !== 'model')) return undefined;
  const today = Date.parse(until.slice(0, 10));
  const within = { since: today - 30 * 86_400_000, until: today };
  const first = Math.max(Date.parse(since.slice(0, 10)), within.since);
  return {
    permission: 'a management key',
    note: 'OpenRouter tells of the last 30 whole days, UTC: today, and what is older, is from the ledger.',
    within,
    question: managing(
      { url: `${url}/v1/activity`, headers: { authorization: ['Bearer ', key] } },
      (body) => {
        if (!Array.isArray(at(body, 'data'))) return undefined;
        const items = listAt(body, 'data').flatMap((row) => {
          const [day, model] = [textAt(row, 'date')?.slice(0, 10), textAt(row, 'model')];
          const name = by === 'day' ? day : model;
          if (day === undefined || name === undefined) return [];
          const begin = Date.parse(day);
          if (!(begin >= first && begin < today)) return [];
          const [input, output] = [numberAt(row, 'prompt_tokens'), numberAt(row, 'completion_tokens')];
          const usd = sumOf(numberAt(row, 'usage'), numberAt(row, 'byok_usage_inference'));
          return [{ name, day, requests: numberAt(row, 'requests') ?? 0, input, output, usd }];
        });
        return { items };
      },
      explain,
    ),
  };
}

/** With a provider key of the user's own OpenRouter books its fee alone, and tells beside it what the provider takes. */
function costIn(generation: unknown): number | undefined {
  const [own, provider] = [numberAt(generation, 'total_cost'), numberAt(generation, 'upstream_inference_cost')];
  if (at(generation, 'is_byok') !== true) return own;
  return own === undefined || provider === undefined ? undefined : own + provider;
}

/** `/generation` tells of an answer some seconds after it, and until then that there is none. https://openrouter.ai/docs, 2026-11 */
export function bookedAt(url: string, id: string): Question<Reply<{ readonly usd: number | undefined }>> {
  return {
    url: `${url}/v1/generation?id=${encodeURIComponent(id)}`,
    headers: bearer(new Secret(url)),
    read: (status, body) => {
      if (status === 404) return { value: { usd: undefined } };
      if (status >= 200 && status < 300) return { value: { usd: costIn(at(body, 'data')) } };
      if (status !== 401 && status !== 403) return { refused: notManaged('OpenRouter', status, body) };
      const message = 'OpenRouter tells what an answer cost to the key that asked for it, and not to this one.';
      return { refused: { code: 'credential', message, hint: 'Store that key: jetway login' } };
    },
  };
}
