import { expect } from 'vitest';
import { byChat, byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const user = '.continue/config.yaml';

export const cn: AgentCase = {
  agent: 'cn',
  words: ['cn', '-p', 'say hello'],
  models: [
    { ...byMessages, blank: ['x-api-key'] },
    { ...byResponses, blank: ['authorization'] },
    { ...byChat, model: 'grok-4', path: '/grok/v1/chat/completions', blank: ['authorization'] },
  ],
  own: {
    [user]: 'name: Mine # always\nversion: 1.0.0\nschema: v1\nrules:\n  - Be brief.\n',
    '.continue/permissions.yaml': 'allow: [Read]\nask: []\nexclude: []\n',
    '.continue/rules/mine.md': inRhyme,
    '.continue/settings.json': '{ "hooks": {} }\n',
  },
  leftovers: ({ elsewhere }) => [
    {
      what: 'key, address, client or model in the environment',
      env: {
        ANTHROPIC_API_KEY: stale,
        ANTHROPIC_AUTH_TOKEN: stale,
        ANTHROPIC_BASE_URL: elsewhere,
        OPENAI_API_KEY: stale,
        OPENAI_BASE_URL: elsewhere,
        OPENAI_ORG_ID: stale,
        OPENAI_PROJECT_ID: stale,
        CONTINUE_USE_AI_SDK: '1',
        CONTINUE_USE_BEDROCK: '1',
        CONTINUE_API_BASE: elsewhere,
        CONTINUE_CLI_TEST: '1',
        CONTINUE_CLI_TEST_SESSION_ID: stale,
        FEATURE_FLAG_DISABLE_CUSTOM_FETCH: '1',
        VERBOSE_FETCH: '1',
      },
      files: {
        [user]: [
          'name: Mine',
          'version: 1.0.0',
          'schema: v1',
          'models:',
          '  - name: Claude Sonnet 4.5',
          '    provider: anthropic',
          '    model: claude-sonnet-4-5',
          `    apiBase: ${elsewhere}/v1`,
          `    apiKey: ${stale}`,
          '',
        ].join('\n'),
        '.continue/index/globalContext.json': { cliSelectedModel: 'Claude Haiku 5.5' },
      },
      forEachModel: true,
      withProviderKey: true,
    },
  ],
  resume: { words: ['cn', '--resume', '-p', 'say more'], says: 'say more' },
  subcommands: [{ words: ['cn', '--help'], shows: '--readonly' }],
  signal: { code: 0 },
  through: [
    { gateway: 'bifrost', model: 'anthropic/claude-sonnet-4-5', path: '/anthropic/v1/messages' },
    { gateway: 'litellm', model: 'team/gpt-5', path: '/v1/responses' },
    {
      gateway: 'compatible',
      model: 'gpt-5',
      path: '/v1/chat/completions',
      flags: ['--set', 'protocols=openai-chat'],
    },
  ],
  terminal: {
    // Before, it takes Enter for a line of the text.
    ready: 'Model: Claude Sonnet 4.5',
    also: async ({ terminal, home }) => {
      await terminal.submit('/model');
      // It shows all at once: the first ones are above the screen.
      await terminal.answer(/Glm 5\.3/, 'Down');
      await terminal.answer(/Glm 5\.3/, 'Enter');
      await terminal.until('Switched to model: Claude Haiku 5.5');
      expect(home.snapshot().get('.continue/index/globalContext.json')).toBeUndefined();
      return 'claude-haiku-5-5';
    },
    quit: submit('/exit'),
  },
};
