import type { Incoming } from './attempt.ts';
import { roughTokens } from './cost.ts';
import type { Upstream } from './upstream.ts';

/** Other models for some of an agent's requests, as the profile has them. */
export interface Roles {
  /** Of a subagent's. */
  readonly subagent?: string;
  /** Of prompts from so many tokens on. */
  readonly long?: { readonly from: number; readonly model: string };
  /** While more than so many per cent of the budget are used. */
  readonly cheap?: { readonly over: number; readonly model: string };
}

/**
 * The role that a request has, the first that fits of: subagent, cheap, long. Claude Code 2.1.332 names a subagent in a
 * header. What already goes to its small model stays there: `own` is where the request would go.
 */
export function chooseRole(
  { subagent, long, cheap }: Roles,
  { exchange, body }: Pick<Incoming, 'exchange' | 'body'>,
  own: Upstream | undefined,
  usedPercent: number | undefined,
): { readonly name: string; readonly model: string } | undefined {
  const is = (model: string): boolean => own?.about.id === model;
  if (subagent !== undefined && exchange.headers['x-claude-code-agent-id'] !== undefined && !is(subagent)) {
    return { name: 'subagent', model: subagent };
  }
  if (cheap !== undefined && usedPercent !== undefined && usedPercent >= cheap.over && !is(cheap.model)) {
    return { name: 'cheap', model: cheap.model };
  }
  if (long !== undefined && roughTokens(body.length) >= long.from && !is(long.model)) {
    return { name: 'long', model: long.model };
  }
  return undefined;
}
