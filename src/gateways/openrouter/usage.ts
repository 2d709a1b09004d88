import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { bearer } from '../../keys/key-headers.ts';
import { Secret } from '../../keys/secret.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing, type Reply } from '../management.ts';
import { notManaged } from '../not-managed.ts';
import type { Question } from '../question.ts';
import { type UsageReport, type UsageWish } from '../told-usage.ts';

/** The account's activity of the last thirty whole days, UTC, for a management key. https://openrouter.ai/docs, 2026-11 */
export function usageAt(
  url: string,
  key: Secret,
  { by, since, session }: UsageWish,
  explain: (status: number, body: unknown) => Diagnosis,
): UsageReport | undefined {
  if (session !== undefined || (by !== 'day' && by !== 'model')) return undefined;
  const first = since.slice(0, 10);
  return {
    permission: 'a management key',
    note: 'OpenRouter tells of the last 30 whole days, UTC; today is not among them.',
    question: managing(
      { url: `${url}/v1/activity`, headers: { authorization: ['Bearer ', key] } },
      (body) => {
        if (!Array.isArray(at(body, 'data'))) return undefined;
        const items = listAt(body, 'data').flatMap((row) => {
          const [day, model] = [textAt(row, 'date')?.slice(0, 10), textAt(row, 'model')];
          const name = by === 'day' ? day : model;
          if (day === undefined || name === undefined || day < first) return [];
          const [input, output] = [numberAt(row, 'prompt_tokens'), numberAt(row, 'completion_tokens')];
          return [{ name, day, requests: numberAt(row, 'requests') ?? 0, input, output, usd: numberAt(row, 'usage') }];
        });
        return { items };
      },
      explain,
    ),
  };
}

/** `/generation` tells of an answer some seconds after it, and until then that there is none. https://openrouter.ai/docs, 2026-11 */
export function bookedAt(url: string, id: string): Question<Reply<{ readonly usd: number | undefined }>> {
  return {
    url: `${url}/v1/generation?id=${encodeURIComponent(id)}`,
    headers: bearer(new Secret(url)),
    read: (status, body) => {
      if (status === 404) return { value: { usd: undefined } };
      if (status >= 200 && status < 300) return { value: { usd: numberAt(body, 'data', 'total_cost') } };
      if (status !== 401 && status !== 403) return { refused: notManaged('OpenRouter', status, body) };
      const message = 'OpenRouter tells what an answer cost to the key that asked for it, and not to this one.';
      return { refused: { code: 'credential', message, hint: 'Store that key: jetway login' } };
    },
  };
}
