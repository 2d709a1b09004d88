import { expect, vi } from 'vitest';
import { byChat, byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, type AgentCase } from './case.ts';

const user = '.config/crush/crush.json';
const data = '.local/share/crush/crush.json';

export const crush: AgentCase = {
  agent: 'crush',
  words: ['crush', 'run', '-q', 'say hello'],
  models: [
    { ...byMessages, blankAlone: ['x-api-key'] },
    byResponses,
    { ...byChat, model: 'gemini-2.5-pro', path: '/compat/chat/completions' },
  ],
  own: {
    [user]: '{ "permissions": { "allowed_tools": ["view"] } }\n',
    [data]: '{ "models": {} }\n',
    '.config/crush/CRUSH.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => {
    const models = { large: { provider: 'mine', model: 'other' }, small: { provider: 'mine', model: 'other' } };
    const provider = {
      type: 'openai-compat',
      base_url: elsewhere,
      api_key: stale,
      models: [{ id: 'other', name: 'Other', context_window: 1000, default_max_tokens: 10 }],
    };
    const settings = { models, providers: { mine: provider } };
    return [
      {
        what: 'key, address or server in the environment',
        env: {
          OPENAI_API_KEY: stale,
          OPENAI_API_ENDPOINT: elsewhere,
          OPENAI_BASE_URL: elsewhere,
          OPENAI_ADMIN_KEY: stale,
          OPENAI_CUSTOM_HEADERS: `x-api-key: ${stale}`,
          OPENAI_ORG_ID: stale,
          OPENAI_PROJECT_ID: stale,
          CRUSH_OPENAI_ORG_ID: stale,
          ANTHROPIC_API_KEY: stale,
          ANTHROPIC_AUTH_TOKEN: stale,
          ANTHROPIC_API_ENDPOINT: elsewhere,
          ANTHROPIC_BASE_URL: elsewhere,
          ANTHROPIC_CUSTOM_HEADERS: `x-api-key: ${stale}`,
          CRUSH_ANTHROPIC_API_KEY: stale,
          CRUSH_CLIENT_SERVER: '1',
          CRUSH_DISABLE_DEFAULT_PROVIDERS: '0',
        },
        forEachModel: true,
        withProviderKey: true,
      },
      {
        what: "provider and model in the user's settings",
        files: { [user]: settings },
        forEachModel: true,
      },
      { what: 'provider and model that Crush wrote itself', files: { [data]: settings } },
      {
        what: "provider and model of the user's script",
        files: {
          '.config/crush/crushrc': `provider add mine --type openai-compat --base-url ${elsewhere} --api-key ${stale}\nmodel add mine/other\nmodel large mine/other\n`,
        },
        apart: true,
      },
      {
        what: "login of Anthropic's own tool",
        files: {
          '.config/anthropic/configs/default.json': { version: '1.0', authentication: { type: 'user_oauth' } },
          '.config/anthropic/credentials/default.json': { version: '1.0', type: 'oauth_token', access_token: stale },
        },
        apart: true,
        withProviderKey: true,
      },
    ];
  },
  resume: { words: ['crush', 'run', '-q', '--continue', 'say more'], says: 'say more' },
  subcommands: [{ words: ['crush', 'schema'], shows: 'disable_default_providers' }],
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
    questions: [
      // It asks nothing, but takes no input as long as it is still painting.
      async (terminal) => {
        await terminal.answer('ctrl+l models', 'End');
      },
    ],
    ready: 'ctrl+l models',
    also: async ({ terminal, home }) => {
      terminal.press('C-l');
      await terminal.answer('Switch Model', 'Down');
      // What is chosen stays with this session: the user's own choices are as they were.
      expect(await terminal.until(/Claude Haiku/)).not.toContain('OpenAI');
      terminal.type('Haiku 4.5', false);
      await terminal.answer(/> Haiku 4\.5[^]*Claude Haiku 4\.5/, 'Enter');
      await vi.waitFor(() => expect(terminal.screen()).not.toContain('Switch Model'), { timeout: 10_000 });
      expect(home.snapshot().get(data)).toBeUndefined();
      return 'claude-haiku-4-5';
    },
    quit: async (terminal) => {
      terminal.press('C-c');
      await terminal.answer('quit', 'Left', 'Enter');
    },
  },
};
