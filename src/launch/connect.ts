import type { Agent, Target } from '../agents/agent.ts';
import type { Left } from '../doctor/fetch-status.ts';
import { questionKeys, resolveKeys } from '../keys/request-keys.ts';
import type { Keys } from '../keys/secret.ts';
import type { FoundKey } from '../keys/sources.ts';
import { leaveFailure } from '../lazy.ts';
import { askCatalogue, keptComplete } from '../models/catalogue-cache.ts';
import { preferredFirst, type Catalogue } from '../models/catalogue.ts';
import { completedModels } from '../models/complete.ts';
import { probe, type Verdict } from '../net/gateway-client.ts';
import type { ChosenModels, Choice, Options, RelayOptions } from '../options/options.ts';
import { admitModels, isAdmitted } from '../policy/enforce.ts';
import type { Policies } from '../policy/policy.ts';
import type { System } from '../system/system.ts';
import { noModel } from './ask-model.ts';
import { mayTranslate } from './relay.ts';
import { resolveTarget, route, unlisted, type TargetRequest } from './target.ts';

/** What a launch knows from the gateway before it makes the plan. */
export interface GatewayAnswers {
  /** What the probe came to; absent where it was not asked. It may reject with a Failure, which says as much. */
  readonly verdict?: Promise<Verdict>;
  readonly catalogue?: Promise<Catalogue>;
  /** What is left of the key, and what this version of the gateway can't do. */
  readonly left?: Promise<Left | undefined>;
  /** The list of models kept on disk, completed with limits and prices. */
  readonly kept: Catalogue | undefined;
  /** `kept`, or where there is none the list that was just asked for. */
  readonly listed: Catalogue | undefined;
}

/** Where a check is `due`, asks the gateway for all of it side by side; else gives what is kept on disk. */
export async function queryGateway(
  choice: Choice,
  key: FoundKey | undefined,
  due: boolean,
  options: Options,
  system: System,
): Promise<GatewayAnswers> {
  const { connection } = choice;
  const keys = await questionKeys(choice, key, options, system);
  const verdict = due ? probe(connection, keys, system.http) : undefined;
  // Its failure is for whoever awaits it later, not an unhandled rejection.
  void verdict?.catch(leaveFailure);
  const left = due ? askLeft(choice, key, system) : undefined;
  void left?.catch(leaveFailure);
  const catalogue = due ? askCatalogue(connection, keys, system) : undefined;
  // Awaited first: by then the list that was just asked for is the one that is kept.
  const asked = await catalogue?.catch(leaveFailure);
  const kept = keptComplete(connection, keys, system);
  return {
    ...(verdict === undefined ? {} : { verdict }),
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(left === undefined ? {} : { left }),
    kept,
    listed: kept ?? asked,
  };
}

async function askLeft(choice: Choice, key: FoundKey | undefined, system: System): Promise<Left | undefined> {
  const { fetchLeft } = await import('../doctor/fetch-status.ts');
  return fetchLeft(choice, key, system);
}

/** All keys that a launch needs, with the provider's own where there is one. Throws `credential`, or `model` as `route` does. */
export async function launchKeys(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  models: ChosenModels,
  options: Options & Pick<RelayOptions, 'relay'>,
  system: System,
): Promise<Keys> {
  const { provider } = route(agent, choice.connection, chosenModel(agent, models), {
    translates: mayTranslate(choice, options),
  });
  return resolveKeys(choice, key, provider, options, system);
}

/**
 * The target of one agent with its chosen models, among those that the gateway lists and the policies admit. `own`: headers for
 * attribution, the command that prints the key, and what the launch wishes of a relay. Throws as `resolveTarget` does.
 */
export function targetFor(
  agent: Agent,
  choice: Choice,
  keys: Keys,
  models: ChosenModels,
  lists: Pick<GatewayAnswers, 'kept' | 'listed'>,
  own: Pick<Target, 'headers' | 'printKey'> & Pick<TargetRequest, 'translates' | 'planModel'>,
  policies: Policies,
  system: System,
): Target {
  const { connection, profile } = choice;
  const request = {
    model: chosenModel(agent, models),
    ...(models.smallModel === undefined ? {} : { smallModel: models.smallModel }),
    version: system.version,
    ...own,
  };
  const preferred = profile?.saved.preferredModels ?? [];
  admitModels(
    policies,
    [request.model, models.smallModel, own.planModel].filter((id) => id !== undefined),
  );
  const listed = preferredFirst(lists.listed?.models ?? [], preferred, (id) => unlisted(connection, id));
  const known = policies.length === 0 ? listed : listed.filter(({ id }) => isAdmitted(policies, id));
  const complete = new Set(lists.kept?.models);
  return resolveTarget(agent, connection, keys, request, known, (found) =>
    found.every((model) => complete.has(model)) ? found : completedModels(found, system),
  );
}

function chosenModel(agent: Agent, models: ChosenModels): string {
  if (models.model !== undefined) return models.model;
  throw noModel(agent);
}
