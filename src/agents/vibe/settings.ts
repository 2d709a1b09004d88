import { join, type SecretJson } from '../../keys/secret.ts';
import type { JsonObject, ModelEndpoint, Target, VariableValue } from '../agent.ts';

/**
 * The gateway as providers and models of Vibe's own settings, each in its variable. A provider is one way to the gateway:
 * address, protocol and headers; the credentials stand among those, for the variable that a provider can name for its key
 * goes in one header of the vendor's alone. Its name can't be known beforehand: whoever knows it can have the headers sent
 * to another address, by a profile. `left`: how many models the variable does not hold.
 */
export function settingsOf(
  target: Target,
  platform: NodeJS.Platform,
): {
  readonly set: Readonly<Record<string, VariableValue>>;
  readonly left: number;
} {
  const { cacheKey, headers, main, small } = target;
  const providers = new Map<string, { readonly name: string; readonly entry: SecretJson }>();
  const nameOf = (endpoint: ModelEndpoint): string => {
    const { baseUrl, credentials, protocol } = endpoint;
    const sign = JSON.stringify([baseUrl, credentials, protocol]);
    const found = providers.get(sign);
    if (found !== undefined) return found.name;
    const name = `jetway-${cacheKey.slice(0, 8)}-${providers.size + 1}`;
    const all = Object.entries({ ...headers, ...credentials });
    providers.set(sign, {
      name,
      entry: {
        name,
        api_base: baseUrl,
        api_style: styles[protocol] ?? 'openai',
        backend: 'generic',
        extra_headers: Object.fromEntries(all.map(([header, text]) => [header, join(text)])),
      },
    });
    return name;
  };
  const models = thoseThatFit(target.models, platform === 'win32' ? 30_000 : 120_000, nameOf);
  return {
    set: {
      VIBE_PROVIDERS: { over: [...providers.values()].map(({ entry }) => entry) },
      VIBE_MODELS: JSON.stringify(models.map((one) => entryOf(one, nameOf(one)))),
      VIBE_ACTIVE_MODEL: aliasOf(main),
      // By name, with the signs of a pattern: of Mistral's and the user's own none is left to choose, and what the user allows
      // otherwise can't take ours away.
      VIBE_ALLOWED_MODELS: JSON.stringify(models.map(({ model }) => model.replaceAll(/[*?[]/g, '[$&]'))),
      // Where none is named, Vibe takes a quick model of Mistral's wherever the user has a key for it (3.0.3).
      VIBE_UTILITY_MODELS__TITLE: aliasOf(small),
      VIBE_UTILITY_MODELS__SMART_APPROVE: 'active',
      // Nothing, and said here: what is not comes from a `.env` of Vibe's.
      VIBE_COMPACTION_MODEL: 'null',
      VIBE_VISION_MODEL: 'null',
    },
    left: target.models.length - models.length,
  };
}

/** What a session and the settings know a model by. */
function aliasOf({ model }: Pick<ModelEndpoint, 'model'>): string {
  return `jetway/${model}`;
}

const styles: Readonly<Partial<Record<ModelEndpoint['protocol'], string>>> = {
  'anthropic-messages': 'anthropic',
  'openai-responses': 'openai-responses',
  'openai-chat': 'openai',
};

/** Linux starts no program with a variable of 128 KiB, Windows none with more than 32,767 characters in one. */
function thoseThatFit(
  models: readonly ModelEndpoint[],
  most: number,
  nameOf: (endpoint: ModelEndpoint) => string,
): readonly ModelEndpoint[] {
  let size = 0;
  const end = models.findIndex((one) => {
    size += JSON.stringify(entryOf(one, nameOf(one))).length + 1;
    return size > most;
  });
  return end === -1 ? models : models.slice(0, end);
}

function entryOf(endpoint: ModelEndpoint, provider: string): JsonObject {
  const { about, model, protocol } = endpoint;
  const { contextWindow, maxOutputTokens, modalities, name, prices = {}, reasoning } = about;
  const { cacheRead, input, output } = prices;
  return {
    name: model,
    provider,
    alias: aliasOf(endpoint),
    ...(name === undefined ? {} : { display_name: name }),
    ...(contextWindow === undefined ? {} : { max_context_length: contextWindow }),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(input === undefined ? {} : { input_price: input }),
    ...(output === undefined ? {} : { output_price: output }),
    ...(cacheRead === undefined ? {} : { cached_input_price: cacheRead }),
    ...(modalities === undefined ? {} : { supports_images: modalities.includes('image') }),
    // Over chat it sends one of its own, 0.2, which models that think refuse.
    ...(reasoning === true && protocol === 'openai-chat' ? { temperature: 1 } : {}),
    ...(reasoning === false ? { thinking_levels: ['off'] } : {}),
  };
}
