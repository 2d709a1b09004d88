import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { checkArguments, commandApart } from './cn/arguments.ts';
import { homeOf } from './cn/home.ts';
import { userSettings } from './cn/places.ts';
import { keptFromDotEnv, unset } from './cn/unset.ts';

/**
 * Continue CLI. All of its models stand in one file, `config.yaml` of its home, and `--config` names another in its place
 * (https://docs.continue.dev/reference, 1.5.47). So it gets a home of ours, with the user's settings and the gateway's models in
 * them, and links to all else in the user's.
 */
export const cn: Agent = {
  id: 'cn',
  name: 'Continue CLI',
  commandsWithoutModel: ['checks'],
  command: 'cn',
  package: '@continuedev/cli',
  versions: { minimum: '1.5.47', tested: '1.5.47' },
  speaks: ['anthropic-messages', 'openai-responses', 'openai-chat'],
  // A secret's or an input's value, in any text of its settings.
  expands: /\$\{\{/,
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  reads: (host) => [userSettings(host)],
  transcripts: async () => (await import('./cn/transcripts.ts')).transcripts,
  doctor: async () => (await import('./cn/doctor.ts')).doctor,
  configure: async () => (await import('./cn/configure.ts')).configure,
  mcp: { attach: async () => (await import('./cn/mcp.ts')).attach },
  plan(target, launch) {
    const command = commandApart(launch.args);
    if (command !== undefined) return passThrough(`cn ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  checkArguments(launch.args);
  const { path, files, links, variables } = homeOf(target, launch);
  return {
    args: launch.args,
    set: { ...keptFromDotEnv(launch.host), CONTINUE_GLOBAL_DIR: path, ...variables },
    files,
    links,
  };
}
