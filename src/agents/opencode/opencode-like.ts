import { isObject, parseJson } from '../../json-path.ts';
import { Failure } from '../../failure.ts';
import { variable, type Host } from '../../host.ts';
import type { SecretJson } from '../../keys/secret.ts';
import type { Agent, Launch, VariableValue, Target, Unset } from '../agent.ts';
import { checkArguments, modelIn, notesOn, runsOnce } from './arguments.ts';
import { inlineVariable, type Edition, type Told } from './edition.ts';
import { placesOf, providerOf, type Places } from './endpoints.ts';
import { managedPaths } from './places.ts';
import { modelsFile, someOf } from './models.ts';

/**
 * One variable carries the configuration and ranks above the user's and the project's files
 * (https://opencode.ai/docs/config/, 1.18.33); a plugin of ours, `plugin.ts`, takes the key from a pipe, puts it on the
 * requests to the gateway alone, and gives the program the gateway's models from a file of ours.
 */
export function agentOf(edition: Edition): Agent {
  const { id, name, command, package: from, versions } = edition;
  return {
    id,
    name,
    commandsWithoutModel: ['mcp', 'completion', 'stats', 'session', 'export', 'import', 'upgrade'],
    command,
    package: from,
    versions,
    // Chat comes last: reasoning is lost over it between turns, and OpenAI refuses the `max_tokens` that goes with gpt-5 there.
    speaks: ['openai-responses', 'anthropic-messages', 'gemini', 'openai-chat'],
    // In the whole text of a configuration, before it is read as JSON.
    expands: /\{(?:env|file):/,
    unset: unset(edition),
    proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
    managedPaths: (host) => managedPaths(host, edition),
    transcripts: async () => (await import('./transcripts.ts')).transcriptsOf(edition),
    doctor: async () => (await import('./doctor.ts')).doctorOf(edition),
    configure: async () => (await import('./configure.ts')).configureOf(edition),
    planMode: 'own',
    mcp: { attach: async () => (await import('./mcp.ts')).attach },
    plan(target, launch) {
      checkArguments(launch.args, target.models, edition);
      checkUserConfiguration(launch.host, edition);
      const places = placesOf(target);
      const models = launch.folder === undefined ? undefined : modelsFile(target, places, launch.folder);
      const settings = { ...installSettings(launch.host), ...edition.set };
      // A `Delivery`, whose keys are still references.
      const delivery = {
        endpoints: places.endpoints,
        ...(models === undefined ? {} : { models: models.path }),
        hide: Object.keys(settings),
      };
      return {
        args: launch.args,
        set: {
          [inlineVariable(edition)]: { over: configurationOf(edition, target, places, launch) },
          ...settings,
          ...(edition.tellsPlugin === undefined ? {} : { JETWAY_EDITION: JSON.stringify(told(edition)) }),
          ...(launch.installation.pipes ? { JETWAY_FD: '3' } : { JETWAY_ENDPOINTS: { over: delivery } }),
        },
        ...(launch.installation.pipes ? { pipes: [{ descriptor: 3, content: { json: delivery } }] } : {}),
        ...(models === undefined ? {} : { files: [models] }),
        notes: notesOn(launch.args, edition),
      };
    },
  };
}

function told(edition: Edition): Told {
  const { id, agents, formerly } = edition;
  const former = formerly === undefined ? [] : [formerly];
  return { id, variable: inlineVariable(edition), agents: [...agents, ...former] };
}

/** The models in use alone; the plugin puts all of them in their place. */
function configurationOf(edition: Edition, target: Target, places: Places, launch: Launch): SecretJson {
  const mainId = modelIn(launch.args)?.slice('jetway/'.length) ?? target.main.about.id;
  const main = `jetway/${mainId}`;
  const planned = target.planModel?.about.id;
  const pinned = runsOnce(launch.args) ? edition.agents.map((name) => [name, { model: main }] as const) : [];
  const planning = planned === undefined ? [] : [['plan', { model: `jetway/${planned}` }] as const];
  return {
    $schema: edition.schema,
    provider: {
      jetway: {
        name: target.gateway.name,
        ...providerOf(target.main),
        env: [],
        // Empty, not absent: absent, the SDKs take the user's OPENAI_API_KEY, and a repository could set a base URL.
        options: { baseURL: '', apiKey: '' },
        models: someOf(target, places, [target.small.about.id, mainId, ...(planned === undefined ? [] : [planned])]),
      },
    },
    model: main,
    small_model: `jetway/${target.small.about.id}`,
    // So a session that is taken up again goes on with this model, not with its last one. In the terminal a pin would take
    // every command that names its agent back from the model that the user picked, and the session with it (1.18.33).
    ...(pinned.length + planning.length === 0 ? {} : { agent: Object.fromEntries([...pinned, ...planning]) }),
    enabled_providers: ['jetway'],
    // With an account and a gateway exported but no token, this built-in provider fails every start (1.18.33).
    disabled_providers: ['cloudflare-ai-gateway', ...(edition.disabled ?? [])],
    plugin: [pluginUrl(launch.host)],
  };
}

/**
 * With any plugin the first start waits until OpenCode has installed `@opencode-ai/plugin` from npm: 70 s where the
 * registry can't be reached, at most 5 s with these (1.18.33).
 */
function installSettings({ env }: Host): Readonly<Record<string, VariableValue>> {
  const taken = new Set(Object.keys(env).map((name) => name.toLowerCase()));
  const wanted = { npm_config_fetch_retries: '0', npm_config_fetch_timeout: '5000' };
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !taken.has(name)));
}

function pluginUrl(host: Host): string {
  const path = `${host.assets}/opencode-plugin.mjs`.replaceAll('\\', '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
  return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}

/** The program itself would end with an error that prints the text, and with it whatever secrets it holds, or leave it out. */
function checkUserConfiguration(host: Host, edition: Edition): void {
  const name = inlineVariable(edition);
  const text = variable(host.env, name, host.platform);
  if (text === undefined || text.trim() === '' || isJsonObject(text)) return;
  throw new Failure(
    'configuration',
    `${name} in your environment is not a JSON object, so Jetway cannot add to it.`,
    'Correct it (plain JSON, no comments) or unset it.',
  );
}

function isJsonObject(text: string): boolean {
  return isObject(parseJson(text));
}

function unset({ prefix, unset: own }: Edition): readonly Unset[] {
  return [
    { names: [`${prefix}PURE`], why: 'switches off plugins, and with them the one that holds the key' },
    { names: [`${prefix}AUTH_CONTENT`], why: 'replaces the stored logins and hands them to every child process' },
    {
      names: [`${prefix}TEST_MANAGED_CONFIG_DIR`],
      why: 'names another folder of managed settings, which rank above all',
    },
    {
      names: [`${prefix}WORKSPACE_ID`],
      why: 'names a workspace of another server: a session that knows none of that name ends',
    },
    ...own,
  ];
}
