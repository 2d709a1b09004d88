import { expect } from 'vitest';
import { byChat, byMessages, byResponses } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase } from './case.ts';

const user = '.grok/config.toml';

export const grok: AgentCase = {
  agent: 'grok',
  words: ['grok', '-p', 'say hello'],
  models: [byMessages, byResponses, { ...byChat, model: 'gemini-2.5-pro', path: '/compat/chat/completions' }],
  // What was said is summed up by the model of the session, with all its tools.
  asksAgain: true,
  greets: '/',
  prints: /answer is canned\. You wrote: <user_query> say hello/,
  own: {
    [user]: '# mine\n[ui]\ncompact_mode = true\n',
    '.grok/AGENTS.md': inRhyme,
    '.grok/auth.json': '{}',
  },
  leftovers: ({ elsewhere }) => [
    {
      what: 'key, address, model or login in the environment',
      withProviderKey: true,
      forEachModel: true,
      env: {
        XAI_API_KEY: stale,
        GROK_CODE_XAI_API_KEY: stale,
        GROK_MODELS_BASE_URL: elsewhere,
        GROK_MODELS_LIST_URL: elsewhere,
        GROK_XAI_API_BASE_URL: elsewhere,
        XAI_API_BASE_URL: elsewhere,
        GROK_CLI_CHAT_PROXY_BASE_URL: elsewhere,
        GROK_DEFAULT_MODEL: 'other',
        GROK_WEB_SEARCH_MODEL: 'other',
        GROK_PROMPT_SUGGESTIONS_MODEL: 'other',
        GROK_CONFIG: '{"models":{"default":"other","allowed_models":["other"],"session_summary":"other"}}',
        GROK_AUTH: stale,
        GROK_AUTH_PROVIDER_COMMAND: `echo ${stale}`,
        GROK_DEPLOYMENT_KEY: stale,
        GROK_DISABLE_API_KEY_AUTH: '1',
        GROK_FORCE_LOGIN_TEAM_ID: 'other',
        GROK_OIDC_ISSUER: elsewhere,
        GROK_OIDC_CLIENT_ID: 'other',
        GROK_AGENT: 'other',
        OPENAI_API_KEY: stale,
        ANTHROPIC_API_KEY: stale,
      },
    },
    {
      what: "model, address and login in the user's settings",
      withProviderKey: true,
      forEachModel: true,
      files: {
        [user]: `default_auto_mode = false
[models]
default = "other"
allowed_models = ["other"]
session_summary = "other"
extra_headers = { x-api-key = "${stale}" }
[model.other]
model = "other"
base_url = "${elsewhere}/v1"
api_key = "${stale}"
[model.claude-sonnet-4-5]
model = "other"
base_url = "${elsewhere}/v1"
api_key = "${stale}"
[endpoints]
models_base_url = "${elsewhere}/v1"
xai_api_base_url = "${elsewhere}/v1"
deployment_key = "${stale}"
[auth]
auth_provider_command = "echo ${stale}"
[cli]
use_leader = true
`,
        '.grok/auth.json': { 'https://auth.x.ai::b1a00492': { key: stale, auth_mode: 'oidc', email: 'a@b.test' } },
      },
    },
    {
      what: 'settings of a repository',
      files: {
        'project/.grok/config.toml': `[models]\ndefault = "other"\n[model.other]\nmodel = "other"\nbase_url = "${elsewhere}/v1"\napi_key = "${stale}"\n`,
      },
      words: ['grok', '--trust', '-p', 'say hello'],
    },
    {
      what: 'settings that a variable names',
      apart: true,
      env: { GROK_CONFIG_PATH: 'overlay.toml' },
      files: { 'project/overlay.toml': '[models]\ndefault = "other"\n' },
    },
  ],
  resume: { words: ['grok', '-c', '-p', 'say more'], says: 'say more' },
  subcommands: [
    { words: ['grok', 'mcp', 'add', 'boats', '--', 'echo'], shows: 'boats', file: user },
    { words: ['grok', 'models'], shows: '* claude-sonnet-4-5 (default)' },
  ],
  refused: [{ code: 1 }],
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
    ready: 'Grok Build',
    also: async ({ terminal, home }) => {
      await terminal.until('200K');
      terminal.type('/model', false);
      await terminal.answer(/Switch the active model/, 'Enter');
      expect(await terminal.until(/Claude|Glm/)).not.toContain('Grok 4');
      terminal.type('Haiku 4.5', false);
      await terminal.answer(/❯ Claude Haiku 4\.5/, 'Enter');
      // How much it is to think.
      await terminal.answer('Balanced reasoning', 'Enter');
      await terminal.until('Switched to Claude Haiku 4.5');
      // It is kept in the settings of the session: the user has none.
      expect(home.snapshot().get(user)).toBeUndefined();
      return 'claude-haiku-4-5';
    },
    quit: submit('/quit'),
  },
};
