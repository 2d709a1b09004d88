import { ownFolder } from '../../launch/apply.ts';
import { cacheKey } from '../../cache-key.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';
import type { Reached, Ways } from './providers.ts';

/**
 * One for each way of starting: the headers of a session stand in it, for want of variables. Throws a `configuration`
 * Failure where there is no folder for it.
 */
export function settingsFile(target: Target, ways: Ways, folder: string | undefined): OwnFile {
  const own = ownFolder('Droid', folder);
  const keys = ways.models.map(({ way: { variable, bearer } }) => [variable, bearer]);
  const made = [
    target.cacheKey,
    target.main.about.id,
    target.small.about.id,
    ...(target.planModel === undefined ? [] : [target.planModel.about.id]),
    target.headers,
    keys,
  ];
  return {
    path: `${own}/droid-${cacheKey(made)}.json`,
    content: () => `${JSON.stringify(settingsFor(target, ways), undefined, 2)}\n`,
  };
}

/** The user's and the repository's choices are of models that are not meant here, so each of them is replaced (0.225.2). */
function settingsFor({ main, small, planModel = main }: Target, { models }: Ways): JsonObject {
  const idOf = (endpoint: ModelEndpoint): string =>
    (models.find((one) => one.endpoint === endpoint) ?? models[0])?.id ?? `custom:${main.about.id}`;
  const [chosen, light] = [idOf(main), idOf(small)];
  return {
    customModels: models.map(entryOf),
    sessionDefaultSettings: { model: chosen, specModeModel: idOf(planModel) },
    subagentModelSettings: { lightModel: light, mediumModel: 'inherit', heavyModel: 'inherit' },
    missionOrchestratorModel: chosen,
    missionModelSettings: { workerModel: chosen, validationWorkerModel: chosen },
    compactionModel: 'current-model',
  };
}

/** `customModels` (https://docs.factory.ai/cli/byok/overview, 0.225.2). */
function entryOf({ id, endpoint, way }: Reached): JsonObject {
  const { about, baseUrl, model, protocol } = endpoint;
  return {
    id,
    model,
    displayName: about.name ?? about.id,
    provider: providers[protocol] ?? 'generic-chat-completion-api',
    baseUrl,
    ...(way.variable === undefined ? {} : { apiKey: `\${${way.variable}}` }),
    ...(way.bearer === true ? { authMode: 'bearer' } : {}),
    ...(Object.keys(way.headers).length === 0 ? {} : { extraHeaders: way.headers }),
    ...(about.contextWindow === undefined ? {} : { maxContextLimit: about.contextWindow }),
    ...limitOf(endpoint),
    ...(about.modalities === undefined ? {} : { noImageSupport: !about.modalities.includes('image') }),
  };
}

const providers: Readonly<Record<string, string>> = {
  'anthropic-messages': 'anthropic',
  'openai-responses': 'openai',
};

/** Tokens. A thought of Claude's takes 24576 of at least 32000, whatever the limit, unless it is given fewer. */
function limitOf({ about: { maxOutputTokens }, protocol }: ModelEndpoint): JsonObject {
  if (maxOutputTokens === undefined) return {};
  const short = protocol === 'anthropic-messages' && maxOutputTokens < 32_000;
  return { maxOutputTokens, ...(short ? { thinkingMaxTokens: Math.max(1024, Math.floor(maxOutputTokens / 2)) } : {}) };
}
