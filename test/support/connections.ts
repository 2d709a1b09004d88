import type { Model } from '../../src/models/catalogue.ts';
import type { Answers, Connection, ModelList, ModelPage } from '../../src/gateways/gateway.ts';
import { findGateway } from '../../src/gateways/index.ts';
import type { HeldKeys } from '../../src/gateways/question.ts';

export const account = '0123456789abcdef0123456789abcdef';

/** Ways to set each gateway up, by its id. */
export const setups: Readonly<Record<string, Readonly<Record<string, Answers>>>> = {
  cloudflare: {
    ids: { 'account-id': account, 'gateway-id': 'my-gw' },
    proxy: { 'base-url': `http://127.0.0.1:8787/v1/${account}/my-gw` },
    domain: { 'base-url': 'https://ai.example.com' },
    'header-only': { 'account-id': account, 'gateway-id': 'my-gw', 'credential-header': 'cf-aig-authorization' },
    both: { 'account-id': account, 'gateway-id': 'my-gw', 'credential-header': 'both' },
  },
  bifrost: {
    local: {},
    remote: { 'base-url': 'https://bifrost.example.com/team' },
    'old-key': { 'key-header': 'x-bf-vk' },
  },
  litellm: {
    local: {},
    remote: { 'base-url': 'https://litellm.example.com/team' },
  },
  openrouter: {
    direct: {},
    all: { messages: 'all' },
    region: { 'base-url': 'https://eu.openrouter.ai/api' },
  },
  vercel: {
    direct: {},
    oidc: { 'key-header': 'authorization' },
    proxy: { 'base-url': 'http://127.0.0.1:8787/vercel' },
  },
  helicone: {
    gateway: {},
    anthropic: { service: 'anthropic' },
    openai: { service: 'openai' },
    own: { service: 'anthropic', 'base-url': 'http://127.0.0.1:8585/v1/gateway/anthropic' },
  },
  databricks: {
    workspace: { 'base-url': 'https://dbc-a1b2c3d4-e5f6.cloud.databricks.com' },
    azure: { 'base-url': 'https://adb-1234567890123456.7.azuredatabricks.net' },
  },
  portkey: {
    anthropic: { provider: 'anthropic' },
    openai: { provider: 'openai' },
    groq: { provider: 'groq' },
    google: { provider: 'google' },
    own: { provider: 'openai', 'custom-host': 'http://127.0.0.1:9/v1', 'base-url': 'https://portkey.example.com' },
  },
  'claude-apps': {
    local: {},
    remote: { 'base-url': 'https://claude-gateway.example.com' },
    litellm: { 'base-url': 'https://litellm.example.com/claude_code_gateway' },
  },
  cliproxyapi: {
    local: {},
    remote: { 'base-url': 'https://cliproxy.example.com/team' },
  },
  'claude-code-router': {
    local: {},
    elsewhere: { 'base-url': 'http://127.0.0.1:4567' },
  },
  ollama: {
    local: {},
    remote: { 'base-url': 'https://ollama.example.com' },
    set: { 'context-window': '64000' },
  },
  'lm-studio': {
    local: {},
    elsewhere: { 'base-url': 'http://127.0.0.1:4321' },
  },
  vllm: {
    local: {},
    remote: { 'base-url': 'https://vllm.example.com/team' },
  },
  'llama-cpp': {
    local: {},
    elsewhere: { 'base-url': 'http://127.0.0.1:8081' },
  },
  compatible: {
    ollama: { 'base-url': 'http://localhost:11434', protocols: 'anthropic-messages,openai-responses,openai-chat' },
    chat: { 'base-url': 'https://models.example.com/v1', protocols: 'openai-chat' },
    anthropic: {
      'base-url': 'https://models.example.com/anthropic',
      protocols: 'anthropic-messages',
      'credential-header': 'x-api-key',
    },
    google: { 'base-url': 'https://models.example.com', protocols: 'gemini', 'credential-header': 'api-key' },
  },
};

export function connect(gateway: string, setup: string): Connection {
  const answers = setups[gateway]?.[setup];
  if (answers === undefined) throw new Error(`There is no setup ${setup} of ${gateway}.`);
  return findGateway(gateway).connect(answers);
}

/** The keys that a question is asked with: the gateway's own, or none. */
export function held({ account: name }: Pick<Connection, 'account'>, key = true): HeldKeys {
  return new Set(key ? [name] : []);
}

/** What a list reads in a body that came with 200: no models where that is a diagnosis. */
export function pageIn(list: ModelList | undefined, body: unknown): ModelPage {
  const answer = list?.read(200, body);
  return answer === undefined || 'code' in answer ? { models: [] } : answer;
}

export function modelsIn(list: ModelList | undefined, body: unknown): readonly Model[] {
  return pageIn(list, body).models;
}
