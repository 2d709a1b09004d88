import { expect } from 'vitest';
import { byChat, byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const user = '.vibe/config.toml';
const ready = /\dk?\/\d+k tokens/;

export const vibe: AgentCase = {
  agent: 'vibe',
  words: ['vibe', '-p', 'say hello'],
  isDear: true,
  models: [byMessages, byResponses, { ...byChat, model: 'gemini-2.5-pro', path: '/compat/chat/completions' }],
  own: {
    [user]: '# mine\ntheme = "dark" # the best\n',
    '.vibe/AGENTS.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => {
    const provider = { name: 'mine', api_base: elsewhere, api_key_env_var: 'OLD_KEY', api_style: 'anthropic' };
    const model = { name: 'other', provider: 'mine', alias: 'claude-sonnet-4-5' };
    const toml = [
      'active_model = "claude-sonnet-4-5"',
      'allowed_models = ["other"]',
      'utility_models = { title = "claude-sonnet-4-5", smart_approve = "claude-sonnet-4-5" }',
      '[[providers]]',
      ...Object.entries(provider).map(([name, value]) => `${name} = "${value}"`),
      '[[models]]',
      ...Object.entries(model).map(([name, value]) => `${name} = "${value}"`),
      '',
    ].join('\n');
    const variables = {
      VIBE_PROVIDERS: JSON.stringify([provider]),
      VIBE_MODELS: JSON.stringify([model]),
      VIBE_ACTIVE_MODEL: 'claude-sonnet-4-5',
      VIBE_ALLOWED_MODELS: '["other"]',
      VIBE_COMPACTION_MODEL: JSON.stringify(model),
      VIBE_VISION_MODEL: JSON.stringify(model),
      VIBE_UTILITY_MODELS: '{"title":"claude-sonnet-4-5"}',
      VIBE_UTILITY_MODELS__TITLE: 'claude-sonnet-4-5',
      OLD_KEY: stale,
    };
    return [
      {
        what: 'key, address or model in the environment',
        env: { ...variables, OPENAI_API_KEY: stale, ANTHROPIC_API_KEY: stale, MISTRAL_API_KEY: stale },
        forEachModel: true,
      },
      {
        what: 'the same in its config.toml',
        files: { [user]: toml },
        env: { OLD_KEY: stale },
        forEachModel: true,
        apart: true,
      },
      {
        what: 'the same in its .env',
        files: {
          '.vibe/.env': Object.entries(variables)
            .map(([name, value]) => `${name}='${value}'\n`)
            .join(''),
        },
        apart: true,
      },
      {
        what: 'the same in the settings of a trusted project',
        words: ['vibe', '--trust', '-p', 'say hello'],
        files: { 'project/.vibe/config.toml': toml },
        env: { OLD_KEY: stale },
        apart: true,
      },
    ];
  },
  resume: { words: ['vibe', '-p', 'say more', '--continue'], says: 'say more' },
  subcommands: [{ words: ['vibe', 'config', 'schema'], shows: 'active_model' }],
  signal: { code: 3 },
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
      // It asks nothing; in a new home its first start lays out skills and takes long.
      async (terminal) => {
        await terminal.until(ready, 100_000);
      },
    ],
    ready,
    also: async ({ terminal, home }) => {
      await terminal.submit('/model');
      expect(await terminal.until('Select Model')).not.toContain('Mistral Medium');
      // The second row is the model in use; Enter saves it, and then the level of thinking.
      await terminal.answer(/› Default/, 'Down', 'Enter');
      await terminal.answer('Select Thinking Level', 'Enter');
      await terminal.until('Configuration reloaded');
      expect(home.read(user)).toContain('jetway/');
      return undefined;
    },
    quit: submit('/exit'),
    after: async ({ home }) => {
      expect(home.snapshot().get(user)?.toString() ?? '').not.toContain('jetway');
    },
  },
};
