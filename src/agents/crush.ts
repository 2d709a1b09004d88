import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { checkArguments, commandApart } from './crush/arguments.ts';
import { filesLookedAt, checkFiles } from './crush/check-files.ts';
import { settingsOf } from './crush/settings.ts';
import { unset } from './crush/unset.ts';

/**
 * Crush. Its settings are JSON, layer over layer: the machine's, the user's, those that Crush writes itself into its data
 * folder, the repository's (0.90.0, from its source). So the data folder is ours: what is in it ranks above all that the user
 * has, whose own settings go on to hold, and a choice in its picker is written there. A repository's ranks above it.
 */
export const crush: Agent = {
  id: 'crush',
  name: 'Crush',
  commandsWithoutModel: ['dirs', 'projects', 'logs', 'session', 'stats', 'schema'],
  command: 'crush',
  package: '@charmland/crush',
  // npm's package holds no program: an install script of it fetches one from this page (0.96.1).
  installPage: 'https://github.com/charmbracelet/crush/releases',
  versions: { minimum: '0.90.0', tested: '0.90.0', below: '1.0.0' },
  speaks: ['anthropic-messages', 'openai-responses', 'openai-chat'],
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'],
  reads: filesLookedAt,
  doctor: async () => (await import('./crush/doctor.ts')).doctor,
  configure: async () => (await import('./crush/configure.ts')).configure,
  mcp: { attach: async () => (await import('./crush/mcp.ts')).attach },
  plan(target, launch) {
    const command = commandApart(launch.args);
    if (command === undefined) return session(target, launch);
    return passThrough(`crush ${command}`, target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { args, host, texts = {} } = launch;
  checkArguments(args);
  const notes = checkFiles(host, texts);
  const { file, folder, variables } = settingsOf(target, launch);
  return {
    args,
    set: {
      CRUSH_GLOBAL_DATA: folder,
      // A variable, since a repository's settings may say otherwise: only the gateway's models and the user's own are chosen from.
      CRUSH_DISABLE_DEFAULT_PROVIDERS: 'true',
      // The list of those providers, which is then of no use, would be asked for.
      CRUSH_DISABLE_PROVIDER_AUTO_UPDATE: 'true',
      // Otherwise a login with Anthropic's own tool, kept there, is sent to a gateway that gets its key in another header.
      ANTHROPIC_CONFIG_DIR: folder,
      ...variables,
    },
    files: [file],
    notes,
  };
}
