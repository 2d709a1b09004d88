import type { Host } from '../../host.ts';
import { describeCost, sumOf, tokensIn, type Cost, type Expense, type Wanted } from '../live-requests/cost.ts';
import { bareQuestion, trialsOf } from './trials.ts';
import { mainRequest } from './try-capabilities.ts';

/** What trying what works will cost, and how many tools of the provider's own run, each of which it bills apart. */
export async function costOfCapabilities(wanted: Wanted, host: Host): Promise<Cost & { readonly hosted: number }> {
  const all = await Promise.all(
    wanted.map(async ({ agent, target }) => {
      const request = await mainRequest(agent, target, host);
      if (request === undefined) return [];
      const trials = trialsOf(request, (await agent.doctor?.())?.capabilities, true);
      const sent = [bareQuestion(request, true), ...trials.flatMap(({ sends }) => sends)];
      const found = trials.reduce((tokens, trial) => tokens + (trial.found ?? 0), 0);
      const expense: Expense = {
        model: request.endpoint.about,
        requests: sent.length,
        // The bare question once more, without a limit.
        most: sent.length + 1,
        tokensIn: tokensIn(sent.map(({ body }) => body)) + found,
        tokensOut: sent.reduce((tokens, { budget }) => tokens + budget, 0),
      };
      return [{ expense, hosted: trials.filter((trial) => trial.found !== undefined).length }];
    }),
  );
  const rows = all.flat();
  return { ...sumOf(rows.map(({ expense }) => expense)), hosted: rows.reduce((sum, { hosted }) => sum + hosted, 0) };
}

export function describeCapabilities({ hosted, ...cost }: Cost & { readonly hosted: number }): string {
  if (hosted === 0) return describeCost(cost);
  const what = hosted === 1 ? 'a search or a page is' : `${hosted} searches and pages are`;
  return `${describeCost(cost)}; ${what} fetched by the provider, which may bill that apart`;
}
