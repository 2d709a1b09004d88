import { toml, tomlKey } from '../../config-layers/write-toml.ts';
import { Failure } from '../../failure.ts';
import type { Json, JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { Providers } from './providers.ts';
import { parsed } from './user-settings.ts';

/** By it the records of a session of Jetway's are told from those of a plain one. */
export const aliasBegins = 'jetway/';

/** What a session and the settings know a model by. */
export function aliasOf({ model }: Pick<ModelEndpoint, 'model'>): string {
  return aliasBegins + model;
}

/** What the user's settings say of models, and what only makes sense with those. */
const ofModels: ReadonlySet<string> = new Set([
  'default_model',
  'default_provider',
  'models',
  'providers',
  'secondary_model',
]);

/** The text of a session's settings: the user's, with the gateway's models alone. `user`: the text of theirs. */
export function settingsText(target: Target, providers: Providers, user: string | undefined, path: string): string {
  const kept = Object.entries(user === undefined ? {} : readUser(user, path)).filter(([key]) => !ofModels.has(key));
  const lines = [['default_model', aliasOf(target.main)] as const, ...kept].map(
    ([key, value]) => `${tomlKey(key)} = ${toml(value)}`,
  );
  const models = providers.models.map(
    ({ endpoint, provider }) => [aliasOf(endpoint), entryOf(endpoint, provider)] as const,
  );
  return `${[...lines, ...tables('providers', Object.entries(providers.entries)), ...tables('models', models)].join('\n')}\n`;
}

/** Throws a `configuration` Failure for settings that Kimi Code can't read either. */
function readUser(text: string, path: string): JsonObject {
  const found = parsed(text);
  if (found !== undefined) return found;
  throw new Failure('configuration', `${path} is no TOML.`, 'Correct it; kimi doctor names the place.');
}

function tables(name: string, entries: readonly (readonly [key: string, value: Json])[]): readonly string[] {
  return ['', `[${name}]`, ...entries.map(([key, value]) => `${tomlKey(key)} = ${toml(value)}`)];
}

/**
 * Where the catalogue does not know: Kimi Code takes no model without a window, and without a limit asks for as many
 * tokens of output as the whole window has, which servers refuse (2.1.0).
 */
const [usualWindow, usualOutput] = [128_000, 32_000];

/**
 * By default it has an older Claude think for up to 32,000 tokens, medium for 4,096, low for 1,024, whatever the limit is that
 * these are part of (2.1.0); Anthropic refuses as many as that.
 */
export function entryOf({ about, model, protocol }: ModelEndpoint, provider: string): JsonObject {
  const { contextWindow = usualWindow, maxOutputTokens = usualOutput, modalities = [], name, reasoning, tools } = about;
  const capabilities = [
    ...(reasoning === true ? ['thinking'] : []),
    ...inputs.filter((kind) => modalities.includes(kind)).map((kind) => `${kind}_in`),
    ...(tools === false ? [] : ['tool_use']),
  ];
  const output = Math.min(maxOutputTokens, contextWindow);
  return {
    provider,
    model,
    ...(name === undefined ? {} : { display_name: name }),
    max_context_size: contextWindow,
    max_output_size: output,
    capabilities,
    ...(protocol === 'anthropic-messages' && output <= 32_000
      ? { default_effort: output > 4096 ? 'medium' : 'low' }
      : {}),
  };
}

const inputs = ['image', 'video', 'audio'] as const;
