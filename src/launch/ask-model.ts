import type { Agent } from '../agents/agent.ts';
import { formatPrice, formatTokens, isSpokenTo, preferredFirst, select, type Model } from '../models/catalogue.ts';
import { newestOf } from '../models/newest.ts';
import type { FoundKey } from '../keys/sources.ts';
import { Failure } from '../failure.ts';
import { askCatalogue } from '../models/catalogue-cache.ts';
import { completedModels, refreshModelData } from '../models/complete.ts';
import { withTranslated } from '../protocols/protocols.ts';
import { mayTranslate } from './relay.ts';
import { unlisted } from './target.ts';
import type { Profile } from '../profiles/profile.ts';
import { questionKeys } from '../keys/request-keys.ts';
import { valueOf, values } from '../options/precedence.ts';
import type { Choice, ChosenModels, Options, RelayOptions } from '../options/options.ts';
import type { System } from '../system/system.ts';
import { say } from '../say.ts';

export interface NamedModels extends ChosenModels {
  readonly model: string;
  /** It was picked just now, so there is something to save. */
  readonly asked: boolean;
}

/** The agent's models: from flags, project and profile, else picked from what the gateway offers this agent. */
export async function chooseModels(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  options: Options & Pick<RelayOptions, 'relay'>,
  system: System,
): Promise<NamedModels> {
  const { model, ...rest } = savedModels(agent, options.ask === true ? undefined : choice.profile?.saved, options);
  if (model !== undefined) return { model, ...rest, asked: false };
  if (!system.canAsk) {
    throw noModel(agent);
  }
  return { model: await askModel(agent, choice, key, options, system), ...rest, asked: true };
}

export function noModel({ id, name }: Agent): Failure {
  return new Failure('usage', `No model is chosen for ${name}.`, `Give --model; see jetway list-models --agent ${id}`);
}

/** What flags, the project's file and the profile say. */
export function savedModels(agent: Agent, saved: Profile | undefined, options: Options): ChosenModels {
  const sources = { options, saved, agent: agent.id };
  const [model, small] = [valueOf(values.model(sources)), valueOf(values.smallModel(sources))];
  return { ...(model === undefined ? {} : { model }), ...(small === undefined ? {} : { smallModel: small }) };
}

/** Picked from what the gateway offers the agent, or from `among` those, else typed. */
export async function askModel(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  options: Options & Pick<RelayOptions, 'relay'>,
  system: System,
  role: 'model' | 'small model' = 'model',
  among?: readonly Model[],
): Promise<string> {
  const question = `Which ${role} for ${agent.name}?`;
  const models = among ?? (await offeredModels(agent, choice, key, options, system));
  if (models.length === 0) {
    return system.prompts.text(question, {
      check: (text) => (text.trim() === '' ? 'Type the id of a model.' : undefined),
    });
  }
  const { preferredModels = [], recentModels = [] } = choice.profile?.saved ?? {};
  const first = [...preferredModels, ...recentModels];
  const isTranslated = (model: Model): boolean =>
    !isSpokenTo(model, agent.speaks, (id) => choice.connection.routes(id));
  const rank = (model: Model): number =>
    first.includes(model.id) ? first.indexOf(model.id) : first.length + (isTranslated(model) ? 1 : 0);
  const sorted = models.toSorted((a, b) => rank(a) - rank(b));
  return system.prompts.search(
    question,
    sorted.map((model) => ({
      value: model.id,
      name: model.id,
      description: describe(model, isTranslated(model)),
    })),
    true,
    role === 'model' && first.length === 0 ? newestOf(models, agent.maker)?.id : undefined,
  );
}

/** `Claude Sonnet 5.5, 1M, $2 in and $10 out per million tokens`, as far as it is known; `translated` where a relay does. */
function describe({ id, name, contextWindow, prices }: Model, translated: boolean): string {
  const { input, output } = prices ?? {};
  return [
    ...(name === undefined || name === id ? [] : [name]),
    ...(contextWindow === undefined ? [] : [formatTokens(contextWindow)]),
    ...(input === undefined || output === undefined
      ? []
      : [`$${formatPrice(input)} in and $${formatPrice(output)} out per million tokens`]),
    ...(translated ? ['translated'] : []),
  ].join(', ');
}

/** What the gateway offers the agent; the preferred models alone where it can't list. Throws the `credential` Failure of one that wants a key. */
export async function offeredModels(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  options: Options & Pick<RelayOptions, 'relay'>,
  system: System,
): Promise<readonly Model[]> {
  const { connection, profile } = choice;
  const speaks = mayTranslate(choice, options) ? withTranslated(agent.speaks) : agent.speaks;
  const narrowed = (models: readonly Model[]): readonly Model[] => {
    const usable = select(models, { speaks, routes: (id) => connection.routes(id) });
    const preferred = profile?.saved.preferredModels ?? [];
    return completedModels(
      preferredFirst(usable, preferred, (id) => unlisted(connection, id)),
      system,
    );
  };
  try {
    const [catalogue] = await Promise.all([
      askCatalogue(connection, await questionKeys(choice, key, options, system), system),
      refreshModelData(system, options),
    ]);
    return narrowed(catalogue.models);
  } catch (error) {
    // Whoever is refused can use no model, whatever its id.
    if (!(error instanceof Failure) || error.code === 'credential') throw error;
    say(`The gateway lists no models: ${error.message}`, system);
    return narrowed([]);
  }
}
