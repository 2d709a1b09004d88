import type { Agent } from '../agents/agent.ts';
import { findAgent } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import { chooseKey } from '../launch/ask-key.ts';
import { askModel, offeredModels } from '../launch/ask-model.ts';
import { nearest, select, type Model } from '../models/catalogue.ts';
import type { Choice, Options } from '../options/options.ts';
import { resolveGateway } from '../options/resolve-gateway.ts';
import { admitModels } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import { remember, type Profile } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { say } from '../say.ts';

export interface ModelOptions extends Options {
  /** Whose model it is; absent: the agent used last. */
  readonly agent?: string;
  /** The model for cheap work in place of the main one. */
  readonly small: boolean;
}

/**
 * Changes the model that the profile has for an agent: to the one that is named, the only one that matches, or the one
 * picked from those that do. Throws `usage` where several match and nobody can be asked, `model` where none does.
 */
export async function model(search: string | undefined, options: ModelOptions, system: System): Promise<number> {
  const choice = await resolveGateway(options, system);
  const { profile } = choice;
  if (profile === undefined) {
    throw new Failure('configuration', 'No profile is in use, so there is none to change.', 'Make one: jetway login');
  }
  const agent = subject(options.agent ?? profile.saved.agent);
  const picked = await pick(search, agent, choice, options, system);
  admitModels(policiesOf(profile.saved, system), [picked]);
  await system.profiles.change((config) => {
    const saved = config.profiles[profile.name] ?? profile.saved;
    const changed = options.small ? withSmall(saved, agent.id, picked) : remember(saved, agent.id, picked);
    return { ...config, profiles: { ...config.profiles, [profile.name]: changed } };
  });
  const what = options.small ? 'small model' : 'model';
  say(`Profile ${profile.name}: the ${what} of ${agent.name} is ${picked} now.`, system);
  return 0;
}

function subject(id: string | undefined): Agent {
  if (id !== undefined) return findAgent(id);
  throw new Failure('usage', 'Whose model is it?', 'Name the agent: jetway model --agent claude');
}

function withSmall(saved: Profile, agent: string, small: string): Profile {
  return { ...saved, smallModels: { ...saved.smallModels, [agent]: small } };
}

async function pick(
  search: string | undefined,
  agent: Agent,
  choice: Choice,
  options: ModelOptions,
  system: System,
): Promise<string> {
  const key = await chooseKey(choice, options, system);
  const models = await offeredModels(agent, choice, key, options, system);
  const found = matching(search, models);
  const [only, ...others] = found;
  // A gateway that lists nothing can't say that there is no such model.
  if (search !== undefined && models.length === 0) return search;
  if (search !== undefined && only !== undefined && others.length === 0) return only.id;
  if (search !== undefined && only === undefined) {
    const near = nearest(search, models);
    throw new Failure(
      'model',
      `${agent.name} can use no model here that matches ${quote(search)}.`,
      near.length === 0
        ? `See which there are: jetway list-models --agent ${agent.id}`
        : `Near to it: ${near.join(', ')}`,
    );
  }
  if (system.canAsk) {
    return askModel(agent, choice, key, options, system, options.small ? 'small model' : 'model', found);
  }
  throw new Failure(
    'usage',
    search === undefined ? 'No model is named.' : `${found.length} models match ${quote(search)}.`,
    `Name one whole: jetway model ${only?.id ?? '<id>'}`,
  );
}

/** The one of this id, else those that have all of these words. */
function matching(search: string | undefined, models: readonly Model[]): readonly Model[] {
  if (search === undefined) return models;
  const exact = models.filter(({ id }) => id === search);
  return exact.length > 0 ? exact : select(models, { search });
}
