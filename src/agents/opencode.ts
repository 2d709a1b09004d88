import type { Agent } from './agent.ts';
import type { Edition } from './opencode/edition.ts';
import { agentOf } from './opencode/opencode-like.ts';

export const openCodeEdition: Edition = {
  id: 'opencode',
  name: 'OpenCode',
  command: 'opencode',
  package: 'opencode-ai',
  versions: { minimum: '1.15.0', below: '2.0.0', tested: '1.18.33' },
  prefix: 'OPENCODE_',
  schema: 'https://opencode.ai/config.json',
  agents: ['build', 'plan'],
  unset: [{ names: ['OPENCODE', 'OPENCODE_PID', 'AGENT'], why: 'left by the OpenCode in whose shell this was typed' }],
  refused: {
    pr: {
      message: '`opencode pr` starts a second OpenCode, which the key does not reach.',
      hint: 'Check the branch out first (gh pr checkout <number>), then: jetway opencode',
    },
  },
  servers: ['serve', 'web', 'acp'],
  layout: {
    inside: ['opencode.jsonc', 'opencode.json'],
    beside: [['opencode.jsonc', 'opencode.json']],
    folders: ['.opencode'],
    forgiving: false,
    alwaysRuns: true,
  },
};

/** OpenCode 1.x. `@opencode/cli` 2.x is another program under the same name. */
export const opencode: Agent = agentOf(openCodeEdition);
