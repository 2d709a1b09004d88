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

/** What tries something with an agent's models, at the gateway or at a relay that stands before it. */
type Work<T> = (place: { readonly target: Target; readonly keys: Keys }) => Promise<T>;

type Place = Tried & { readonly keys: Keys; readonly key: FoundKey | undefined; readonly policies: Policies };

type How = Options & Partial<Pick<SessionOptions, 'tags'>>;

/** The agent's own requests, by the way that a launch's take. */
export async function tryAsLaunched(place: Place, options: How, system: System): Promise<readonly LiveResult[]> {
  const { agent, target, choice } = place;
  const results = await asLaunched(place, options, system, async (to) =>
    tryOut(agent, to.target, to.keys, choice.connection, system),
  );
  const translatedTo = new Map(target.models.map(({ about, protocol }) => [about.id, protocol]));
  return results.map((result) => {
    const served = translatedTo.get(result.model);
    return served === undefined || served === result.protocol ? result : { ...result, translatedTo: served };
  });
}

/**
 * Does work by the way that a launch would take. Where that is a relay's translation, or policies want a relay, one is opened
 * for it, which tells the gateway of a session where policies want that. The profile's own rules do not hold, since the model
 * itself is tried. What the requests use stands in the ledger.
 */
export async function asLaunched<T>(
  { agent, target, choice, keys, key, policies }: Place,
  { tags = [], ...options }: How,
  system: System,
  work: Work<T>,
): Promise<T> {
  const { connection } = choice;
  const isTold = policies.some(({ attribution }) => attribution !== undefined);
  const isRuled = isTold || policies.some((one) => needOf(one) !== undefined);
  if (!isTranslated(agent, target) && !isRuled) return work({ target, keys });
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
  try {
    return await work({ target: detour.target, keys: detour.keys });
  } finally {
    await end({ code: undefined, files: [] });
  }
}
