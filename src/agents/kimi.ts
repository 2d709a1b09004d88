import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { argumentsFor, commandApart } from './kimi/arguments.ts';
import { homeOf } from './kimi/home.ts';
import { userServers, userSettings } from './kimi/places.ts';
import { providersOf } from './kimi/providers.ts';
import { unset } from './kimi/unset.ts';
import { counted } from '../text.ts';

/**
 * Kimi Code. Its variables bring one model; all of a gateway's must stand in its settings, which lie in its home alone
 * (https://moonshotai.github.io/kimi-code/en/configuration/overrides, 2.1.0). So it gets a home of ours, with the user's
 * settings and those models in them, and links to all else in the user's.
 */
export const kimi: Agent = {
  id: 'kimi',
  name: 'Kimi Code',
  commandsWithoutModel: ['provider', 'session', 'fork', 'export', 'doctor', 'migrate', 'vis', 'login', 'upgrade'],
  command: 'kimi',
  package: '@moonshot-ai/kimi-code',
  versions: { minimum: '2.1.0', tested: '2.1.0' },
  speaks: ['anthropic-messages', 'openai-responses', 'gemini', 'openai-chat'],
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  transcripts: async () => (await import('./kimi/transcripts.ts')).transcripts,
  doctor: async () => (await import('./kimi/doctor.ts')).doctor,
  configure: async () => (await import('./kimi/configure.ts')).configure,
  mcp: { attach: async () => (await import('./kimi/mcp.ts')).attach },
  reads: (host) => [userSettings(host), userServers(host)],
  plan(target, launch) {
    const command = commandApart(launch.args);
    if (command === undefined) return session(target, launch);
    return passThrough(`kimi ${command}`, target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const providers = providersOf(target);
  const { path, files, links } = homeOf(target, providers, launch);
  return {
    args: argumentsFor(
      launch.args,
      providers.models.map(({ endpoint }) => endpoint),
    ),
    set: { KIMI_CODE_HOME: path, ...providers.variables },
    files,
    links,
    notes:
      providers.left === 0
        ? []
        : [
            `Kimi Code can't send ${counted(providers.left, `model of ${target.gateway.name} its`, `models of ${target.gateway.name} their`)} headers beside this one's; --model reaches each.`,
          ],
  };
}
