import { expect } from 'vitest';
import { byChat, byGoogle, byMessages, byResponses } from '../launching.ts';
import { enter, inRhyme, stale, submit, type AgentCase } from './case.ts';

const user = '.kimi-code/config.toml';
const ready = /context: \d+%/;

export const kimi: AgentCase = {
  agent: 'kimi',
  words: ['kimi', '-p', 'say hello'],
  models: [
    { ...byMessages, blank: ['x-api-key'] },
    { ...byResponses, blankAlone: ['authorization'] },
    byGoogle,
    { ...byChat, model: 'grok-4', path: '/grok/v1/chat/completions', blankAlone: ['authorization'] },
  ],
  own: {
    [user]: '# mine\ndefault_permission_mode = "auto" # always\n',
    '.kimi-code/mcp.json': '{ "mcpServers": {} }',
    '.kimi-code/tui.toml': 'theme = "dark"\n',
    '.kimi-code/AGENTS.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => [
    {
      what: 'key, address, model or header in the environment',
      env: {
        KIMI_MODEL_NAME: 'other',
        KIMI_MODEL_API_KEY: stale,
        KIMI_MODEL_BASE_URL: elsewhere,
        KIMI_MODEL_PROVIDER_TYPE: 'openai',
        KIMI_SECONDARY_MODEL: 'other',
        KIMI_API_KEY: stale,
        KIMI_BASE_URL: elsewhere,
        KIMI_CODE_BASE_URL: elsewhere,
        KIMI_CODE_OAUTH_HOST: elsewhere,
        KIMI_CODE_CUSTOM_HEADERS: `Authorization: Bearer ${stale}\nx-api-key: ${stale}`,
        KIMI_CODE_LEGACY_FLAG: '1',
        OPENAI_API_KEY: stale,
        OPENAI_BASE_URL: elsewhere,
        OPENAI_ORG_ID: stale,
        OPENAI_PROJECT_ID: stale,
        ANTHROPIC_API_KEY: stale,
        ANTHROPIC_AUTH_TOKEN: stale,
        ANTHROPIC_BASE_URL: elsewhere,
        ANTHROPIC_CUSTOM_HEADERS: `x-api-key: ${stale}\nauthorization: ${stale}`,
        GOOGLE_API_KEY: stale,
        GEMINI_API_KEY: stale,
        GOOGLE_GEMINI_BASE_URL: elsewhere,
        GOOGLE_VERTEX_BASE_URL: elsewhere,
        GOOGLE_GENAI_USE_VERTEXAI: 'true',
      },
      files: {
        [user]: [
          'default_model = "claude-sonnet-4-5"',
          'default_provider = "mine"',
          '[secondary_model]',
          'default_model = "claude-sonnet-4-5"',
          'force = true',
          '[providers.mine]',
          'type = "anthropic"',
          `base_url = "${elsewhere}"`,
          `api_key = "${stale}"`,
          '[models."claude-sonnet-4-5"]',
          'provider = "mine"',
          'model = "other"',
          'max_context_size = 1000',
          '',
        ].join('\n'),
      },
      forEachModel: true,
      withProviderKey: true,
    },
  ],
  resume: { words: ['kimi', '--continue', '-p', 'say more'], says: 'say more' },
  subcommands: [{ words: ['kimi', 'provider', 'list'], shows: /provider/i }],
  signal: { code: 143 },
  through: [
    { gateway: 'bifrost', model: 'anthropic/claude-sonnet-4-5', path: '/anthropic/v1/messages' },
    { gateway: 'litellm', model: 'team/gpt-5', path: '/v1/responses' },
    {
      gateway: 'compatible',
      model: 'team/gpt-5',
      path: '/v1/chat/completions',
      flags: ['--set', 'protocols=openai-chat'],
    },
  ],
  terminal: {
    questions: [enter('Trust this folder?')],
    ready,
    also: async ({ terminal, home }) => {
      await terminal.submit('/model');
      expect(await terminal.until('Select a model')).not.toContain('kimi-code');
      terminal.type('haiku 4.5', false);
      await terminal.answer(/❯ Claude Haiku 4\.5/, 'Enter');
      await terminal.until('Switched to Claude Haiku 4.5');
      expect(home.snapshot().get(user)).toBeUndefined();
      return 'claude-haiku-4-5';
    },
    quit: submit('/exit'),
  },
};
