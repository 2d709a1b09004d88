import { parseSettings } from '../config-layers/commented-json.ts';
import { variable } from '../host.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { checkSandbox, commandOf, printsOnly } from './gemini/arguments.ts';
import { keyHeader } from '../keys/key-headers.ts';
import { headersOf } from './gemini/headers.ts';
import { homeOf, projectSettings, userFolder, userSettings } from './gemini/home.ts';
import { managedPaths } from './gemini/places.ts';
import { exactName } from './gemini/latest-aliases.ts';
import { checkProject, readSettings } from './gemini/settings.ts';
import { emptied, unset } from './gemini/unset.ts';

/**
 * Gemini CLI. No flag and no variable chooses how it logs in, its settings alone do, and a login with Google that is
 * chosen there ignores the base URL. So it gets a home of ours, with the user's settings and that choice in them, and
 * links to all else in the user's (https://geminicli.com/docs/reference/configuration/, 0.61.0).
 */
export const gemini: Agent = {
  id: 'gemini',
  name: 'Gemini CLI',
  maker: 'gemini',
  command: 'gemini',
  commandsWithoutModel: ['mcp', 'extensions'],
  package: '@google/gemini-cli',
  versions: { minimum: '0.61.0', tested: '0.61.0' },
  speaks: ['gemini'],
  // `$NAME` and `${NAME}` in its settings.
  expands: /\$(?:\{|\w)/,
  unset,
  // Each of the two proxies is taken for http and https alike.
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  managedPaths,
  transcripts: async () => (await import('./gemini/transcripts.ts')).transcripts,
  doctor: async () => (await import('./gemini/doctor.ts')).doctor,
  configure: async () => (await import('./gemini/configure.ts')).configure,
  planMode: async () => (await import('./gemini/plan-mode.ts')).isPlanning,
  mcp: { attach: async () => (await import('./gemini/mcp.ts')).attach },
  reads: (host) => [userSettings(host), projectSettings(host)],
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined) return passThrough(`gemini ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { host, texts = {} } = launch;
  const [own, project] = [userSettings(host), projectSettings(host)];
  const settings = readSettings(own, texts[own]);
  const theirs = own === project ? {} : (parseSettings(texts[project] ?? '{}') ?? {});
  checkSandbox(launch.args, host, { 'your settings': settings, [project]: theirs });
  if (texts[project] !== undefined) checkProject(project, texts[project], target.main);
  const home = homeOf(target, launch, settings);
  const custom = headersOf(target);
  return {
    // Nothing may stand in front of the user's: behind a flag a subcommand is taken for a prompt (0.61.0).
    args: launch.args,
    set: {
      ...emptied,
      GEMINI_CLI_HOME: home.path,
      // The user's own file, so that the answer about a folder is kept; the CLI asks in a terminal.
      ...(variable(host.env, 'GEMINI_CLI_TRUSTED_FOLDERS_PATH', host.platform) === undefined
        ? { GEMINI_CLI_TRUSTED_FOLDERS_PATH: `${userFolder(host)}/trustedFolders.json` }
        : {}),
      // Otherwise it starts itself a second time and keeps a SIGTERM from that one. In a terminal it must: its questions
      // have it start over (0.61.0).
      ...(printsOnly(launch.args) ? { GEMINI_CLI_NO_RELAUNCH: 'true' } : {}),
      GOOGLE_GEMINI_BASE_URL: target.main.baseUrl,
      GEMINI_MODEL: exactName(target.main.model),
      GEMINI_API_KEY: target.main.credentials[keyHeader.google] ?? '',
      GEMINI_CLI_CUSTOM_HEADERS: custom.text,
    },
    files: home.files,
    links: home.links,
    notes: custom.left.map(
      (name) => `Gemini CLI can't send the header ${name} of ${target.gateway.name}; it is left out.`,
    ),
    details: target.models.length > 1 ? [picker] : [],
  };
}

const picker =
  "Gemini CLI's /model has Google's models alone; start with another one by -m <model>, or: /model set <model>";
