import { join } from 'node:path';
import { byMessages, byResponses } from '../launching.ts';
import { enter, inRhyme, submit, type AgentCase, type Left } from './case.ts';

const ofGitHub = 'ghu_stale77c1d0e5';

const printing = {
  agent: 'copilot',
  words: ['copilot', '-p', 'say hello'],
  models: [byResponses, byMessages],
  // It puts the time before the prompt, which the answer repeats.
  prints: /answer is canned\. You wrote:[^]*say hello/,
  own: {
    '.copilot/settings.json': '{\n  // mine\n  "banner": "never"\n}',
    '.copilot/copilot-instructions.md': inRhyme,
    '.copilot/mcp-config.json': '{ "mcpServers": {} }',
  },
  leftovers: ({ home, elsewhere }: Left) => [
    {
      what: 'provider or model in the environment, its providers.json or settings.json',
      env: {
        COPILOT_PROVIDER_BASE_URL: elsewhere,
        COPILOT_PROVIDER_TYPE: 'anthropic',
        COPILOT_PROVIDER_API_KEY: ofGitHub,
        COPILOT_PROVIDER_BEARER_TOKEN: ofGitHub,
        COPILOT_PROVIDER_API_KEY_COMMAND: `echo ${ofGitHub}`,
        COPILOT_PROVIDER_HEADERS: `x-api-key: ${ofGitHub}`,
        COPILOT_PROVIDER_WIRE_MODEL: 'other',
        COPILOT_PROVIDER_MODEL_ID: 'other',
        COPILOT_PROVIDERS_CONFIG: join(home, '.copilot/providers.json'),
        COPILOT_MODEL: 'other',
        COPILOT_CLI_EVAL_MAX_PROMPT_TOKENS: 'other',
        COPILOT_RESTART_BOOTSTRAP: elsewhere,
        COPILOT_SHUTDOWN_FLUSH: JSON.stringify({ url: elsewhere }),
        COPILOT_VOICE_SERVER_MODE: '1',
        COPILOT_SEA_EXTRACT_ONLY: '1',
        COPILOT_PLAN_THEN_AUTOPILOT: '1',
      },
      files: {
        '.copilot/providers.json': {
          providers: [{ name: 'other', baseUrl: elsewhere, apiKey: ofGitHub }],
          models: [{ id: 'gpt-5.5', provider: 'other' }],
        },
        '.copilot/settings.json': { model: 'claude-opus-5' },
      },
    },
  ],
  resume: { words: ['copilot', '--continue', '-p', 'say goodbye'], says: 'say goodbye' },
} satisfies AgentCase;

export const copilot: AgentCase = {
  ...printing,
  subcommands: [
    { words: ['copilot', 'mcp', 'add', 'boats', '--', 'echo'], shows: 'boats', file: '.copilot/mcp-config.json' },
  ],
  // It tidies up and says that all is well.
  signal: { code: 0 },
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
    questions: [enter('Do you trust the files in this folder?')],
    ready: 'help',
    quit: submit('/exit'),
  },
};

/** npm's script passes no signal on. */
export const copilotByScript: AgentCase = { ...printing, script: '@github/copilot/npm-loader.js' };
