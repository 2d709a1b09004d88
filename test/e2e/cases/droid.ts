import { join } from 'node:path';
import { expect } from 'vitest';
import { answer, byMessages, byResponses } from '../launching.ts';
import { enter, inRhyme, stale, submit, type AgentCase } from './case.ts';

const user = '.factory/settings.json';

export const droid: AgentCase = {
  agent: 'droid',
  words: ['droid', 'exec', 'say hello'],
  models: [byResponses, byMessages],
  prints: new RegExp(`^${answer}\\s*$`),
  avoids: /factory/,
  own: {
    [user]: '{\n  // mine\n  "logoAnimation": "off"\n}',
    '.factory/mcp.json': '{ "mcpServers": {} }',
    '.factory/AGENTS.md': inRhyme,
  },
  takesOneKey: "Droid can't send the credentials",
  leftovers: ({ home, elsewhere }) => {
    const own = {
      customModels: [
        {
          id: 'custom:gpt-5.5',
          model: 'gpt-5.5',
          displayName: 'Mine',
          provider: 'openai',
          baseUrl: elsewhere,
          apiKey: stale,
        },
      ],
      sessionDefaultSettings: { model: 'custom:gpt-5.5', specModeModel: 'custom:gpt-5.5' },
    };
    return [
      {
        what: 'key, address or settings file in the environment, model of its own in the settings of user or project',
        words: ['droid', 'exec', '--use-spec', 'say hello'],
        env: {
          FACTORY_RUNTIME_SETTINGS_PATH: join(home, 'mine.json'),
          FACTORY_API_KEY: stale,
          OPENAI_API_KEY: stale,
          OPENAI_BASE_URL: elsewhere,
          FACTORY_INTERNAL_AWS_CREDENTIAL_HELPER: elsewhere,
          FACTORY_E2E_TOOLS_READY_GATE_FILE: elsewhere,
        },
        files: Object.fromEntries(
          [user, '.factory/settings.local.json', 'project/.factory/settings.json', 'mine.json'].map((path) => [
            path,
            own,
          ]),
        ),
      },
    ];
  },
  subcommands: [{ words: ['droid', 'mcp', 'add', 'boats', 'echo'], shows: 'boats', file: '.factory/mcp.json' }],
  // It tidies up and says that all is well.
  signal: { code: 0 },
  through: [
    { gateway: 'bifrost', model: 'team/gpt-5', path: '/openai/v1/responses' },
    { gateway: 'litellm', model: 'team/gpt-5', path: '/v1/responses' },
    {
      gateway: 'compatible',
      model: 'team/gpt-5',
      path: '/v1/chat/completions',
      flags: ['--set', 'protocols=openai-chat'],
    },
  ],
  terminal: {
    model: 'claude-sonnet-4-5',
    questions: [enter('Trust this folder?')],
    ready: '? for help',
    also: async ({ terminal }) => {
      await terminal.submit('/model');
      await terminal.until('Custom Models');
      await terminal.submit('gpt-5.5', '5.5');
      await terminal.answer('Select Reasoning Effort', 'Enter');
      await terminal.until('? for help');
      return 'gpt-5.5';
    },
    quit: submit('/exit'),
    after: async ({ home }) => {
      // Plain Droid has none of the models.
      expect(home.read(user)).not.toContain('custom:');
    },
  },
};
