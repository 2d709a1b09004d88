import { keyHeader } from '../../keys/key-headers.ts';
import { bearerOf, type SecretHeaders, type SecretText } from '../../keys/secret.ts';
import { vendorOf } from '../../models/vendors.ts';
import type { Json, JsonObject, ModelEndpoint, Target } from '../agent.ts';

/** How the models are reached: which header takes which variable, and the variables with what they hold. */
export interface Providers {
  readonly variables: Readonly<Record<string, SecretText>>;
  /** The ways there are, and for each of `Target.models` the number of its own. Without any secret. */
  readonly layout: { readonly ways: readonly Way[]; readonly of: readonly number[] };
}

export interface Way {
  /** The variable with the key that the SDK puts where its vendor wants it. */
  readonly envKey: string;
  /** Null keeps a header of the SDK's away. */
  readonly customHeaders: Readonly<Record<string, string | null>>;
}

/** A header's value stands in the settings as `${NAME}`, which Qwen Code takes from its environment (0.24.4). */
export function providersOf({ models, headers }: Target): Providers {
  const names = new Map<string, string>();
  const variables: Record<string, SecretText> = {};
  const nameOf = (text: SecretText): string => {
    const sign = JSON.stringify(text);
    const name = names.get(sign) ?? `JETWAY_QWEN_${names.size + 1}`;
    names.set(sign, name);
    variables[name] = text;
    return name;
  };
  const ways: Way[] = [];
  const known = new Map<string, number>();
  const of = models.map((model) => {
    const sign = JSON.stringify([model.protocol, model.credentials]);
    const found = known.get(sign) ?? ways.push(wayOf(model, headers, nameOf)) - 1;
    known.set(sign, found);
    return found;
  });
  return { variables, layout: { ways, of } };
}

function wayOf(model: ModelEndpoint, shared: SecretHeaders, nameOf: (text: SecretText) => string): Way {
  const { header, absent } = headerOf[typeOf(model)];
  const { [header]: own, ...others } = { ...shared, ...model.credentials };
  const key = header === keyHeader.bearer ? bearerOf(own) : own;
  const held = (text: SecretText): string => `\${${nameOf(text)}}`;
  return {
    // Without any it would take the user's own for that vendor.
    envKey: nameOf(key ?? 'none'),
    customHeaders: {
      ...(key === undefined ? { [header]: own === undefined ? absent : held(own) } : {}),
      ...Object.fromEntries(Object.entries(others).map(([name, text]) => [name, held(text)])),
    },
  };
}

type Type = 'openai' | 'anthropic' | 'gemini';

/** `security.auth.selectedType`, and the name of the list that a model is in. */
export function typeOf({ protocol }: Pick<ModelEndpoint, 'protocol'>): Type {
  if (protocol === 'gemini') return 'gemini';
  return protocol === 'anthropic-messages' ? 'anthropic' : 'openai';
}

/**
 * Where the key goes by itself, and what is put there to send none. Anthropic's SDK, as it is in 0.24.4, refuses a request
 * without that header; a blank is sent as an empty one.
 */
export const headerOf: Readonly<Record<Type, { readonly header: string; readonly absent: string | null }>> = {
  openai: { header: keyHeader.bearer, absent: null },
  anthropic: { header: keyHeader.bearer, absent: ' ' },
  gemini: { header: keyHeader.google, absent: '' },
};

/** `modelProviders` (https://qwenlm.github.io/qwen-code-docs/en/users/configuration/model-providers/, 0.24.4). */
export function modelProviders(target: Target, { layout }: Providers): Readonly<Record<string, readonly JsonObject[]>> {
  const lists: Partial<Record<Type, JsonObject[]>> = {};
  const taken = new Set<string>();
  for (const [index, model] of target.models.entries()) {
    const way = layout.ways[layout.of[index] ?? 0];
    const [type, sign] = [typeOf(model), JSON.stringify([typeOf(model), model.model, model.baseUrl])];
    // It would warn of each one that is there twice.
    if (way === undefined || taken.has(sign)) continue;
    taken.add(sign);
    (lists[type] ??= []).push(entryOf(model, way));
  }
  return lists;
}

function entryOf(model: ModelEndpoint, { envKey, customHeaders }: Way): JsonObject {
  const { about } = model;
  return {
    id: model.model,
    name: plain(about.name ?? about.id),
    description: plain(about.id),
    envKey,
    baseUrl: model.baseUrl,
    generationConfig: {
      customHeaders,
      ...(about.contextWindow === undefined ? {} : { contextWindowSize: about.contextWindow }),
      ...limitOf(model),
      ...(about.modalities === undefined
        ? {}
        : { modalities: Object.fromEntries(inputs.map((kind) => [kind, about.modalities?.includes(kind) ?? false])) }),
    },
  };
}

const inputs = ['image', 'audio', 'video', 'pdf'] as const;

/** Tokens of output that it asks for where it does not know the name of a model; the most that it asks for by itself. */
const [usual, most] = [32_000, 64_000];

/** OpenAI refuses for its newer models the `max_tokens` that goes along otherwise. */
function limitOf({ protocol, model, about }: ModelEndpoint): Readonly<Record<string, Json>> {
  const { maxOutputTokens = usual } = about;
  if (protocol === 'openai-chat' && vendorOf(model)?.id === 'openai') {
    return { samplingParams: { max_completion_tokens: Math.min(maxOutputTokens, most) } };
  }
  return maxOutputTokens < usual ? { samplingParams: { max_tokens: maxOutputTokens } } : {};
}

/** In its settings a `$` begins the name of a variable. */
function plain(text: string): string {
  return text.replaceAll('$', '');
}
