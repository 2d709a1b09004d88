import type { Planning } from '../agents/agent.ts';
import { parseJson } from '../json-path.ts';
import { saidIn } from '../protocols/said.ts';
import type { Incoming } from './incoming.ts';
import { roughTokens } from './cost.ts';
import type { Upstream } from './upstream.ts';

/** Other models for some of an agent's requests, as the profile has them. */
export interface Roles {
  /** The model for requests while the agent plans. */
  readonly plan?: string;
  /** The model for a subagent's requests. */
  readonly subagent?: string;
  /** The model for prompts of so many tokens and more. */
  readonly long?: { readonly from: number; readonly model: string };
  /** The model once more than so many per cent of the budget are used. */
  readonly cheap?: { readonly over: number; readonly model: string };
}

/** The role that a request has, and the model that it is sent to for that. */
export interface Role {
  readonly name: string;
  readonly model: string;
}

/** How a request of plan mode is known; `main`: the session's model, which alone gives way to another one there. */
export interface PlanSigns {
  readonly main: string;
  /** Whether a request is one of plan mode. Absent: the agent itself asks for the model of `plan` then. */
  readonly isPlanning?: Planning;
}

/** The headers by which agents name a subagent, or whose it is: Claude Code 2.1.332, OpenCode 1.18.33. */
const subagentHeaders = ['x-claude-code-agent-id', 'x-parent-session-id'];

/**
 * The role that a request has, the first that fits of: subagent, cheap, long, plan. What already goes to its small model
 * stays there: `own` is where the request would go.
 */
export function chooseRole(
  { plan, subagent, long, cheap }: Roles,
  { exchange, body }: Pick<Incoming, 'exchange' | 'body'>,
  own: Upstream | undefined,
  usedPercent: number | undefined,
  signs: PlanSigns | undefined,
): Role | undefined {
  const is = (model: string): boolean => own?.about.id === model;
  if (subagent !== undefined && isSubagent(exchange.headers) && !is(subagent)) {
    return { name: 'subagent', model: subagent };
  }
  if (cheap !== undefined && usedPercent !== undefined && usedPercent >= cheap.over && !is(cheap.model)) {
    return { name: 'cheap', model: cheap.model };
  }
  if (long !== undefined && roughTokens(body.length) >= long.from && !is(long.model)) {
    return { name: 'long', model: long.model };
  }
  if (plan === undefined || signs === undefined || plan === signs.main) return undefined;
  const { main, isPlanning } = signs;
  const plans = isPlanning === undefined ? is(plan) : is(main) && isPlanning(saidIn(parsed(body)));
  return plans ? { name: 'plan', model: plan } : undefined;
}

function isSubagent(headers: Incoming['exchange']['headers']): boolean {
  return subagentHeaders.some((name) => headers[name] !== undefined);
}

function parsed(body: Uint8Array): unknown {
  return parseJson(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
}
