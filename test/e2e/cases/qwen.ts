import { expect } from 'vitest';
import { byChat, byGoogle, byMessages } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const user = '.qwen/settings.json';

export const qwen: AgentCase = {
  agent: 'qwen',
  words: ['qwen', '-p', 'say hello'],
  models: [{ ...byMessages, blank: ['authorization'] }, byChat, byGoogle],
  asksAgain: true,
  avoids: /aliyun/,
  own: {
    [user]: '{\n  // mine\n  "$version": 4, "ui": { "hideTips": true },\n\t"model": { "maxSessionTurns": 9 }\n}',
    '.qwen/QWEN.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => {
    const variables = {
      OPENAI_API_KEY: stale,
      OPENAI_BASE_URL: elsewhere,
      OPENAI_MODEL: 'other',
      ANTHROPIC_API_KEY: stale,
      ANTHROPIC_AUTH_TOKEN: stale,
      ANTHROPIC_BASE_URL: elsewhere,
      ANTHROPIC_MODEL: 'other',
      GEMINI_API_KEY: stale,
      GOOGLE_API_KEY: stale,
      GOOGLE_GEMINI_BASE_URL: elsewhere,
      GOOGLE_GENAI_USE_VERTEXAI: 'true',
      GOOGLE_GENAI_API_VERSION: 'v9',
    };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    const list = [{ id: 'claude-sonnet-4-5', envKey: 'OLD_KEY', baseUrl: elsewhere }];
    const settings = {
      $version: 4,
      env: { OLD_KEY: stale, OPENAI_API_KEY: stale, ANTHROPIC_API_KEY: stale },
      modelProviders: { anthropic: list, openai: list, 'openai-responses': list },
      security: { auth: { selectedType: 'openai', enforcedType: 'openai', apiKey: stale, baseUrl: elsewhere } },
      model: {
        name: 'other',
        baseUrl: elsewhere,
        generationConfig: { customHeaders: { Authorization: `Bearer ${stale}`, 'x-api-key': stale } },
      },
      fastModel: 'openai:other',
      modelFallbacks: 'claude-sonnet-4-5',
    };
    return [
      {
        what: 'key, address or model in the environment',
        env: {
          ...variables,
          OPENAI_ORG_ID: stale,
          QWEN_CODE_SIMPLE: '1',
          QWEN_CODE_MANAGED_NPM_UPDATE_VERSION: '1',
          QWEN_CODE_PRIVATE_RELAUNCH_ENV_PROVENANCE: '1',
          QWEN_CODE_RELAUNCH_ARGS: '["--version"]',
        },
        forEachModel: true,
        apart: true,
      },
      {
        what: 'key, address or model in the settings of the user',
        files: { [user]: settings },
        forEachModel: true,
        apart: true,
      },
      {
        what: 'the same in the settings of the project',
        files: { 'project/.qwen/settings.json': settings },
        forEachModel: true,
        apart: true,
      },
      {
        what: 'the same in a .env of the user or the project',
        files: { '.qwen/.env': lines.join(''), 'project/.qwen/.env': lines.join('') },
        forEachModel: true,
        apart: true,
      },
    ];
  },
  resume: {
    words: ['qwen', '-p', 'say more', '-m', 'gpt-5.5', '--continue'],
    says: 'say more',
    asks: byChat,
  },
  subcommands: [{ words: ['qwen', 'mcp', 'add', '--scope', 'user', 'boats', 'echo'], shows: 'boats', file: user }],
  // The signal ends what its command starts first, and is not passed on from there: the rest works on by itself (0.24.4).
  signal: { code: 143, leaves: true },
  through: [{ gateway: 'bifrost', model: 'anthropic/claude-sonnet-4-5', path: '/anthropic/v1/messages' }],
  terminal: {
    ready: 'Type your message',
    also: async ({ terminal }) => {
      await terminal.submit('/model');
      // The model in use, and all others of the gateway around it.
      const picker = await terminal.until(/› +\d+\. \[anthropic\].*claude-sonnet-4-5/);
      expect(picker).toMatch(/\d+\. \[openai\]/);
      terminal.press('Escape');
      await terminal.until('Type your message');
      return undefined;
    },
    quit: submit('/quit'),
  },
};
