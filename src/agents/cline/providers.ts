import { cacheKey } from '../../cache-key.ts';
import { protocols } from '../../protocols/protocols.ts';
import { join, type SecretJson } from '../../keys/secret.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';

/** A provider of Cline's, with the models of the gateway that are all reached alike. */
export interface Way {
  /** Cline's name for it. It knows a few, and heeds no other (3.0.65). */
  readonly id: string;
  readonly baseUrl: string;
  /** Where its questions go. */
  readonly url: string;
  /** Whose keys are still references. */
  readonly headers: SecretJson;
  /** The one to start with first; where two are called alike on the wire, the first. */
  readonly models: readonly ModelEndpoint[];
}

/** One for each protocol, that of the main model first: there can be no second one with another address or key. */
export function waysOf({ models, headers }: Target): readonly Way[] {
  const firsts = models.filter(
    ({ protocol }, index) => models.findIndex((model) => model.protocol === protocol) === index,
  );
  return firsts.flatMap((first): readonly Way[] => {
    const spoken = providers.get(first.protocol);
    if (spoken === undefined) return [];
    const alike = models.filter((model) => signOf(model) === signOf(first));
    const credentials = Object.entries(first.credentials).map(([name, text]) => [name, join(text)] as const);
    return [
      {
        id: spoken.id,
        baseUrl: first.baseUrl + spoken.path,
        url: first.baseUrl + protocols[first.protocol].requestPath(first.model),
        headers: { ...headers, ...Object.fromEntries(credentials) },
        models: alike.filter(({ model }, index) => alike.findIndex((one) => one.model === model) === index),
      },
    ];
  });
}

/** The user's own, made anew for each launch, since Cline writes the model in that is picked. */
export function settingsFiles(
  { gateway, main, cacheKey: kept }: Target,
  ways: readonly Way[],
  folder: string,
): { readonly providers: OwnFile; readonly models: OwnFile } {
  const made = [gateway.name, kept, ways.map(({ id, baseUrl, models }) => [id, baseUrl, models.map(entryOf)])];
  // Under any other name it would copy keys of an older Cline's into it (3.0.65).
  const home = `${folder}/cline-${cacheKey([...made, main.model])}/settings`;
  const file = (name: string, content: JsonObject): OwnFile => ({
    path: `${home}/${name}.json`,
    renewed: true,
    content: () => `${JSON.stringify(content, undefined, 2)}\n`,
  });
  const each = (of: (way: Way) => JsonObject): JsonObject => Object.fromEntries(ways.map((way) => [way.id, of(way)]));
  return {
    providers: file('providers', {
      version: 1,
      lastUsedProvider: ways[0]?.id ?? '',
      providers: each((way) => ({
        settings: settingsOf(way),
        updatedAt: '2026-01-01T00:00:00.000Z',
        tokenSource: 'manual',
      })),
    }),
    models: file('models', {
      version: 1,
      providers: each(({ id, baseUrl, models }) => ({
        provider: { name: `${gateway.name}: ${id}`, baseUrl, defaultModelId: models[0]?.model ?? '' },
        models: Object.fromEntries(models.map((model) => [model.model, entryOf(model)])),
      })),
    }),
  };
}

/** The window and the limit are those of the first model: of one that Cline knows it would take its own for them. */
function settingsOf({ id, baseUrl, models: [first] }: Way): JsonObject {
  const { contextWindow, maxOutputTokens = usual } = first?.about ?? {};
  return {
    provider: id,
    // What it has here it looks for nowhere else.
    apiKey: 'none',
    model: first?.model ?? '',
    baseUrl,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(first?.protocol === 'anthropic-messages' && maxOutputTokens < usual ? { maxTokens: maxOutputTokens } : {}),
  };
}

/** Tokens of output that it asks Anthropic's protocol for (3.0.65). */
const usual = 32_000;

function entryOf({ about }: ModelEndpoint): JsonObject {
  const { contextWindow, maxOutputTokens, modalities, prices = {}, reasoning } = about;
  return {
    name: about.name ?? about.id,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(maxOutputTokens === undefined ? {} : { maxTokens: maxOutputTokens }),
    supportsVision: modalities === undefined || modalities.includes('image'),
    ...(reasoning === undefined ? {} : { supportsReasoning: reasoning }),
    ...(prices.input === undefined ? {} : { inputPrice: prices.input }),
    ...(prices.output === undefined ? {} : { outputPrice: prices.output }),
    ...(prices.cacheRead === undefined ? {} : { cacheReadsPrice: prices.cacheRead }),
    ...(prices.cacheWrite === undefined ? {} : { cacheWritesPrice: prices.cacheWrite }),
  };
}

function signOf({ protocol, baseUrl, credentials }: ModelEndpoint): string {
  return JSON.stringify([protocol, baseUrl, credentials]);
}

/** Which of its own speaks a protocol, and what that wants behind our base URL. */
const providers: ReadonlyMap<string, { readonly id: string; readonly path: string }> = new Map([
  ['anthropic-messages', { id: 'anthropic', path: '/v1' }],
  ['openai-responses', { id: 'openai-native', path: '' }],
  ['openai-chat', { id: 'openai-compatible', path: '' }],
]);
