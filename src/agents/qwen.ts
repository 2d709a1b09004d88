import { ownFolder } from '../launch/apply.ts';
import { parseSettings } from '../config-layers/commented-json.ts';
import { cacheKey } from '../cache-key.ts';
import { at } from '../json-path.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import type { OwnFile } from './agent-files.ts';
import { checkArguments, chosen, commandOf, opensNew } from './qwen/arguments.ts';
import { defaultsPath, managedPaths, projectSettings, systemSettings, userSettings } from './qwen/places.ts';
import { providersOf, typeOf, type Providers } from './qwen/providers.ts';
import { checkSandbox, settingsFor } from './qwen/settings.ts';

/**
 * Qwen Code. A variable says where the system's settings lie, which rank above the user's and the project's
 * (https://qwenlm.github.io/qwen-code-docs/en/users/configuration/settings/, 0.24.4): a file of ours there brings the
 * gateway's models, and holds what an administrator's says too. Its way of speaking Responses wants `/v1` in the address.
 */
export const qwen: Agent = {
  id: 'qwen',
  name: 'Qwen Code',
  command: 'qwen',
  commandsWithoutModel: ['mcp', 'extensions'],
  package: '@qwen-code/qwen-code',
  versions: { minimum: '0.24.0', tested: '0.24.4' },
  speaks: ['anthropic-messages', 'gemini', 'openai-chat'],
  // `$NAME` and `${NAME}` in its settings.
  expands: /\$(?:\{|\w)/,
  unset: [
    { names: ['QWEN_CODE_SIMPLE'], why: 'has Qwen Code read no settings, and the gateway is in them' },
    {
      names: [
        'QWEN_CODE_MANAGED_NPM_UPDATE_VERSION',
        'QWEN_CODE_PRIVATE_RELAUNCH_ENV_PROVENANCE',
        'QWEN_CODE_RELAUNCH_ARGS',
      ],
      why: 'of Qwen Code to itself: it would install an update in place of a session, or end',
    },
    { names: ['OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'], why: "goes along as a header that is meant for OpenAI's own API" },
    { names: ['GOOGLE_VERTEX_BASE_URL', 'GOOGLE_GENAI_USE_ENTERPRISE'], why: 'leads to a service of Google' },
  ],
  // Each of the two proxies is taken for http and https alike.
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  managedPaths,
  transcripts: async () => (await import('./qwen/transcripts.ts')).transcripts,
  doctor: async () => (await import('./qwen/doctor.ts')).doctor,
  configure: async () => (await import('./qwen/configure.ts')).configure,
  planMode: async () => (await import('./qwen/plan-mode.ts')).isPlanning,
  mcp: { attach: async () => (await import('./qwen/mcp.ts')).attach },
  // `/model` writes `model.name`, `model.baseUrl` and `security.auth.selectedType`; comments and layout stay (0.24.4).
  storesModel: { path: userSettings, format: 'json', keys: ['model', 'security'], within: ['name'] },
  reads: (host) => [systemSettings(host), userSettings(host), projectSettings(host)],
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined) return passThrough(`qwen ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { args, host, texts = {} } = launch;
  checkArguments(args);
  const settings = [systemSettings(host), userSettings(host), projectSettings(host)].map((path) =>
    parseSettings(texts[path] ?? ''),
  );
  checkSandbox(args, host, settings);
  const providers = providersOf(target);
  const file = settingsFile(target, launch, providers);
  // Asked to trust a folder in the midst of a session it starts again with the same arguments, and ends at an id that is there (0.24.4).
  const restarts = settings.some((one) => at(one, 'security', 'folderTrust', 'enabled') === true);
  const pinned = launch.session !== undefined && !restarts && opensNew(args);
  return {
    args: pinned ? ['--session-id', launch.session, ...args] : args,
    ...(pinned ? { pinned } : {}),
    set: {
      QWEN_CODE_SYSTEM_SETTINGS_PATH: file.path,
      // Otherwise looked for beside the other one.
      QWEN_CODE_SYSTEM_DEFAULTS_PATH: defaultsPath(host),
      // Set, not absent: what is absent or empty comes from a `.env` (0.24.4).
      ...(target.models.some(({ protocol }) => protocol === 'gemini')
        ? { GOOGLE_GENAI_USE_VERTEXAI: 'false', GOOGLE_GENAI_API_VERSION: 'v1beta' }
        : {}),
      ...providers.variables,
    },
    files: [file],
  };
}

function settingsFile(target: Target, launch: Launch, providers: Providers): OwnFile {
  const { folder, host, texts = {} } = launch;
  const own = ownFolder('Qwen Code', folder);
  const model = chosen(target, launch.args);
  const text = texts[systemSettings(host)] ?? '';
  const { small } = target;
  const made = [target.cacheKey, typeOf(model), model.model, model.baseUrl, typeOf(small), small.model, text];
  return {
    path: `${own}/qwen-${cacheKey([...made, providers.layout])}.json`,
    content: () => `${JSON.stringify(settingsFor(target, model, providers, parseSettings(text)), undefined, 2)}\n`,
  };
}
