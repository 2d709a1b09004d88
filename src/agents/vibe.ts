import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { checkArguments, commandOf } from './vibe/arguments.ts';
import { managedPaths, profileFiles, settingsPath } from './vibe/places.ts';
import { checkProfile } from './vibe/profile.ts';
import { settingsOf } from './vibe/settings.ts';
import { counted } from '../text.ts';

/**
 * Mistral Vibe. Each field of its settings has a variable, which ranks above the user's and a repository's files
 * (`vibe config schema`, 3.0.3); above it are an agent profile and what Mistral's server enforces for a key of its own.
 */
export const vibe: Agent = {
  id: 'vibe',
  name: 'Mistral Vibe',
  commandsWithoutModel: ['mcp', 'config'],
  command: 'vibe',
  package: 'mistral-vibe',
  python: '3.12',
  versions: { minimum: '3.0.3', tested: '3.0.3' },
  speaks: ['anthropic-messages', 'openai-responses', 'openai-chat'],
  unset: [
    {
      names: ['VIBE_MODELS', 'VIBE_ACTIVE_MODEL', 'VIBE_ALLOWED_MODELS'],
      why: 'names another model',
    },
    {
      names: ['VIBE_UTILITY_MODELS', 'VIBE_UTILITY_MODELS__TITLE', 'VIBE_UTILITY_MODELS__SMART_APPROVE'],
      why: 'has titles and judgements of commands made by another model',
    },
    {
      names: ['VIBE_ROUTED_DEFAULT_MODEL', 'VIBE_ROUTED_MODEL_CONFIG', 'VIBE_ROUTED_EXTRA_MODELS'],
      why: "is Vibe's to itself, for models of Mistral's",
    },
    { names: ['VIBE_CWD'], why: 'has Vibe start in a folder whose settings and profiles Jetway has not looked at' },
  ],
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'],
  managedPaths,
  reads: profileFiles,
  doctor: async () => (await import('./vibe/doctor.ts')).doctor,
  configure: async () => (await import('./vibe/configure.ts')).configure,
  mcp: { attach: async () => (await import('./vibe/mcp.ts')).attach },
  // A choice in `/model` by Enter writes it, and the file anew without its comments; by `s` it lasts for the session (3.0.3).
  storesModel: {
    path: settingsPath,
    format: 'toml',
    keys: ['active_model'],
    idIn: (stored) => stored.replace(/^jetway\//, ''),
    // With the level of thinking, a name for a model that no other start knows.
    list: { name: 'models', key: 'alias', begins: 'jetway/' },
  },
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command === undefined) return session(target, launch);
    return passThrough(`vibe ${command}`, target, launch);
  },
};

function session(target: Target, { args, host, texts = {} }: Launch): LaunchPlan {
  const named = checkArguments(args);
  checkProfile(named, host, texts);
  const { set, left } = settingsOf(target, host.platform);
  return {
    args,
    set,
    notes:
      left === 0
        ? []
        : [
            `${counted(left, `model of ${target.gateway.name} is`, `models of ${target.gateway.name} are`)} left out: a variable holds no more. --model reaches each of them.`,
          ],
  };
}
