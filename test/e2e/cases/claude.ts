import { byMessages } from '../launching.ts';
import { enter, inRhyme, stale, submit, type AgentCase } from './case.ts';

const own = '.claude/settings.json';

export const claude: AgentCase = {
  agent: 'claude',
  words: ['claude', '-p', 'say hello'],
  models: [byMessages],
  own: {
    [own]: '{\n  "cleanupPeriodDays": 20,\n\t"includeCoAuthoredBy": false }\n',
    '.claude/CLAUDE.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => [
    { what: 'ANTHROPIC_API_KEY', env: { ANTHROPIC_API_KEY: stale } },
    {
      what: 'ANTHROPIC_AUTH_TOKEN and base URL',
      env: { ANTHROPIC_AUTH_TOKEN: stale, ANTHROPIC_BASE_URL: elsewhere },
    },
    { what: 'CLAUDE_CODE_USE_BEDROCK', env: { CLAUDE_CODE_USE_BEDROCK: '1', AWS_BEARER_TOKEN_BEDROCK: stale } },
    { what: 'binding of Remote Control', env: { CLAUDE_CODE_BRIDGE_SETTINGS_BINDING: stale } },
    { what: 'session that goes by the vendor alone', env: { CLAUDE_CODE_USER_DELEGATED_SESSION_DIRECT_API: '1' } },
    {
      what: 'settings.json with another key, address and model',
      files: {
        [own]: {
          env: { ANTHROPIC_BASE_URL: elsewhere, ANTHROPIC_AUTH_TOKEN: stale, ANTHROPIC_MODEL: 'claude-other' },
          apiKeyHelper: `echo ${stale}`,
        },
      },
    },
    {
      what: 'stored login',
      files: {
        '.claude/.credentials.json': {
          claudeAiOauth: {
            accessToken: stale,
            refreshToken: stale,
            expiresAt: 4102444800000,
            scopes: ['user:inference'],
          },
        },
      },
    },
    {
      what: "repository's list of the models that are admitted",
      files: {
        [own]: { availableModels: ['haiku'] },
        'project/.claude/settings.json': { availableModels: ['claude-opus-5-5'], model: 'claude-opus-5-5' },
        'project/.claude/settings.local.json': { availableModels: [] },
      },
    },
  ],
  resume: { words: ['claude', '-p', 'say more', '--continue'], says: 'say more' },
  subcommands: [
    { words: ['claude', 'mcp', 'add', '--scope', 'user', 'boats', 'echo'], shows: 'boats', file: '.claude.json' },
  ],
  signal: { code: 143 },
  through: [
    {
      gateway: 'bifrost',
      model: 'anthropic/claude-sonnet-4-5',
      path: '/anthropic/v1/messages',
      tells: 'x-bf-dim-agent',
    },
  ],
  terminal: {
    firstRun: true,
    questions: [
      enter('Dark mode'),
      enter('Security notes'),
      // The first choice, and the preselected one, is to leave.
      async (terminal) => {
        await terminal.reach('❯ Yes, I trust this folder');
        terminal.press('Enter');
      },
    ],
    ready: /shift\+tab|for shortcuts/,
    quit: submit('/exit'),
  },
};
