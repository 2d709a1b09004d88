import { expect } from 'vitest';
import { byGoogle, byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const settings = '.pi/agent/settings.json';
const models = '.pi/agent/models.json';

export const pi: AgentCase = {
  agent: 'pi',
  words: ['pi', '-p', 'say hello'],
  models: [byMessages, byResponses, byGoogle],
  own: {
    [settings]: '{\n "defaultProvider": "anthropic",\t"defaultModel": "other", "enabledModels": ["x/*"] }',
    [models]: '{ "providers": {} }\n',
    '.pi/agent/AGENTS.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => {
    const headers = { authorization: `Bearer ${stale}`, 'x-api-key': stale };
    const own = { baseUrl: elsewhere, apiKey: stale, headers };
    return [
      {
        what: 'key or address in the environment',
        forEachModel: true,
        env: {
          OPENAI_API_KEY: stale,
          OPENAI_BASE_URL: elsewhere,
          OPENAI_ORG_ID: stale,
          OPENAI_CUSTOM_HEADERS: `authorization: Bearer ${stale}`,
          ANTHROPIC_API_KEY: stale,
          ANTHROPIC_AUTH_TOKEN: stale,
          ANTHROPIC_BASE_URL: elsewhere,
          ANTHROPIC_CUSTOM_HEADERS: `x-api-key: ${stale}`,
          GEMINI_API_KEY: stale,
          GOOGLE_API_KEY: stale,
          GOOGLE_GEMINI_BASE_URL: elsewhere,
          GOOGLE_GENAI_USE_VERTEXAI: 'true',
          GOOGLE_GENAI_API_VERSION: 'v9',
          JITI_EXTENSIONS: '1',
          JITI_NATIVE_MODULES: '1',
          JITI_TRANSFORM_MODULES: '1',
          PI_STARTUP_BENCHMARK: '1',
        },
      },
      {
        what: 'key, address or model in its auth.json, models.json and settings.json',
        forEachModel: true,
        files: {
          '.pi/agent/auth.json': {
            anthropic: { type: 'api_key', key: stale },
            jetway: { type: 'api_key', key: stale },
          },
          [models]: { providers: { openai: own, anthropic: own, google: own } },
          [settings]: { defaultProvider: 'openai', defaultModel: 'other', enabledModels: ['openai/*'] },
        },
      },
    ];
  },
  resume: {
    words: ['pi', '-p', 'say more', '--continue', '--model', 'gpt-5.5:high'],
    says: 'say more',
    asks: byResponses,
  },
  subcommands: [
    { words: ['pi', '--list-models', 'jetway'], shows: /jetway +claude-sonnet-4-5/ },
    { words: ['pi', 'list'], shows: /packages/i },
  ],
  signal: { code: 143 },
  through: [{ gateway: 'litellm', model: 'team-model', path: '/v1/chat/completions', lacks: 'store' }],
  terminal: {
    // It would fetch programs for its search from another host first.
    env: { PI_OFFLINE: '1' },
    files: { [settings]: '{ "quietStartup": true }\n' },
    ready: 'claude-sonnet-4-5 •',
    also: async ({ terminal }) => {
      await terminal.submit('/new');
      await terminal.until(/New session/i);
      await terminal.submit('/model');
      await terminal.until('[jetway]');
      await terminal.submit('gpt-5.5');
      await terminal.until('gpt-5.5 •');
      return 'gpt-5.5';
    },
    quit: submit('/quit'),
    after: async ({ home }) => {
      expect(home.read(settings)).not.toContain('jetway');
    },
  },
};
