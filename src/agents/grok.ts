import { ownFolder } from '../launch/apply.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { argumentsFor, commandApart } from './grok/arguments.ts';
import { homeOf } from './grok/home.ts';
import { managedPaths, settingsPath } from './grok/places.ts';
import { readSettings } from './grok/settings.ts';
import { unset } from './grok/unset.ts';

/**
 * Grok Build, of xAI. Models with an address of their own stand in `config.toml` of its home alone: the overlays that a
 * variable names take none (`~/.grok/docs/user-guide/05-configuration.md`, 1.0.41). So it gets a home of ours, with the
 * user's settings and the gateway's models in them, and links to all else in the user's.
 */
export const grok: Agent = {
  id: 'grok',
  name: 'Grok Build',
  commandsWithoutModel: ['mcp', 'sessions', 'inspect', 'doctor'],
  command: 'grok',
  package: '@xai-official/grok',
  versions: { minimum: '1.0.41', tested: '1.0.41' },
  speaks: ['anthropic-messages', 'openai-responses', 'openai-chat'],
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'],
  managedPaths,
  reads: (host) => [settingsPath(host)],
  transcripts: async () => (await import('./grok/transcripts.ts')).transcripts,
  doctor: async () => (await import('./grok/doctor.ts')).doctor,
  configure: async () => (await import('./grok/configure.ts')).configure,
  mcp: { attach: async () => (await import('./grok/mcp.ts')).attach },
  plan(target, launch) {
    const command = commandApart(launch.args);
    if (command !== undefined) return passThrough(`grok ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { args, folder, host, texts = {} } = launch;
  const path = settingsPath(host);
  const home = homeOf(target, host, ownFolder('Grok Build', folder), readSettings(path, texts[path]));
  return {
    args: argumentsFor(args, target),
    set: { GROK_HOME: home.path, ...home.variables },
    files: home.files,
    links: home.links,
  };
}
