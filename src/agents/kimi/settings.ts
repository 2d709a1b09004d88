import { toml, tomlKey } from '../../config-layers/write-toml.ts';
import { Failure } from '../../failure.ts';
import type { Json, JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { Providers } from './providers.ts';
import { parsed } from './user-settings.ts';

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
  const lines = [['default_model', target.main.model] as const, ...kept].map(
    ([key, value]) => `${tomlKey(key)} = ${toml(value)}`,
  );
  const models = providers.models.map(
    ({ endpoint, provider }) => [endpoint.model, entryOf(endpoint, provider)] as const,
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

function entryOf({ about, model }: ModelEndpoint, provider: string): JsonObject {
  const { contextWindow = usualWindow, maxOutputTokens = usualOutput, modalities = [], name, reasoning, tools } = about;
  const capabilities = [
    ...(reasoning === true ? ['thinking'] : []),
    ...inputs.filter((kind) => modalities.includes(kind)).map((kind) => `${kind}_in`),
    ...(tools === false ? [] : ['tool_use']),
  ];
  return {
    provider,
    model,
    ...(name === undefined ? {} : { display_name: name }),
    max_context_size: contextWindow,
    max_output_size: Math.min(maxOutputTokens, contextWindow),
    capabilities,
  };
}

const inputs = ['image', 'video', 'audio'] as const;
