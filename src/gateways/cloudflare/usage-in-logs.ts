import { textAt } from '../../json-path.ts';
import type { Secret } from '../../keys/secret.ts';
import type { LogRow } from '../managed-gateways.ts';
import type { Part, Reply } from '../management.ts';
import type { ToldUsage, UsageReport, UsageQuery } from '../told-usage.ts';
import type { Question } from '../question.ts';
import { pages, perPage, reads } from './api-calls.ts';
import { logsAt, noLogs } from './logs.ts';

/** By what a request told of itself, or by what its row has. */
const bys: Partial<Record<UsageQuery['by'], (row: LogRow) => string | undefined>> = {
  session: ({ facets }) => facets['session'],
  agent: ({ facets }) => facets['agent'],
  project: ({ facets }) => facets['project'],
  user: ({ facets }) => facets['user'],
  team: ({ facets }) => facets['team'],
  model: ({ model }) => model,
  day: (row) => row.at.slice(0, 10),
};

/**
 * Usage from the logs of older accounts, which alone tell of sessions: of one gateway, or of all in the account. No row at
 * all is no usage of 0 but a refusal, since newer accounts have empty logs whatever they used.
 */
export function usageInLogs(
  gateways: string,
  gateway: string | undefined,
  key: Secret,
  { by, since, until }: UsageQuery,
): UsageReport | undefined {
  const nameOf = bys[by];
  if (nameOf === undefined) return undefined;
  const told = (row: LogRow): readonly ToldUsage[] => {
    if (Date.parse(row.at) >= Date.parse(until)) return [];
    const { input, output, usd } = row;
    return [{ id: row.id, name: nameOf(row) ?? '', day: row.at.slice(0, 10), requests: 1, input, output, usd }];
  };
  const through = (left: readonly string[], before: boolean): Question<Reply<Part<ToldUsage>>> => {
    const [first = '', ...others] = left;
    return over(
      logsAt(`${gateways}/${first}/logs`, key, { since, limit: perPage, now: Date.parse(until) }),
      others,
      before,
    );
  };
  /** `before`: whether any log so far had a row. */
  const over = (
    question: Question<Reply<Part<LogRow>>>,
    others: readonly string[],
    before: boolean,
  ): Question<Reply<Part<ToldUsage>>> => ({
    ...question,
    read: (status, body) => {
      const answer = question.read(status, body);
      if (!('value' in answer)) return answer;
      const { items, next } = answer.value;
      const some = before || items.length > 0;
      const following =
        next === undefined ? (others.length === 0 ? undefined : through(others, some)) : over(next, others, some);
      if (following === undefined && !some) return { refused: emptyLog };
      return { value: { items: items.flatMap(told), ...(following === undefined ? {} : { next: following }) } };
    },
  });
  const names = (
    question: Question<Reply<Part<string>>>,
    known: readonly string[],
  ): Question<Reply<Part<ToldUsage>>> => ({
    ...question,
    read: (status, body) => {
      const answer = question.read(status, body);
      if (!('value' in answer)) return answer;
      const all = [...known, ...answer.value.items];
      const { next } = answer.value;
      if (next !== undefined) return { value: { items: [], next: names(next, all) } };
      return all.length === 0 ? { refused: emptyLog } : { value: { items: [], next: through(all, false) } };
    },
  });
  return {
    permission: reads,
    note: "From Cloudflare's log, which keeps what it has room for.",
    question:
      gateway === undefined
        ? names(
            pages(key, gateways, { needs: reads }, (row) => textAt(row, 'id') ?? ''),
            [],
          )
        : through([gateway], false),
  };
}

const emptyLog = {
  code: 'gateway',
  message: noLogs,
  hint: 'By day and by model Cloudflare tells of every account: --by day',
} as const;

/** What one report is refused for want of a permission, another may tell; where neither does, the first says why. */
export function orElse(first: UsageReport, second: UsageReport | undefined): UsageReport {
  if (second === undefined) return first;
  const { question } = first;
  return {
    ...first,
    question: {
      ...question,
      read: (status, body) => {
        const answer = question.read(status, body);
        if (!('refused' in answer) || answer.refused.code !== 'credential') return answer;
        return { value: { items: [], next: instead(second.question, answer) } };
      },
    },
  };
}

type Told = Question<Reply<Part<ToldUsage>>>;

function instead(question: Told, refusal: Reply<Part<ToldUsage>>): Told {
  return {
    ...question,
    read: (status, body) => {
      const answer = question.read(status, body);
      if ('refused' in answer) return refusal;
      const { items, next } = answer.value;
      return { value: { items, ...(next === undefined ? {} : { next: instead(next, refusal) }) } };
    },
  };
}
