import { keyHeader } from '../../keys/key-headers.ts';
import type { Model } from '../../models/catalogue.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import { join, type SecretJson } from '../../keys/secret.ts';
import { vendorOf } from '../../models/vendors.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';

/** Names a model's place among the endpoints; it never leaves the process. */
export const endpointHeader = 'x-jetway-endpoint';

export interface Endpoints {
  /** The headers of each, whose keys are still references. Null keeps a header of an SDK's away. */
  readonly endpoints: readonly SecretJson[];
  /** For each of `Target.models`, in their order, its place among the endpoints. */
  readonly of: readonly number[];
}

/** Models share an endpoint where protocol and credentials are the same. */
export function endpointsOf({ models, headers }: Target): Endpoints {
  const places = new Map<string, number>();
  const endpoints: SecretJson[] = [];
  const of = models.map(({ protocol, credentials }) => {
    const sign = JSON.stringify([protocol, credentials]);
    const place = places.get(sign) ?? endpoints.length;
    places.set(sign, place);
    if (place < endpoints.length) return place;
    const own = Object.entries(credentials).map(([name, text]) => [name, join(text)] as const);
    return endpoints.push({ ...apis[protocol].without, ...headers, ...Object.fromEntries(own) }) - 1;
  });
  return { endpoints, of };
}

/** The models of the provider; where two are called alike on the wire, the first. */
export function modelsOf({ models }: Target, of: readonly number[]): readonly JsonObject[] {
  const taken = new Set<string>();
  return models.flatMap((model, index) => {
    if (taken.has(model.model)) return [];
    taken.add(model.model);
    return [entryOf(model, of[index] ?? 0)];
  });
}

function entryOf({ protocol, baseUrl, model, about }: ModelEndpoint, place: number): JsonObject {
  const { api, path } = apis[protocol];
  const { prices = {} } = about;
  return {
    id: model,
    name: about.name ?? about.id,
    api,
    baseUrl: baseUrl + path,
    headers: { [endpointHeader]: String(place) },
    reasoning: about.reasoning ?? false,
    input: about.modalities === undefined || about.modalities.includes('image') ? ['text', 'image'] : ['text'],
    cost: {
      input: prices.input ?? 0,
      output: prices.output ?? 0,
      cacheRead: prices.cacheRead ?? prices.input ?? 0,
      cacheWrite: prices.cacheWrite ?? prices.input ?? 0,
    },
    ...limitsOf(about),
    // What it takes an unknown server for is OpenAI's own (0.87.1).
    ...(protocol === 'openai-chat' && vendorOf(model)?.id !== 'openai' ? { compat: modest } : {}),
  };
}

const modest: JsonObject = {
  supportsStore: false,
  supportsDeveloperRole: false,
  supportsStrictMode: false,
  maxTokensField: 'max_tokens',
};

/** Tokens. It always asks for as much output as there is, and compacts when the rest of the window is full (0.87.1). */
function limitsOf({ contextWindow = 200_000, maxOutputTokens = 32_000 }: Model): {
  readonly contextWindow: number;
  readonly maxTokens: number;
} {
  const fits = maxOutputTokens <= contextWindow / 2;
  return { contextWindow, maxTokens: fits ? maxOutputTokens : Math.floor(contextWindow / 4) };
}

/**
 * What Pi calls each protocol, what it wants behind our base URL, and the header in which its SDK sends a key by itself:
 * null leaves that out, but for Google's, which is never absent.
 */
const apis: Readonly<
  Record<ProtocolId, { readonly api: string; readonly path: string; readonly without: JsonObject }>
> = {
  'openai-responses': { api: 'openai-responses', path: '', without: { [keyHeader.bearer]: null } },
  'openai-chat': { api: 'openai-completions', path: '', without: { [keyHeader.bearer]: null } },
  'anthropic-messages': { api: 'anthropic-messages', path: '', without: { [keyHeader.anthropic]: null } },
  gemini: { api: 'google-generative-ai', path: '/v1beta', without: { [keyHeader.google]: '' } },
};
