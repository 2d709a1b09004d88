import { Failure } from '../failure.ts';
import { variable, type Host } from '../host.ts';
import type { SecretJson } from '../secret.ts';
import type { Agent, Launch, Setting, Target, Unset } from './agent.ts';
import { checkArguments, modelIn, notesOn, runsOnce } from './opencode/arguments.ts';
import { placesOf, providerOf, type Places } from './opencode/endpoints.ts';
import { managed } from './opencode/managed.ts';
import { modelsFile, someOf } from './opencode/models.ts';

/**
 * OpenCode 1.x. One variable carries the configuration and ranks above the user's and the project's files
 * (https://opencode.ai/docs/config/, 1.18.33); a plugin of ours, `opencode/plugin.ts`, takes the key from a pipe, puts
 * it on the requests to the gateway alone, and gives OpenCode the gateway's models from a file of ours. `@opencode/cli` 2.x is another program under the same name.
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
  heeds: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
  managed,
  claims: async (look) => (await import('./opencode/claims.ts')).claims(look),
  requests: async (target) => (await import('./opencode/requests.ts')).requests(target),
  plan(target, launch) {
    checkArguments(launch.args, target.models);
    checkUserConfiguration(launch.host);
    const places = placesOf(target);
    const models = launch.folder === undefined ? undefined : modelsFile(target, places, launch.folder);
    const settings = installSettings(launch.host);
    // A `Delivery`, whose keys are still references.
    const delivery = {
      endpoints: places.endpoints,
      ...(models === undefined ? {} : { models: models.path }),
      hide: Object.keys(settings),
    };
    return {
      args: launch.args,
      set: {
        OPENCODE_CONFIG_CONTENT: { over: configurationOf(target, places, launch) },
        ...settings,
        ...(launch.installation.pipes ? { JETWAY_FD: '3' } : { JETWAY_ENDPOINTS: { over: delivery } }),
      },
      ...(launch.installation.pipes ? { pipes: [{ descriptor: 3, content: { json: delivery } }] } : {}),
      ...(models === undefined ? {} : { files: [models] }),
      notes: notesOn(launch.args),
    };
  },
};

/** The models in use alone; the plugin puts all of them in their place. */
function configurationOf(target: Target, places: Places, launch: Launch): SecretJson {
  const mainId = modelIn(launch.args)?.slice('jetway/'.length) ?? target.main.about.id;
  const main = `jetway/${mainId}`;
  return {
    $schema: 'https://opencode.ai/config.json',
    provider: {
      jetway: {
        name: target.gateway.name,
        ...providerOf(target.main),
        env: [],
        // Empty, not absent: absent, the SDKs take the user's OPENAI_API_KEY, and a repository could set a base URL.
        options: { baseURL: '', apiKey: '' },
        models: someOf(target, places, [target.small.about.id, mainId]),
      },
    },
    model: main,
    small_model: `jetway/${target.small.about.id}`,
    // So a session that is taken up again goes on with this model, not with its last one. In the terminal a pin would take
    // every command that names its agent back from the model that the user picked, and the session with it (1.18.33).
    ...(runsOnce(launch.args) ? { agent: { build: { model: main }, plan: { model: main } } } : {}),
    enabled_providers: ['jetway'],
    // With an account and a gateway exported but no token, this built-in provider fails every start (1.18.33).
    disabled_providers: ['cloudflare-ai-gateway'],
    plugin: [pluginUrl(launch.host)],
  };
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
