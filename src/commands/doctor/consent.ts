import { requestTarget } from '../../doctor/live-requests/by-relay.ts';
import { costOf, describeCost } from '../../doctor/live-requests/cost.ts';
import { type AgentFacts } from '../../doctor/facts.ts';
import { leaveFailure } from '../../lazy.ts';
import type { System } from '../../system/system.ts';

/**
 * Says on stderr what the real requests will cost, and asks where there is somebody to ask. `agreed`: by a flag. Without a
 * terminal the flag that asked for them is the consent.
 */
export async function consents(facts: readonly AgentFacts[], agreed: boolean, system: System): Promise<boolean> {
  const found = await Promise.all(
    facts.map(async ({ agent, models, target, choice }) => {
      if (models.model === undefined) return [];
      const seen = await target().catch(leaveFailure);
      return seen === undefined
        ? []
        : [{ agent, target: requestTarget({ agent, target: seen, choice: await choice() }) }];
    }),
  );
  const cost = await costOf(found.flat(), system.host);
  if (cost.requests === 0) return true;
  system.stderr.write(`--deep sends ${describeCost(cost)}.\n`);
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
