import { expect, vi } from 'vitest';
import { byGoogle, byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, type AgentCase } from './case.ts';

const user = '.openclaw/openclaw.json';
const ready = /claude-sonnet-4-5 \w+ \| deliver/;

export const openclaw: AgentCase = {
  agent: 'openclaw',
  words: ['openclaw', 'agent', 'exec', 'say hello'],
  isDear: true,
  prints: /the answer is canned\. You wrote: \[.*\] say hello/,
  models: [{ ...byMessages, blank: ['x-api-key'] }, byResponses, byGoogle],
  own: {
    [user]: '// mine\n{ logging: { level: "warn", }, }\n',
    'project/AGENTS.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => {
    const model = 'mine/other';
    return [
      {
        what: 'key, address or settings in the environment',
        env: {
          OPENAI_API_KEY: stale,
          OPENAI_BASE_URL: elsewhere,
          ANTHROPIC_API_KEY: stale,
          ANTHROPIC_BASE_URL: elsewhere,
          OPENCLAW_GATEWAY_URL: elsewhere.replace('http', 'ws'),
          OPENCLAW_GATEWAY_TOKEN: stale,
          OPENCLAW_CONTAINER: 'none-of-that-name',
          OPENCLAW_SHELL: 'exec',
        },
      },
      {
        what: 'provider, model and agent of the user’s own',
        files: {
          [user]: {
            models: {
              providers: {
                mine: {
                  baseUrl: elsewhere,
                  api: 'openai-completions',
                  apiKey: stale,
                  models: [{ id: 'other', name: 'Other' }],
                },
              },
            },
            agents: {
              defaults: { model: { primary: model, fallbacks: [model] }, imageModel: model, utilityModel: model },
              entries: { main: { model, utilityModel: model, modelPolicy: { allow: ['mine/*'] } } },
            },
          },
          '.openclaw/.env': `OPENAI_API_KEY=${stale}\nOPENCLAW_CONFIG_PATH=/nowhere\n`,
          'project/.env': `OPENAI_API_KEY=${stale}\nJETWAY_OPENCLAW_1=${stale}\nOPENCLAW_CONFIG_PATH=/nowhere\n`,
        },
      },
    ];
  },
  subcommands: [{ words: ['openclaw', 'config', 'file'], shows: 'openclaw.json' }],
  through: [
    {
      gateway: 'compatible',
      model: 'team/gpt-5',
      path: '/v1/chat/completions',
      flags: ['--set', 'protocols=openai-chat'],
    },
  ],
  terminal: {
    questions: [
      // It asks nothing; in a new home its first start lays out a workspace and takes long.
      async (terminal) => {
        await terminal.until(ready, 150_000);
        await terminal.submit('/model');
        await terminal.until('search:', 60_000);
        expect(terminal.screen()).toContain('jetway/claude');
        terminal.press('Escape');
        await vi.waitFor(() => expect(terminal.screen()).not.toContain('search:'), { timeout: 10_000, interval: 100 });
      },
    ],
    ready,
    quit: async (terminal) => {
      await terminal.submit('/exit');
    },
  },
};
