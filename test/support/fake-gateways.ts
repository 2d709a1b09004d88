import { listAt } from '../../src/json-path.ts';
import { sample } from './bodies.ts';
import type { Imitation } from './fake-gateway.ts';

const chat = /^\/v1\/chat\/completions$/;
const responses = /^\/v1\/responses$/;
const messages = /^\/v1\/messages(?:\/count_tokens)?$/;

const bearer = (): readonly [string, string] => ['authorization', 'Bearer '];

/** As a sample is, with its first entry once for each of the models. */
function listed(name: string, models: readonly string[]): object {
  return { ...(sample(name).body as object), data: models.map((id) => ({ ...firstOf(name, 'data'), id })) };
}

function firstOf(name: string, place: string): object {
  const [first] = listAt(sample(name).body, place) as readonly [object];
  return first;
}

const lists = (name: string) => (models: readonly string[]) => listed(name, models);
const told = (name: string) => (): object => sample(name).body as object;

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A window that an agent can work in, in place of the sample's. */
const window = 65_536;

/** By the gateway's id, and an agent's where that one is sent elsewhere. */
export const imitations: Readonly<Record<string, Imitation>> = {
  openrouter: {
    mount: '/api',
    free: { '/v1/models/user': lists('openrouter-models'), '/v1/key': told('openrouter-key') },
    paths: [chat, responses, messages],
    key: bearer,
    attribution: ['x-session-id', uuid],
  },
  vercel: {
    free: { '/v1/models': lists('vercel-models'), '/v1/credits': told('vercel-credits') },
    paths: [chat, responses, messages],
    key: (path) => (messages.test(path) ? ['x-api-key', ''] : bearer()),
    attribution: ['ai-reporting-tags', /^session:[\da-f-]{36}$/],
  },
  helicone: {
    free: { '/v1/models': (models) => ({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }) },
    paths: [chat, responses],
    key: bearer,
    attribution: ['helicone-session-id', uuid],
  },
  /** In front of Anthropic, whose protocol its other service does not have. */
  'helicone claude': {
    flags: ['--set', 'service=anthropic'],
    // The provider's own list wants the keys, too.
    free: {},
    paths: [messages, /^\/v1\/models$/],
    key: () => ['helicone-auth', 'Bearer '],
    providerKey: 'x-api-key',
    attribution: ['helicone-session-id', uuid],
  },
  databricks: {
    free: {
      '/ai-gateway/anthropic/v1/models': lists('databricks-anthropic-models'),
      '/api/2.0/serving-endpoints:foundation-models': () => ({ endpoints: [] }),
    },
    paths: [
      /^\/ai-gateway\/anthropic\/v1\/messages(?:\/count_tokens)?$/,
      /^\/ai-gateway\/codex\/v1\/responses$/,
      /^\/ai-gateway\/mlflow\/v1\/chat\/completions$/,
      /^\/ai-gateway\/gemini\/v1beta\/models\/[\w.-]+:\w+$/,
    ],
    key: bearer,
    attribution: ['x-databricks-use-coding-agent-mode', /^true$/],
  },
  ollama: {
    free: {
      '/v1/models': lists('ollama-models'),
      '/api/ps': (models) => ({
        models: models.map((name) => ({
          ...firstOf('ollama-ps', 'models'),
          name,
          model: name,
          context_length: window,
        })),
      }),
      '/api/version': told('ollama-version'),
      '/api/show': () => ({ capabilities: ['completion', 'tools'] }),
    },
    paths: [chat, responses, messages],
  },
  'lm-studio': {
    free: {
      '/v1/models': lists('lmstudio-models'),
      '/api/v1/models': (models) => {
        const first = firstOf('lmstudio-native-models', 'models');
        const loaded = models.map((id) => ({ id, config: { context_length: window } }));
        return { models: loaded.map((one) => ({ ...first, key: one.id, loaded_instances: [one] })) };
      },
    },
    paths: [chat, responses, messages],
  },
  vllm: { free: { '/v1/models': lists('vllm-models') }, paths: [chat, responses, messages] },
  'llama-cpp': {
    free: {
      '/v1/models': lists('llamacpp-models'),
      '/props': ([model]) => ({
        ...(sample('llamacpp-props').body as object),
        default_generation_settings: { n_ctx: window },
        model_alias: model,
      }),
    },
    paths: [chat, responses, messages],
  },
};
