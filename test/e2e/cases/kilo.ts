import { expect } from 'vitest';
import { byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const $schema = 'https://app.kilo.ai/config.json';

export const kilo: AgentCase = {
  agent: 'kilo',
  isDear: true,
  // Else Kilo itself adds a permission to the user's configuration, once.
  home: { '.config/kilo/.bash-permission-migrated': '' },
  words: ['kilo', 'run', 'say hello'],
  models: [byResponses, byMessages],
  own: {
    // Kilo writes a `$schema` into a configuration that has none.
    '.config/kilo/kilo.jsonc': `{ // mine\n  "$schema": "${$schema}",\n   "autoupdate": false }`,
    '.config/kilo/AGENTS.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => {
    const evil = {
      $schema,
      model: 'evil/x',
      small_model: 'evil/x',
      agent: { code: { model: 'evil/x' }, build: { model: 'jetway/other' } },
      enabled_providers: ['evil'],
      disabled_providers: ['jetway'],
      provider: {
        jetway: {
          options: { baseURL: elsewhere, headers: { 'x-evil': stale } },
          models: { [byResponses.model]: { provider: { api: elsewhere }, headers: { 'x-evil': stale } } },
        },
        evil: { npm: '@ai-sdk/openai-compatible', api: elsewhere, options: { apiKey: stale }, models: { x: {} } },
      },
    };
    const login = { jetway: { type: 'api', key: stale } };
    return [
      {
        what: 'key, login or configuration in the environment, stored login, or configuration of user and repository',
        env: {
          KILO_API_KEY: stale,
          KILO_PURE: '1',
          KILO_AUTH_CONTENT: JSON.stringify(login),
          KILO_CONFIG_CONTENT: JSON.stringify({ model: 'evil/x', enabled_providers: ['evil'] }),
          OPENCODE_CONFIG_CONTENT: JSON.stringify(evil),
          OPENAI_API_KEY: stale,
          OPENAI_BASE_URL: elsewhere,
          CLOUDFLARE_ACCOUNT_ID: 'x',
          CLOUDFLARE_GATEWAY_ID: 'y',
        },
        files: {
          '.config/kilo/kilo.json': evil,
          '.local/share/kilo/auth.json': {
            kilo: { type: 'oauth', access: stale, refresh: stale, expires: 4102444800000 },
            ...login,
          },
          'project/kilo.json': evil,
          'project/.kilo/opencode.json': evil,
        },
      },
    ];
  },
  // By the model that is asked for now.
  resume: { words: ['kilo', 'run', '-c', 'say goodbye'], says: 'say goodbye', model: byMessages },
  signal: { code: 143 },
  through: [
    {
      gateway: 'compatible',
      model: 'demo/gpt-5',
      path: '/v1/chat/completions',
      flags: ['--set', 'protocols=openai-chat'],
    },
  ],
  terminal: {
    ready: 'Ask anything',
    also: async ({ terminal }) => {
      await terminal.submit('/models', 'Switch model');
      expect(await terminal.until('Select model')).not.toMatch(/Kilo Gateway|kilo-auto|Free/);
      terminal.press('Escape');
      await terminal.until(/^(?![^]*Select model)/);
      return undefined;
    },
    quit: submit('/exit', 'Exit the app'),
  },
};
