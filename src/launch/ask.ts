import { agents, findAgent } from '../agents/index.ts';
import type { Agent } from '../agents/agent.ts';
import { formatPrice, formatTokens, preferredFirst, select, type Model } from '../models/catalogue.ts';
import { checkedKey, otherSources, storeKey, type FoundKey } from '../keys/sources.ts';
import { probe } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import { leaveFailure } from '../lazy.ts';
import { askCatalogue } from '../models/catalogue-cache.ts';
import { completedModels, refreshModelData } from '../models/complete.ts';
import { unlisted } from './target.ts';
import { freeName, remember, type KeyOrigin, type Profile } from '../profiles/profile.ts';
import { gatewayKeys, questionKeys, rememberedKey, requireKey, resolveKey, withSettings } from '../keys/keys.ts';
import type { Choice, ChosenModels, Options } from '../options/options.ts';
import type { System } from '../system/system.ts';

export interface NamedModels extends ChosenModels {
  readonly model: string;
  /** It was picked just now, so there is something to save. */
  readonly asked: boolean;
}

/** The agent named, or the one used last, or the one picked: installed ones come first. */
export async function chooseAgent(
  id: string | undefined,
  last: string | undefined,
  options: Options,
  system: System,
): Promise<Agent> {
  if (id !== undefined) return findAgent(id);
  if (last !== undefined && options.ask !== true) return findAgent(last);
  if (!system.canAsk) {
    throw new Failure('usage', 'No agent is named.', `Name one: jetway ${agents.map((agent) => agent.id).join(' | ')}`);
  }
  const found = await Promise.all(
    agents.map(async (agent) => ({
      agent,
      there: (await system.programs.find(agent.command, agent.package)) !== undefined,
    })),
  );
  const installedFirst = found.toSorted((a, b) => Number(b.there) - Number(a.there));
  return findAgent(
    await system.prompts.select(
      'Which agent?',
      installedFirst.map(({ agent, there }) => ({
        value: agent.id,
        name: there ? agent.name : `${agent.name} (not installed)`,
      })),
      last,
    ),
  );
}

/**
 * The gateway's key from its sources, else typed in and tried at once against the gateway: a wrong one is asked again.
 * Throws `credential` where there is none and nobody to ask.
 */
export async function chooseKey(choice: Choice, options: Options, system: System): Promise<FoundKey | undefined> {
  const found = await resolveKey(choice, options, system);
  const wanted = { required: true, optional: choice.asked, unasked: false }[choice.gateway.key];
  const remembered = rememberedKey(choice) !== undefined;
  if (found !== undefined || !system.canAsk || !(wanted || remembered)) {
    requireKey(choice, found);
    return found;
  }
  return askKey(choice, system);
}

/** Throws the gateway's Failure where something other than the key is wrong. */
export async function askKey(choice: Choice, system: System): Promise<FoundKey | undefined> {
  const { gateway, connection } = choice;
  if (gateway.keysUrl !== undefined) system.stderr.write(`A key is made at ${gateway.keysUrl}\n`);
  const question = `Key of ${gateway.name}${gateway.key === 'required' ? '' : ' (empty for none)'}`;
  for (;;) {
    const typed = await system.prompts.password(question);
    const none = typed.trim() === '' && gateway.key !== 'required';
    const key = none ? undefined : accepted(typed, system);
    if (key === undefined && !none) continue;
    // Without a key there is nothing to try but whether one is needed.
    const asked = probe(connection, gatewayKeys(choice, key), system.http).catch(none ? leaveFailure : undefined);
    const { answer } = (await asked) ?? { answer: 'open' };
    if (typeof answer === 'string' || (none && answer.code !== 'credential')) return key;
    if (answer.code !== 'credential') throw new Failure(answer.code, answer.message, answer.hint);
    system.stderr.write(`${answer.message} ${answer.hint}\n`);
  }
}

