import type { Agent, Target } from '../../agents/agent.ts';
import type { FoundKey } from '../../keys/sources.ts';
import type { Keys } from '../../keys/secret.ts';
import { detourTo, unopened, type RelayedSession } from '../../launch/relay.ts';
import { describeSession } from '../../launch/session.ts';
import type { Choice, Options, SessionOptions } from '../../options/options.ts';
import { tagsOf } from '../../options/tags.ts';
import { admitSession } from '../../policy/enforce.ts';
import { needOf } from '../../policy/needs.ts';
import type { Policies } from '../../policy/policy.ts';
import type { System } from '../../system/system.ts';
import { tryOut, type LiveResult } from './try-out.ts';

/** An agent and where a launch would lead it. */
interface Tried {
  readonly agent: Agent;
  readonly target: Target;
  readonly choice: Choice;
}

/** Whether the agent reaches its main or its small model by a relay's translation alone. */
function isTranslated(agent: Agent, { main, small }: Target): boolean {
  return [main, small].some(({ protocol }) => !agent.speaks.includes(protocol));
}

/** Where the agent would send its requests: to the gateway, or to a relay, whose port is not known yet. Pure. */
export function requestTarget({ agent, target, choice }: Tried): Target {
  return isTranslated(agent, target)
    ? detourTo({ agent, target, choice, key: undefined }, unopened, '').target
    : target;
}

/**
 * The agent's own requests by the way that a launch's take: where that is a relay's translation, or policies want a relay,
 * through one that is opened for them, which tells the gateway
 * of a session where they want that; without the profile's rules, since it is the model itself that is tried. What they
 * use stands in the ledger.
 */
export async function tryAsLaunched(
  {
    agent,
    target,
    choice,
    keys,
    key,
    policies,
  }: Tried & { readonly keys: Keys; readonly key: FoundKey | undefined; readonly policies: Policies },
  { tags = [], ...options }: Options & Partial<Pick<SessionOptions, 'tags'>>,
  system: System,
): Promise<readonly LiveResult[]> {
  const { connection } = choice;
  const isTold = policies.some(({ attribution }) => attribution !== undefined);
  const isRuled = isTold || policies.some((one) => needOf(one) !== undefined);
  if (!isTranslated(agent, target) && !isRuled) return tryOut(agent, target, keys, connection, system);
  const { profile, ...alone } = choice;
  // The profile's tags go along; its budgets and its list of models do not.
  const told = { attribution: isTold, tags: isTold ? tagsOf({ tags }, profile?.saved) : [] };
  admitSession(policies, told, undefined, connection);
  const { id, headers } = describeSession(agent.id, choice, told, system);
  const session: RelayedSession = {
    id,
    agent,
    policies,
    choice: alone,
    profile: profile?.name,
    target: { ...target, headers: { ...target.headers, ...headers } },
    keys,
    key,
    options: { ...options, ...told, check: 'never', overrideManagedSettings: false },
  };
  const { beginRelay } = await import('../../relay/session.ts');
  // The report says by which way it went, and what was refused.
  const { detour, end } = await beginRelay(session, system, () => undefined);
  const translatedTo = new Map(target.models.map(({ about, protocol }) => [about.id, protocol]));
  try {
    const results = await tryOut(agent, detour.target, detour.keys, connection, system);
    return results.map((result) => {
      const served = translatedTo.get(result.model);
      return served === undefined || served === result.protocol ? result : { ...result, translatedTo: served };
    });
  } finally {
    await end({ code: undefined, files: [] });
  }
}
