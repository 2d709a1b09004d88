import type { Agent } from './agent.ts';
import type { Edition } from './opencode/edition.ts';
import { agentOf } from './opencode/opencode-like.ts';

export const kiloEdition: Edition = {
  id: 'kilo',
  name: 'Kilo',
  command: 'kilo',
  package: '@kilocode/cli',
  versions: { minimum: '7.7.7', below: '8.0.0', tested: '7.7.9', installed: '7.7.7' },
  prefix: 'KILO_',
  schema: 'https://app.kilo.ai/config.json',
  agents: ['code', 'plan', 'ask', 'debug', 'orchestrator'],
  formerly: 'build',
  unset: [
    {
      // Of a client that is none of its own, KILO_CLIENT takes tools from the session, schedules among them (7.7.9).
      names: ['KILO', 'KILO_PID', 'KILO_RUN_ID', 'KILO_PROCESS_ROLE', 'KILO_CLIENT', 'OPENCODE', 'AGENT'],
      why: 'left by the Kilo in whose shell this was typed',
    },
    // Of an editor's extension, for the server that it starts itself (7.7.9).
    { names: ['KILO_PARENT_PID'], why: 'names a process of another launch; `kilo serve` ends as soon as that is gone' },
  ],
  // A daemon that runs already would answer, with the models and keys it was started with.
  set: { KILO_NO_DAEMON: '1' },
  // With a login at Kilo and another provider the only one enabled, every request fails but for this (7.7.7).
  disabled: ['kilo'],
  refused: {
    pr: {
      message: '`kilo pr` starts a second Kilo, which the key does not reach.',
      hint: 'Check the branch out first (gh pr checkout <number>), then: jetway kilo',
    },
    daemon: {
      message: 'A Kilo daemon outlives this launch, and the key does not reach it.',
      hint: 'Manage it with plain kilo, or run a server through the gateway: jetway kilo serve',
    },
    console: {
      message: '`kilo console` starts a daemon, which the key does not reach.',
      hint: 'Start it with plain kilo.',
    },
    cloud: {
      message: '`kilo cloud` runs at Kilo, not through this gateway.',
      hint: 'Start it with plain kilo.',
    },
  },
  servers: ['serve', 'acp', 'remote'],
  tellsPlugin: true,
  layout: {
    inside: ['opencode.json', 'opencode.jsonc', 'kilo.json', 'kilo.jsonc'],
    beside: [
      ['opencode.jsonc', 'opencode.json'],
      ['kilo.jsonc', 'kilo.json'],
    ],
    folders: ['.kilo', '.kilocode'],
    forgiving: true,
    alwaysRuns: false,
  },
};

/**
 * Kilo's CLI 7.x, made from OpenCode 1.x: it reads `opencode.json` too, but of the variables only its own. Its gateway,
 * login and free models are one provider among others, and off where ours is the only one enabled (7.7.7).
 */
export const kilo: Agent = agentOf(kiloEdition);
