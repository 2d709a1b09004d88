import { dirname } from 'node:path';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { argumentsFor, commandApart, isKeptHere, isTurn } from './openclaw/arguments.ts';
import { ownSettings } from './openclaw/own-settings.ts';
import { envPath, includeRoots, settingsFiles } from './openclaw/places.ts';
import { checkTerminal, waysOf } from './openclaw/providers.ts';
import { nameOf, settingsFile } from './openclaw/settings.ts';
import { unset } from './openclaw/unset.ts';
import { counted } from '../text.ts';

/**
 * OpenClaw. A variable names its settings (https://docs.openclaw.ai/help/environment, 2026.9.6): ours include the user's, and what
 * we say beside that counts. It is a daemon by its nature, its Gateway, which would answer with its own models and keys; so
 * only what runs in the process that is started goes through Jetway.
 */
export const openclaw: Agent = {
  id: 'openclaw',
  name: 'OpenClaw',
  commandsWithoutModel: ['config', 'configure', 'models', 'plugins', 'sessions', 'skills', 'status', 'update'],
  command: 'openclaw',
  package: 'openclaw',
  versions: { minimum: '2026.9.6', tested: '2026.9.6' },
  speaks: ['anthropic-messages', 'openai-responses', 'gemini', 'openai-chat'],
  // What it puts variables in place of, in each text of its settings.
  expands: /\$\{[A-Z_]/,
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  reads: settingsFiles,
  doctor: async () => (await import('./openclaw/doctor.ts')).doctor,
  configure: async () => (await import('./openclaw/configure.ts')).configure,
  mcp: { why: 'a header of one is a text in its settings, which it takes into files of its own.' },
  plan(target, launch) {
    const command = commandApart(launch.args);
    if (command === undefined) return session(target, launch);
    return passThrough(`openclaw ${command}`, target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { args, host, texts = {} } = launch;
  if (!isTurn(args)) checkTerminal(target);
  const ways = waysOf(target);
  const given = argumentsFor(args, ways, nameOf(target.main, ways));
  const own = ownSettings(host, texts);
  const file = settingsFile(target, ways, own, launch);
  return {
    args: given,
    set: { OPENCLAW_CONFIG_PATH: file.path, OPENCLAW_INCLUDE_ROOTS: includeRoots(host), ...ways.variables },
    files: [file],
    // It is looked for beside the settings that the variable names (2026.9.6).
    links: [{ path: `${dirname(file.path)}/.env`, to: envPath(host) }],
    notes: [
      ...(isKeptHere(args)
        ? [
            'It runs here (--local): a Gateway of OpenClaw’s that runs already would answer with its own models and keys.',
          ]
        : []),
      ...(ways.left === 0
        ? []
        : [
            `OpenClaw can't send what ${counted(ways.left, `model of ${target.gateway.name} asks for; it is`, `models of ${target.gateway.name} ask for; they are`)} left out.`,
          ]),
    ],
  };
}
