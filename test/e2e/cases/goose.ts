import { byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const config = '.config/goose/config.yaml';

export const goose: AgentCase = {
  agent: 'goose',
  words: ['goose', 'run', '-t', 'say hello'],
  models: [
    { ...byResponses, untold: "Goose can't send the header cf-aig-metadata" },
    { ...byMessages, path: '/compat/chat/completions', vendor: byResponses.vendor },
  ],
  own: {
    [config]: 'GOOSE_MODE: smart_approve # mine\nextensions: {}\n',
    '.config/goose/.goosehints': inRhyme,
  },
  leftovers: ({ elsewhere }) => [
    {
      what: 'provider, key, address or model in the environment, its config.yaml or its kept secrets',
      forEachModel: true,
      env: {
        OPENAI_HOST: elsewhere,
        OPENAI_BASE_URL: elsewhere,
        LITELLM_HOST: elsewhere,
        ANTHROPIC_HOST: elsewhere,
        GOOSE_PROVIDER: 'anthropic',
        GOOSE_MODEL: 'other',
        GOOSE_CONTEXT_LIMIT: '10',
        GOOSE_DISABLE_KEYRING: '1',
        OPENAI_API_KEY: stale,
        OPENAI_BASE_PATH: 'other/chat/completions',
        OPENAI_CUSTOM_HEADERS: `x-api-key=${stale}`,
        OPENAI_ORGANIZATION: stale,
        LITELLM_API_KEY: stale,
        LITELLM_BASE_PATH: 'other',
        LITELLM_CUSTOM_HEADERS: `x-api-key: ${stale}`,
        ANTHROPIC_API_KEY: stale,
        GOOSE_TOOLSHIM: '1',
      },
      files: {
        [config]: [
          'active_provider: anthropic',
          'providers:',
          '  anthropic:',
          '    enabled: true',
          '    model: other',
          '    configured: true',
          `OPENAI_HOST: ${elsewhere}`,
          `OPENAI_BASE_URL: ${elsewhere}`,
          'OPENAI_BASE_PATH: other/chat/completions',
          `OPENAI_ORGANIZATION: ${stale}`,
          `OPENAI_PROJECT: ${stale}`,
          `LITELLM_HOST: ${elsewhere}`,
          'LITELLM_BASE_PATH: other',
          'GOOSE_SUBAGENT_PROVIDER: anthropic',
          'GOOSE_SUBAGENT_MODEL: other',
          'GOOSE_TOOLSHIM: true',
          '',
        ].join('\n'),
        '.config/goose/secrets.yaml': [
          `OPENAI_API_KEY: ${stale}`,
          `OPENAI_CUSTOM_HEADERS: x-api-key=${stale}`,
          `LITELLM_API_KEY: ${stale}`,
          `LITELLM_CUSTOM_HEADERS: "x-api-key: ${stale}"`,
          '',
        ].join('\n'),
      },
    },
  ],
  subcommands: [{ words: ['goose', 'session', 'list'], shows: 'No sessions' }],
  refused: [{ status: '401', code: 1 }],
  signal: { code: 143 },
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
    questions: [
      // To the right is No.
      async (terminal) => {
        await terminal.answer('Share anonymous usage data', 'Right');
        await terminal.answer('● No', 'Enter');
      },
    ],
    ready: 'goose is ready',
    quit: submit('/exit'),
  },
};
