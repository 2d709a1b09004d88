import type { Agent, Target } from '../../agents/agent.ts';
import type { AgentRequest } from '../../agents/agent-doctor.ts';
import { formatPrice, formatTokens, type Model } from '../../models/catalogue.ts';
import type { Host } from '../../host.ts';
import { assemble } from './assemble.ts';
import { requestLimit } from './bisect.ts';
import { counted } from '../../text.ts';

/** What requests will cost, if nothing is refused. */
export interface Cost {
  readonly requests: number;
  /** How many requests there are if as much as possible is refused. A refusal costs nothing. */
  readonly most: number;
  /** Tokens of the prompts, about: four characters count as one. */
  readonly tokensIn: number;
  /** Tokens of the answers, at most. */
  readonly tokensOut: number;
  /** US dollars, at most, for the models whose price is known. */
  readonly usd: number;
  /** The models whose price is not known. */
  readonly unpriced: readonly string[];
}

/** A model, and what is sent to it. */
export interface Expense extends Pick<Cost, 'requests' | 'most' | 'tokensIn' | 'tokensOut'> {
  readonly model: Pick<Model, 'id' | 'prices'>;
}

export type Wanted = readonly { readonly agent: Agent; readonly target: Target }[];

/** What trying out the agents will cost. */
export async function costOf(wanted: Wanted, host: Host): Promise<Cost> {
  const all = await Promise.all(
    wanted.map(async ({ agent, target }) => (await agent.doctor?.())?.requests?.(target, host) ?? []),
  );
  return sumOf(all.flat().map(expenseOf));
}

function expenseOf(request: AgentRequest): Expense {
  const { others = [], endpoint, budget, features } = request;
  const paid = others.filter((one) => one.budget > 0);
  const bodies = [assemble(request, features).body, ...paid.map(({ body }) => body)];
  return {
    model: endpoint.about,
    requests: 1 + others.length,
    most: requestLimit + others.length,
    tokensIn: tokensIn(bodies),
    tokensOut: paid.reduce((tokens, one) => tokens + one.budget, budget),
  };
}

/** About how many tokens the bodies have: four characters count as one. */
export function tokensIn(bodies: readonly object[]): number {
  return Math.ceil(bodies.reduce((length, body) => length + JSON.stringify(body).length, 0) / 4);
}

export function sumOf(expenses: readonly Expense[]): Cost {
  const nothing: Cost = { requests: 0, most: 0, tokensIn: 0, tokensOut: 0, usd: 0, unpriced: [] };
  return expenses.reduce((sum, one): Cost => {
    const { id, prices } = one.model;
    const known = prices?.input !== undefined && prices.output !== undefined;
    return {
      requests: sum.requests + one.requests,
      most: sum.most + one.most,
      tokensIn: sum.tokensIn + one.tokensIn,
      tokensOut: sum.tokensOut + one.tokensOut,
      usd: sum.usd + (one.tokensIn * (prices?.input ?? 0) + one.tokensOut * (prices?.output ?? 0)) / 1_000_000,
      unpriced: known || sum.unpriced.includes(id) ? sum.unpriced : [...sum.unpriced, id],
    };
  }, nothing);
}

/** Writes a cost as `5 requests, about 2k tokens in and at most 3k out, at most 0.02 USD`. */
export function describeCost({ requests, most, tokensIn: input, tokensOut, usd, unpriced }: Cost): string {
  const price = usd > 0 ? [`at most ${formatPrice(usd)} USD`] : [];
  const unknown = unpriced.length === 0 ? [] : [`the price of ${unpriced.join(', ')} is not known`];
  return [
    `${counted(requests, 'real request')} (up to ${most}, where something is refused)`,
    `about ${formatTokens(input)} tokens in and at most ${formatTokens(tokensOut)} out`,
    ...price,
    ...unknown,
  ].join(', ');
}
