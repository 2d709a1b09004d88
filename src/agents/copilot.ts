import { passThrough, type Agent } from './agent.ts';
import { checkArguments, commandOf, opensNew } from './copilot/arguments.ts';
import { unset } from './copilot/unset.ts';
import { variablesOf } from './copilot/variables.ts';

/**
 * GitHub Copilot CLI, with a provider of one's own instead of GitHub's (`copilot help providers`, 1.0.102). Variables
 * name one provider and one model. A file of providers would fill its picker, but keys stand in that as they are, and it
 * can't be read from a descriptor of ours: Node makes sockets of those, which can't be opened by a path. No login at
 * GitHub is needed; who has one keeps what it is good for.
 */
export const copilot: Agent = {
  id: 'copilot',
  name: 'GitHub Copilot CLI',
  commandsWithoutModel: ['mcp', 'plugin', 'completion', 'version', 'update'],
  command: 'copilot',
  package: '@github/copilot',
  versions: { minimum: '1.0.102', tested: '1.0.102' },
  speaks: ['openai-responses', 'anthropic-messages', 'openai-chat'],
  unset,
  // Each of the two proxies is taken for http and https alike.
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
  transcripts: async () => (await import('./copilot/transcripts.ts')).transcripts,
  doctor: async () => (await import('./copilot/doctor.ts')).doctor,
  configure: async () => (await import('./copilot/configure.ts')).configure,
  planMode: async () => (await import('./copilot/plan-mode.ts')).isPlanning,
  mcp: { attach: async () => (await import('./copilot/mcp.ts')).attach },
  plan(target, { args, host, session }) {
    const command = commandOf(args);
    if (command !== undefined) return passThrough(`copilot ${command}`, target, { args });
    checkArguments(args);
    const { set, left } = variablesOf(target, host);
    const pinned = session !== undefined && opensNew(args);
    return {
      // Where it starts itself again it goes on with the session of that id (1.0.102).
      args: pinned ? ['--session-id', session, ...args] : args,
      ...(pinned ? { pinned } : {}),
      // A file that isn't there: one that the user's variable names would win, and one that is broken ends each start.
      set: { ...set, COPILOT_PROVIDERS_CONFIG: `${host.assets}/no-copilot-providers.json` },
      notes: left.map((name) => `Copilot CLI can't send the header ${name} of ${target.gateway.name}; it is left out.`),
      details: target.models.length > 1 ? [picker] : [],
    };
  },
};

const picker =
  "Copilot CLI's /model has this one model of the gateway; start with another by: jetway --model <model> copilot";
