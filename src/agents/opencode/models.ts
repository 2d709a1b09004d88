import type { Modality, Model, Prices } from '../../models/catalogue.ts';
import { cacheKey } from '../../cache-key.ts';
import type { SecretJson } from '../../keys/secret.ts';
import type { Endpoint, ModelEndpoint, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';
import { providerOf, type Places } from './endpoints.ts';
import { endpointHeader } from './guard.ts';

/**
 * `provider.jetway.models` of OpenCode's configuration (https://opencode.ai/config.json, 1.18.33) with all models, for the
 * plugin: a variable holds 131,071 bytes on Linux, and on Windows all together 32,767 characters. OpenCode itself doesn't
 * read it, so no file of a repository's ranks above it.
 */
export function modelsFile(target: Target, places: Places, folder: string): OwnFile {
  const name = cacheKey([target.cacheKey, target.small.about.id, places.of]);
  return { path: `${folder}/opencode-models-${name}.json`, content: () => JSON.stringify(allOf(target, places)) };
}

/** All of them, by the ids that the user knows. */
export function allOf(target: Target, places: Places): Entries {
  const times = new Map<string, number>();
  for (const { about } of target.models) times.set(nameOf(about), (times.get(nameOf(about)) ?? 0) + 1);
  // The picker shows the name alone.
  const nameAmong = (about: Model): string => (times.get(nameOf(about)) === 1 ? nameOf(about) : about.id);
  return Object.fromEntries(
    target.models.map((model, index) => [
      model.about.id,
      entryOf(target, model, nameAmong(model.about), places.of[index]),
    ]),
  );
}

/**
 * Of `provider.jetway.models` those with these ids, for the configuration itself: without the names that a gateway gives
 * them, in which OpenCode would expand `{file:…}` (1.18.33).
 */
export function someOf(target: Target, places: Places, ids: readonly string[]): Entries {
  const found = ids.map((id) => target.models.findIndex(({ about }) => about.id === id));
  return Object.fromEntries(
    found.flatMap((index) => {
      const model = target.models[index];
      return model === undefined
        ? []
        : [[model.about.id, entryOf(target, model, model.about.id, places.of[index])] as const];
    }),
  );
}

/** By the ids that the user knows. */
interface Entries {
  readonly [id: string]: SecretJson;
}

function nameOf(about: Model): string {
  return about.name ?? about.id;
}

/** What is not known is left to OpenCode. */
function entryOf(target: Target, model: ModelEndpoint, name: string, place: number | undefined): SecretJson {
  const { about, protocol } = model;
  const small = about.id === target.small.about.id && about.id !== target.main.about.id;
  // For a title OpenCode asks a model that reasons for the least of it over Responses, elsewhere for 16,000 tokens (1.18.33).
  const reasoning = small && protocol !== 'openai-responses' ? undefined : about.reasoning;
  return {
    id: wireId(model),
    name,
    limit: limitOf(about),
    ...costOf(about.prices),
    ...inputOf(about.modalities),
    ...(about.tools === undefined ? {} : { tool_call: about.tools }),
    ...(reasoning === undefined ? {} : { reasoning }),
    provider: providerOf(model),
    headers: { [endpointHeader]: String(place) },
  };
}

/** `@ai-sdk/google` takes an id with a slash for a whole path and leaves out its own `models/` (1.18.33). */
function wireId({ protocol, model }: Endpoint): string {
  return protocol === 'gemini' && model.includes('/') ? `models/${model}` : model;
}

/**
 * Tokens. Without a context OpenCode never compacts a session; 200,000 is the least among today's coding models, and a
 * larger one is only compacted early. It asks for at most 32,000 of output, and compacts when the rest of the context is
 * full: so a small context is not to be output alone (1.18.33).
 */
function limitOf({ contextWindow: context = 200_000, maxOutputTokens = mostOutput }: Model): {
  readonly context: number;
  readonly output: number;
} {
  const fits = Math.min(maxOutputTokens, mostOutput) <= context / 2;
  return { context, output: fits ? maxOutputTokens : Math.floor(context / 4) };
}

const mostOutput = 32_000;

/** OpenCode refuses one price without the other. */
function costOf({ input, output, cacheRead, cacheWrite }: Prices = {}): { readonly cost?: SecretJson } {
  if (input === undefined || output === undefined) return {};
  return {
    cost: {
      input,
      output,
      ...(cacheRead === undefined ? {} : { cache_read: cacheRead }),
      ...(cacheWrite === undefined ? {} : { cache_write: cacheWrite }),
    },
  };
}

function inputOf(input: readonly Modality[] | undefined): Readonly<Record<string, SecretJson>> {
  if (input === undefined) return {};
  return { attachment: input.some((kind) => kind !== 'text'), modalities: { input, output: ['text'] } };
}
