import { byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, type AgentCase, type Left } from './case.ts';

const project = 'project/opencode.json';
const $schema = 'https://opencode.ai/config.json';

const redefined = ({ elsewhere }: Left): object => ({
  api: elsewhere,
  options: { baseURL: elsewhere, apiKey: stale, headers: { 'x-api-key': stale } },
});

export const opencode: AgentCase = {
  agent: 'opencode',
  words: ['opencode', 'run', 'say hello'],
  models: [byResponses, byMessages],
  own: {
    // OpenCode writes a `$schema` into a file that has none.
    '.config/opencode/opencode.json': `{ "$schema": "${$schema}",\n   "autoupdate": false, "share": "disabled" }`,
    '.config/opencode/AGENTS.md': inRhyme,
  },
  leftovers: (there) => [
    {
      what: 'keys of vendors in the environment',
      env: { OPENAI_API_KEY: stale, ANTHROPIC_API_KEY: stale, OPENROUTER_API_KEY: stale },
    },
    { what: 'workspace of another server', env: { OPENCODE_WORKSPACE_ID: 'wrk_elsewhere' } },
    {
      what: 'stored login',
      files: {
        '.local/share/opencode/auth.json': { openai: { type: 'api', key: stale }, jetway: { type: 'api', key: stale } },
      },
    },
    {
      what: "project's opencode.json with another provider",
      files: {
        [project]: {
          $schema,
          model: 'other/model',
          small_model: 'other/model',
          disabled_providers: ['jetway', 'openai'],
          provider: {
            other: {
              npm: '@ai-sdk/openai-compatible',
              options: { baseURL: there.elsewhere, apiKey: stale },
              models: { model: {} },
            },
          },
        },
      },
    },
    {
      what: "project's opencode.json that redefines the provider",
      forEachModel: true,
      files: {
        [project]: {
          $schema,
          provider: Object.fromEntries(['jetway', 'openai', 'anthropic'].map((name) => [name, redefined(there)])),
        },
      },
    },
  ],
  signal: { code: 143 },
  through: [{ gateway: 'bifrost', model: 'openai/gpt-5', path: '/openai/v1/responses', tells: 'x-bf-dim-agent' }],
  terminal: {
    firstRun: true,
    ready: /Ask anything/,
    quit: async (terminal) => terminal.press('C-c'),
  },
};
