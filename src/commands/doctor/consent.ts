import type { Check } from '../../doctor/check.ts';
import { requestTarget } from '../../doctor/live-requests/by-relay.ts';
import { costOf, describeCost, type Wanted } from '../../doctor/live-requests/cost.ts';
import { type AgentFacts } from '../../doctor/facts.ts';
import { leaveFailure } from '../../lazy.ts';
import type { System } from '../../system/system.ts';
import { say } from '../../say.ts';

type Paid = NonNullable<Check['costs']>;

/**
 * Says on stderr what the real requests will cost, and asks where there is somebody to ask. `paid`: the checks that send
 * them; `agreed`: by a flag. Without a terminal the flag that asked for them is the consent.
 */
export async function consents(
  facts: readonly AgentFacts[],
  paid: readonly Paid[],
  agreed: boolean,
  system: System,
): Promise<boolean> {
  const found = await Promise.all(
    facts.map(async ({ agent, models, target, choice }) => {
      if (models.model === undefined) return [];
      const seen = await target().catch(leaveFailure);
      return seen === undefined
        ? []
        : [{ agent, target: requestTarget({ agent, target: seen, choice: await choice() }) }];
    }),
  );
  const costs = await Promise.all(paid.map(async (check) => lineOf(check, found.flat(), system)));
  const lines = costs.flat();
  if (lines.length === 0) return true;
  for (const line of lines) say(line, system);
  if (agreed || !system.canAsk) return true;
  return system.prompts.select(
    'Send them?',
    [
      { value: true, name: 'Yes' },
      { value: false, name: 'No, make the free checks alone' },
    ],
    false,
  );
}

/** Nothing where it would send nothing. */
async function lineOf(check: Paid, wanted: Wanted, { host }: System): Promise<readonly string[]> {
  if (check === 'deep') {
    const cost = await costOf(wanted, host);
    return cost.requests === 0 ? [] : [`--deep sends ${describeCost(cost)}.`];
  }
  const { costOfCapabilities, describeCapabilities } = await import('../../doctor/capabilities/cost.ts');
  const cost = await costOfCapabilities(wanted, host);
  return cost.requests === 0 ? [] : [`--capabilities sends ${describeCapabilities(cost)}.`];
}
