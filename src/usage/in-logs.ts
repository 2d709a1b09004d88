import type { LogRow } from '../gateways/managed-gateways.ts';
import type { Management, Part, Reply } from '../gateways/management.ts';
import type { HeldKeys, Question } from '../gateways/question.ts';
import type { Span } from './period.ts';

/** The question for a gateway's log of single requests, of one session or of all. Undefined where the gateway has no such log. */
export function logOf(
  management: Management,
  keys: HeldKeys,
  { since, until }: Span,
  session?: string,
): { readonly question: Question<Reply<Part<LogRow>>>; readonly page?: string } | undefined {
  const views = management.views?.(keys);
  if (views === undefined) return undefined;
  const query = { since: new Date(since).toISOString(), limit: 1000, now: until };
  const question = views.logs({ ...query, ...(session === undefined ? {} : { session }) });
  return { question, ...(views.page === undefined ? {} : { page: views.page }) };
}

/** What Jetway told the gateway of a request, its model as it is called there, and its figures. */
export interface LoggedRequest {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly model: string;
  readonly session?: string;
  readonly agent?: string;
  readonly project?: string;
  /** Tokens: all of the prompt, and of it what came from a cache of the provider's. */
  readonly input?: number | undefined;
  readonly cached?: number | undefined;
  readonly output?: number | undefined;
  /** US dollars. Absent: not known. */
  readonly usd?: number | undefined;
  /** HTTP's status, or a word of the gateway's. */
  readonly status: string;
  readonly milliseconds?: number;
  /** The gateway's id of the request. */
  readonly id?: string;
}

export function loggedRequest(row: LogRow): LoggedRequest {
  const { id, at, ok, status, provider, model = '', input, output, cachedInput, usd, milliseconds, facets } = row;
  const { session, agent, project } = facets;
  const figures = { session, agent, project, input, output, cached: cachedInput, usd, milliseconds };
  const told = Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
  const isWhole = provider === undefined || model.includes('/');
  return {
    ...{
      at,
      model: isWhole ? model : `${provider}/${model}`,
      status: status === undefined ? (ok ? 'ok' : 'error') : `${status}`,
    },
    ...told,
    ...(id === '' ? {} : { id }),
  };
}
