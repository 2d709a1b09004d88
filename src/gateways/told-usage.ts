import type { Part, Reply } from './management.ts';
import type { Question } from './question.ts';

export const usageBys = ['session', 'day', 'model', 'agent', 'project', 'user', 'team', 'key'] as const;
export type UsageBy = (typeof usageBys)[number];

export interface UsageQuery {
  readonly by: UsageBy;
  /** Of this one alone. */
  readonly session?: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly until: string;
}

export interface UsageReport {
  /** What the key must be allowed, in the gateway's words. */
  readonly permission: string;
  /** What is particular about the figures, as a sentence. */
  readonly note?: string;
  /** The part of the time asked for that it tells of; absent: all of it. Milliseconds since 1970, the end not in it. */
  readonly within?: { readonly since: number; readonly until: number };
  readonly question: Question<Reply<Part<ToldUsage>>>;
}

/** Several rows of one name are parts of it. */
export interface ToldUsage {
  /** The gateway's name for it, where it is a single request. */
  readonly id?: string;
  readonly name: string;
  /** Of these requests, where it is told: `2026-11-29`, UTC. */
  readonly day?: string;
  readonly requests: number;
  /** Tokens: all of the prompt, and of it what came from a cache of the provider's. */
  readonly input?: number | undefined;
  readonly cached?: number | undefined;
  readonly output?: number | undefined;
  /** US dollars. Absent: not known. */
  readonly usd?: number | undefined;
}

/** A price of nothing for tokens that were used is one that nobody knows: gateways count what has no price as 0. */
export function priced(usd: number | undefined, tokens: number | undefined): number | undefined {
  return usd === 0 && (tokens ?? 0) > 0 ? undefined : usd;
}
