import { parse, stringify } from 'smol-toml';
import { objectAt, type Settings } from '../../config-layers/commented-json.ts';
import { Failure } from '../../failure.ts';
import { listAt } from '../../json-path.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { Credentials } from './credentials.ts';

/**
 * Throws a `configuration` Failure for a file that is no TOML: Grok would go on without it, and ask xAI (1.0.41). Whole
 * numbers are of another kind than others, so that they are written as they were.
 */
export function readSettings(path: string, text = ''): Settings {
  try {
    return parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: true });
  } catch {
    throw new Failure('configuration', `${path} is no TOML.`, 'Correct it; plain grok names the place: grok inspect');
  }
}

/** Those of a session: the user's, without what leads elsewhere, and with the gateway's models. */
export function settingsFor(target: Target, user: Settings, credentials: Credentials): string {
  const { main, small } = { main: target.main.model, small: target.small.model };
  const policy = objectAt(user, 'shell_environment_policy');
  const settings = {
    ...without(user, elsewhere),
    // What it does not find among its models it asks xAI for: an earlier session's, a subagent's (1.0.41, driven).
    endpoints: {
      ...without(objectAt(user, 'endpoints'), addresses),
      cli_chat_proxy_base_url: baseOf(target.main),
      xai_api_base_url: baseOf(target.main),
    },
    // A process that serves several sessions would have the models and the key of the one that began it.
    cli: { ...objectAt(user, 'cli'), use_leader: false },
    ui: { ...objectAt(user, 'ui'), fork_secondary_model: main },
    subagents: without(objectAt(user, 'subagents'), ['models']),
    // Each of these is a model of xAI's otherwise, by its name (1.0.41).
    models: {
      default: main,
      // Patterns, of which none is one here: xAI's own are left out of the picker.
      allowed_models: target.models.map(({ model }) => model.replaceAll(/[^\w./:@ -]/g, '?')),
      web_search: main,
      image_description: main,
      session_summary: small,
    },
    // What the model has run is to see no key.
    shell_environment_policy: { ...policy, exclude: [...listAt(policy, 'exclude'), 'JETWAY_GROK_*', 'JETWAY_MCP_*'] },
    model: {
      // By what goes out: for a title that is all that counts of a model without a bearer (1.0.41). The first of a name counts.
      ...Object.fromEntries(target.models.map((one) => [one.model, entryOf(firstOf(one, target), credentials)])),
      ...(credentials.needsLogin ? { [noLogin]: { ...unused, base_url: baseOf(target.main) } } : {}),
    },
  };
  return written(settings);
}

export function written(settings: Settings): string {
  return stringify(settings, { numbersAsFloat: true });
}

/** What names another server, another model or a login. */
const elsewhere = ['model', 'models', 'model_providers', 'auth_provider', 'auth', 'grok_com_config', 'campaigns'];

const addresses = ['models_base_url', 'models_list_url', 'models_endpoint', 'deployment_key', 'managed_config_url'];

/** A model that has a key of its own is a login to Grok: without one it asks for one, whatever the headers say (1.0.41). */
const noLogin = 'jetway-no-login';
const unused = { model: 'none', name: 'none', api_key: 'none', hidden: true };

const backends: Readonly<Partial<Record<ModelEndpoint['protocol'], string>>> = {
  'anthropic-messages': 'messages',
  'openai-responses': 'responses',
  'openai-chat': 'chat_completions',
};

function entryOf(endpoint: ModelEndpoint, { of }: Credentials): Settings {
  const { about, model, protocol } = endpoint;
  const { contextWindow, name, reasoning } = about;
  return {
    model,
    name: name ?? about.id,
    base_url: baseOf(endpoint),
    api_backend: backends[protocol] ?? 'chat_completions',
    ...of(endpoint),
    // It sends none by itself (1.0.41).
    ...(protocol === 'anthropic-messages' ? { extra_headers: { 'anthropic-version': '2023-06-01' } } : {}),
    ...(contextWindow === undefined ? {} : { context_window: BigInt(contextWindow) }),
    ...limitOf(endpoint),
    // Otherwise a summary of thoughts is asked for, which models without thoughts refuse.
    ...(reasoning === false ? { reasoning_summary: 'none', supports_reasoning_effort: false } : {}),
  };
}

/**
 * Tokens of an answer. Without one Anthropic's protocol is asked for 128,000, which is refused by a model of fewer; over chat
 * it goes out as `max_tokens`, which OpenAI's newer models refuse (1.0.41, driven).
 */
function limitOf({ about, model, protocol }: ModelEndpoint): Settings {
  const limit = about.maxOutputTokens ?? (protocol === 'anthropic-messages' ? 8192 : undefined);
  const isRefused = protocol === 'openai-chat' && /(?:^|\/)(?:gpt-5|o\d)/.test(model);
  return limit === undefined || isRefused ? {} : { max_completion_tokens: BigInt(limit) };
}

/** Before `/messages`, `/responses` or `/chat/completions`. */
function baseOf({ baseUrl, protocol }: ModelEndpoint): string {
  return protocol === 'anthropic-messages' ? `${baseUrl}/v1` : baseUrl;
}

function firstOf({ model }: ModelEndpoint, { main, models }: Target): ModelEndpoint {
  return models.find((one) => one.model === model) ?? main;
}

function without(settings: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}
