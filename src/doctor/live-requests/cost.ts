import type { Agent, Target } from '../../agents/agent.ts';
import type { AgentRequest } from '../../agents/agent-doctor.ts';
import { formatPrice, formatTokens } from '../../models/catalogue.ts';
import type { Host } from '../../host.ts';
import { assemble } from './assemble.ts';
import { requestLimit } from './bisect.ts';

/** What trying out the agents will cost, if nothing is refused. */
export interface Cost {
  readonly requests: number;
  /** Requests if as much as possible is refused; a refusal costs nothing. */
  readonly most: number;
  /** About; four characters each. */
  readonly tokensIn: number;
  /** At most. */
  readonly tokensOut: number;
  /** At most, where the price is known. */
  readonly usd: number;
  /** The models whose price is not known. */
  readonly unpriced: readonly string[];
}

export async function costOf(
  wanted: readonly { readonly agent: Agent; readonly target: Target }[],
  host: Host,
): Promise<Cost> {
  const all = await Promise.all(
    wanted.map(async ({ agent, target }) => (await agent.doctor?.())?.requests?.(target, host) ?? []),
  );
  return all.flat().reduce<Cost>(added, { requests: 0, most: 0, tokensIn: 0, tokensOut: 0, usd: 0, unpriced: [] });
}

function added(sum: Cost, request: AgentRequest): Cost {
  const { others = [], endpoint, budget, features } = request;
  const { id, prices } = endpoint.about;
  const paid = others.filter((one) => one.budget > 0);
  const bodies = [assemble(request, features).body, ...paid.map(({ body }) => body)];
  const tokensIn = Math.ceil(bodies.reduce((length, body) => length + JSON.stringify(body).length, 0) / 4);
  const tokensOut = paid.reduce((tokens, one) => tokens + one.budget, budget);
  const known = prices?.input !== undefined && prices.output !== undefined;
  return {
    requests: sum.requests + 1 + others.length,
    most: sum.most + requestLimit + others.length,
    tokensIn: sum.tokensIn + tokensIn,
    tokensOut: sum.tokensOut + tokensOut,
    usd: sum.usd + (tokensIn * (prices?.input ?? 0) + tokensOut * (prices?.output ?? 0)) / 1_000_000,
    unpriced: known || sum.unpriced.includes(id) ? sum.unpriced : [...sum.unpriced, id],
  };
}

/** `5 requests, about 2k tokens in and at most 3k out, at most 0.02 USD`. */
export function describeCost({ requests, most, tokensIn, tokensOut, usd, unpriced }: Cost): string {
  const price = usd > 0 ? [`at most ${formatPrice(usd)} USD`] : [];
  const unknown = unpriced.length === 0 ? [] : [`the price of ${unpriced.join(', ')} is not known`];
  return [
    `${requests} real ${requests === 1 ? 'request' : 'requests'} (up to ${most}, where something is refused)`,
    `about ${formatTokens(tokensIn)} tokens in and at most ${formatTokens(tokensOut)} out`,
    ...price,
    ...unknown,
  ].join(', ');
}
