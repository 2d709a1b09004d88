import { variable } from '../host.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { argumentsFor, commandOf } from './droid/arguments.ts';
import { managedPaths, settingsPath } from './droid/places.ts';
import { settingsFile } from './droid/settings.ts';
import { waysOf } from './droid/providers.ts';
import { counted } from '../text.ts';

/**
 * Droid, of Factory. A variable names a file of settings for one process (`--settings`, https://docs.factory.ai/cli/byok/overview,
 * 0.225.2), which ranks above the user's and the repository's: ours brings the gateway's models as custom ones. Without a
 * login only `droid exec` takes those; the airgap mode (https://docs.factory.ai/enterprise/airgapped-deployment) needs
 * none: no model, session or report goes to Factory's service, only the list of automations, without a login.
 */
export const droid: Agent = {
  id: 'droid',
  name: 'Droid',
  commandsWithoutModel: ['mcp', 'plugin', 'update'],
  command: 'droid',
  package: '@factory/cli',
  versions: { minimum: '0.215.0', tested: '0.225.2' },
  speaks: ['anthropic-messages', 'openai-responses', 'openai-chat'],
  unset: [
    {
      names: ['FACTORY_RUNTIME_SETTINGS_SOURCE', 'FACTORY_RUNTIME_SETTINGS_SHA256'],
      why: 'left by the Droid in whose shell this was typed, and of other settings',
    },
    {
      names: ['FACTORY_INTERNAL_AWS_CREDENTIAL_HELPER', 'FACTORY_E2E_TOOLS_READY_GATE_FILE'],
      why: 'of Droid to itself: it would do other work than a session, or wait for its tests',
    },
  ],
  // Of the two proxies each counts for its own scheme (0.225.2).
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  managedPaths,
  transcripts: async () => (await import('./droid/transcripts.ts')).transcripts,
  doctor: async () => (await import('./droid/doctor.ts')).doctor,
  configure: async () => (await import('./droid/configure.ts')).configure,
  planMode: 'own',
  mcp: { why: 'they stand in its own file alone, ~/.factory/mcp.json.' },
  // "Set default" in `/model` writes these, and the file anew without its comments; other choices last for the session (0.225.2).
  storesModel: {
    path: settingsPath,
    format: 'json',
    keys: ['sessionDefaultSettings'],
    within: ['model'],
    idIn: (stored) => stored.replace(/^custom:/, ''),
  },
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined && command !== 'exec' && command !== 'resume')
      return passThrough(`droid ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, { args, folder, host }: Launch): LaunchPlan {
  const ways = waysOf(target);
  const file = settingsFile(target, ways, folder);
  const said = (name: string): string => variable(host.env, name, host.platform)?.trim() ?? '';
  const airgap = said('FACTORY_AIRGAP_ENABLED') === '';
  return {
    args: argumentsFor(args, ways.models, airgap),
    set: {
      FACTORY_RUNTIME_SETTINGS_PATH: file.path,
      ...(airgap ? { FACTORY_AIRGAP_ENABLED: '1' } : {}),
      ...ways.variables,
    },
    files: [file],
    notes: [
      ...(said('FACTORY_RUNTIME_SETTINGS_PATH') === ''
        ? []
        : [
            'The settings that FACTORY_RUNTIME_SETTINGS_PATH names are left out: Droid takes one such file, and it is ours.',
          ]),
      ...(ways.left === 0
        ? []
        : [
            `Droid can't send what ${counted(ways.left, `model of ${target.gateway.name} asks for; it is`, `models of ${target.gateway.name} ask for; they are`)} left out.`,
          ]),
    ],
    details: airgap
      ? ["Droid runs in its airgap mode, without Factory's service and login; FACTORY_AIRGAP_ENABLED=false leaves it."]
      : [],
  };
}