function accepted(typed: string, system: System): FoundKey | undefined {
  try {
    const value = checkedKey(typed, 'what was typed');
    system.hide(value);
    return { value, source: { kind: 'prompt' } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    system.stderr.write(`${error.message} ${error.hint}\n`);
    return undefined;
  }
}

/** The agent's models: from flags, then the profile, else picked from what the gateway offers this agent. */
export async function chooseModels(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<NamedModels> {
  const { model, ...rest } = savedModels(agent, options.ask === true ? undefined : choice.profile?.saved, options);
  if (model !== undefined) return { model, ...rest, asked: false };
  if (!system.canAsk) {
    throw new Failure(
      'usage',
      `No model is chosen for ${agent.name}.`,
      `Give --model; see jetway list-models --agent ${agent.id}`,
    );
  }
  return { model: await askModel(agent, choice, key, options, system), ...rest, asked: true };
}

/** A saved small model goes with the saved main model, not with one from a flag. */
export function savedModels(agent: Agent, saved: Profile | undefined, options: Options): ChosenModels {
  const model = options.model ?? saved?.models[agent.id];
  const small = options.smallModel ?? (options.model === undefined ? saved?.smallModels?.[agent.id] : undefined);
  return { ...(model === undefined ? {} : { model }), ...(small === undefined ? {} : { smallModel: small }) };
}

async function askModel(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<string> {
  const question = `Which model for ${agent.name}?`;
  const models = await offered(agent, choice, key, options, system);
  if (models.length === 0) {
    return system.prompts.text(question, {
      check: (text) => (text.trim() === '' ? 'Type the id of a model.' : undefined),
    });
  }
  const { preferredModels = [], recentModels = [] } = choice.profile?.saved ?? {};
  const first = [...preferredModels, ...recentModels];
  const rank = (model: Model): number => (first.includes(model.id) ? first.indexOf(model.id) : first.length);
  const sorted = models.toSorted((a, b) => rank(a) - rank(b));
  return system.prompts.search(
    question,
    sorted.map((model) => ({
      value: model.id,
      name: model.id,
      description: describe(model),
    })),
    true,
  );
}

/** `Claude Sonnet 5.5, 1M, $2 in and $10 out per million tokens`, as far as it is known. */
function describe({ id, name, contextWindow, prices }: Model): string {
  const { input, output } = prices ?? {};
  return [
    ...(name === undefined || name === id ? [] : [name]),
    ...(contextWindow === undefined ? [] : [formatTokens(contextWindow)]),
    ...(input === undefined || output === undefined
      ? []
      : [`$${formatPrice(input)} in and $${formatPrice(output)} out per million tokens`]),
  ].join(', ');
}

/** The preferred models alone where the gateway can't list; where there are none of them the user types an id. */
async function offered(
  agent: Agent,
  choice: Choice,
  key: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<readonly Model[]> {
  const { connection, profile } = choice;
  const narrowed = (models: readonly Model[]): readonly Model[] => {
    const usable = select(models, { speaks: agent.speaks, routes: (id) => connection.routes(id) });
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
    system.stderr.write(`The gateway lists no models: ${error.message}\n`);
    return narrowed([]);
  }
}

/**
 * Saves what was answered, once all of it is: the key to its store, the rest to a profile, which becomes the current
 * one. A keyring that fails costs the storing, not the launch. Gives the lines to show.
 */
export async function save(
  answered: {
    readonly choice: Choice;
    readonly key: FoundKey | undefined;
    readonly agent: Agent;
    readonly models: NamedModels;
  },
  options: Options,
  system: System,
): Promise<readonly string[]> {
  const { choice, key, agent, models } = answered;
  const lines: string[] = [];
  const kept = key?.source.kind === 'prompt' ? await keep(choice, key, system) : undefined;
  if (kept !== undefined) lines.push(kept.line);
  const name = choice.profile?.name ?? options.profile ?? freeName(choice.gateway.id, system.profiles.read());
  const { keyFrom: _before, ...base } = withSettings(choice);
  const from = kept?.from ?? key?.source.kind;
  const used = from === undefined ? base : { ...base, keyFrom: from };
  const profile = remember(used, agent.id, models.model, models.smallModel);
  await system.profiles.change((config) => ({
    ...config,
    current: name,
    profiles: { ...config.profiles, [name]: profile },
  }));
  lines.push(`Saved as profile ${name} in ${system.profiles.path}.`);
  return lines;
}

async function keep(
  choice: Choice,
  key: FoundKey,
  system: System,
): Promise<{ readonly line: string; readonly from: KeyOrigin }> {
  try {
    const place = await storeKey(choice.connection.account, key.value, 'keyring', system);
    return { line: `The key is kept in ${place}.`, from: 'keyring' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const next = `It serves this session; next time use ${otherSources}, or jetway login --store file.`;
    return { line: `The key is not kept: ${error.message} ${next}`, from: 'prompt' };
  }
}
