import { Failure } from '../failure.ts';
import { variable, type Host } from '../host.ts';
import type { ProtocolId } from '../protocols.ts';
import { join, type SecretJson } from '../secret.ts';
import type { Agent, Endpoint, Launch, Setting, Target, Unset } from './agent.ts';
import { checkArguments, notesOn } from './opencode/arguments.ts';
import { endpointHeader } from './opencode/guard.ts';
import { managed } from './opencode/managed.ts';

/**
 * OpenCode 1.x. One variable carries the configuration and ranks above the user's and the project's files
 * (https://opencode.ai/docs/config/, 1.18.33); a plugin of ours, `opencode/plugin.ts`, takes the key from a pipe and
 * puts it on the requests to the gateway alone. `@opencode/cli` 2.x is another program under the same name.
 */
export const opencode: Agent = {
  id: 'opencode',
  name: 'OpenCode',
  command: 'opencode',
  package: 'opencode-ai',
  versions: { minimum: '1.15.0', below: '2.0.0', tested: '1.18.33' },
  // Chat comes last: reasoning is lost over it between turns, and OpenAI refuses the `max_tokens` that goes with gpt-5 there.
  speaks: ['openai-responses', 'anthropic-messages', 'gemini', 'openai-chat'],
  unset: unset(),
  managed,
  plan(target, launch) {
    checkArguments(launch.args, [target.main.model, target.small.model]);
    checkUserConfiguration(launch.host);
    const delivery = deliveryOf(target, launch);
    return {
      args: launch.args,
      set: {
        OPENCODE_CONFIG_CONTENT: { over: configurationOf(target, launch.host) },
        ...installSettings(launch.host),
        ...(launch.installation.pipes ? { JETWAY_FD: '3' } : { JETWAY_ENDPOINTS: { over: delivery } }),
      },
      ...(launch.installation.pipes ? { pipes: [{ descriptor: 3, content: { json: delivery } }] } : {}),
      notes: notesOn(launch.args),
    };
  },
};

/** The SDK inside OpenCode for each protocol, and what it wants behind our base URL. */
const sdks: Readonly<Record<ProtocolId, { readonly npm: string; readonly path: string }>> = {
  'openai-responses': { npm: '@ai-sdk/openai', path: '' },
  'openai-chat': { npm: '@ai-sdk/openai-compatible', path: '' },
  'anthropic-messages': { npm: '@ai-sdk/anthropic', path: '/v1' },
  gemini: { npm: '@ai-sdk/google', path: '/v1beta' },
};

/**
 * Tokens. Without a context OpenCode never compacts a session; 200,000 is the least among today's coding models, and a
 * larger one is only compacted early. 32,000 is what OpenCode itself asks for at most (1.18.33).
 */
const limit = { context: 200_000, output: 32_000 };

function configurationOf(target: Target, host: Host): SecretJson {
  const [main, small] = modelsOf(target);
  return {
    $schema: 'https://opencode.ai/config.json',
    provider: {
      jetway: {
        name: target.gateway.name,
        ...providerOf(target.main),
        env: [],
        // Empty, not absent: absent, the SDKs take the user's OPENAI_API_KEY, and a repository could set a base URL.
        options: { baseURL: '', apiKey: '' },
        models: { [small.key]: small.entry, [main.key]: main.entry },
      },
    },
    model: `jetway/${main.key}`,
    small_model: `jetway/${small.key}`,
    agent: { build: { model: `jetway/${main.key}` }, plan: { model: `jetway/${main.key}` } },
    enabled_providers: ['jetway'],
    // With an account and a gateway exported but no token, this built-in provider fails every start (1.18.33).
    disabled_providers: ['cloudflare-ai-gateway'],
    plugin: [pluginUrl(host)],
  };
}

/** The main and the small model, each with its own endpoint; equal keys where they are the same. */
function modelsOf(target: Target): readonly [ModelEntry, ModelEntry] {
  const { main, small } = target;
  const same = small.model === main.model && small.protocol === main.protocol && small.baseUrl === main.baseUrl;
  const smallKey = small.model === main.model && !same ? `${small.model} (small)` : small.model;
  return [entryOf(main, 0, main.model), same ? entryOf(main, 0, main.model) : entryOf(small, 1, smallKey)];
}

interface ModelEntry {
  readonly key: string;
  readonly entry: SecretJson;
}

function entryOf(endpoint: Endpoint, place: number, key: string): ModelEntry {
  const entry = {
    id: wireId(endpoint),
    name: key,
    limit,
    provider: providerOf(endpoint),
    headers: { [endpointHeader]: String(place) },
  };
  return { key, entry };
}

/** `@ai-sdk/google` takes an id with a slash for a whole path and leaves out its own `models/` (1.18.33). */
function wireId({ protocol, model }: Endpoint): string {
  return protocol === 'gemini' && model.includes('/') ? `models/${model}` : model;
}

function providerOf(endpoint: Endpoint): { readonly npm: string; readonly api: string } {
  return { npm: sdks[endpoint.protocol].npm, api: baseUrlOf(endpoint) };
}

function baseUrlOf(endpoint: Endpoint): string {
  return endpoint.baseUrl + sdks[endpoint.protocol].path;
}

/** A `Delivery` whose keys are still references. Attribution goes along, as OpenCode expands `{env:…}` in its configuration. */
function deliveryOf(target: Target, launch: Launch): SecretJson {
  const endpoints = [target.main, target.small].map((endpoint) => ({
    baseUrl: baseUrlOf(endpoint),
    headers: {
      ...target.headers,
      ...Object.fromEntries(Object.entries(endpoint.credentials).map(([name, text]) => [name, join(text)])),
    },
  }));
  return { endpoints, hide: Object.keys(installSettings(launch.host)) };
}

/**
 * With any plugin the first start waits until OpenCode has installed `@opencode-ai/plugin` from npm: 70 s where the
 * registry can't be reached, at most 5 s with these (1.18.33).
 */
function installSettings({ env }: Host): Readonly<Record<string, Setting>> {
  const taken = new Set(Object.keys(env).map((name) => name.toLowerCase()));
  const wanted = { npm_config_fetch_retries: '0', npm_config_fetch_timeout: '5000' };
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !taken.has(name)));
}

function pluginUrl(host: Host): string {
  const path = `${host.assets}/opencode-plugin.mjs`.replaceAll('\\', '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
  return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}

/** OpenCode itself would end with an error that prints the text, and with it whatever secrets it holds. */
function checkUserConfiguration(host: Host): void {
  const text = variable(host.env, 'OPENCODE_CONFIG_CONTENT', host.platform);
  if (text === undefined || text.trim() === '' || isJsonObject(text)) return;
  throw new Failure(
    'configuration',
    'OPENCODE_CONFIG_CONTENT in your environment is not a JSON object, so Jetway cannot add to it.',
    'Correct it (plain JSON, no comments) or unset it.',
  );
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function unset(): readonly Unset[] {
  return [
    { names: ['OPENCODE_PURE'], why: 'switches off plugins, and with them the one that holds the key' },
    { names: ['OPENCODE_AUTH_CONTENT'], why: 'replaces the stored logins and hands them to every child process' },
    {
      names: ['OPENCODE_TEST_MANAGED_CONFIG_DIR'],
      why: 'names another folder of managed settings, which rank above all',
    },
    { names: ['OPENCODE', 'OPENCODE_PID', 'AGENT'], why: 'left by the OpenCode in whose shell this was typed' },
  ];
}
