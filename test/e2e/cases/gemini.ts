import { expect } from 'vitest';
import { byGoogle } from '../launching.ts';
import { enter, inRhyme, stale, submit, type AgentCase, type There } from './case.ts';

const user = '.gemini/settings.json';

export const gemini: AgentCase = {
  agent: 'gemini',
  // A folder that nobody has trusted it refuses, so the user's own flag for that is among the words.
  words: ['gemini', '--skip-trust', '-p', 'say hello'],
  plain: ['gemini', '-p', 'say hello'],
  models: [byGoogle],
  avoids: /./,
  own: {
    [user]: '{\n  // mine\n  "ui": { "hideBanner": true },\n\t"general": {"vimMode": false}\n}',
    '.gemini/GEMINI.md': inRhyme,
    '.gemini/trustedFolders.json': '{}',
    '.gemini/keybindings.json': '[]\n',
  },
  leftovers: ({ elsewhere }) => [
    {
      what: 'keys and addresses in the environment',
      withProviderKey: true,
      env: {
        GEMINI_API_KEY: stale,
        GOOGLE_API_KEY: stale,
        GOOGLE_GEMINI_BASE_URL: elsewhere,
        GOOGLE_VERTEX_BASE_URL: elsewhere,
        GEMINI_API_KEY_AUTH_MECHANISM: 'bearer',
        GEMINI_CLI_CUSTOM_HEADERS: `Authorization: Bearer ${stale}`,
        GOOGLE_GENAI_API_VERSION: 'v9',
        GEMINI_MODEL: 'other',
      },
    },
    {
      what: 'Vertex AI',
      withProviderKey: true,
      env: { GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_CLOUD_PROJECT: 'p', GOOGLE_CLOUD_LOCATION: 'us' },
    },
    {
      what: 'login with Google that the settings choose',
      withProviderKey: true,
      env: { GOOGLE_GENAI_USE_GCA: 'true' },
      files: {
        [user]: { security: { auth: { selectedType: 'oauth-personal' } }, model: { name: 'other' } },
        '.gemini/oauth_creds.json': { access_token: stale, refresh_token: stale, expiry_date: 4e12 },
      },
    },
    {
      what: '.env of user or project',
      withProviderKey: true,
      apart: true,
      files: Object.fromEntries(
        ['.gemini/.env', 'project/.env', 'project/.gemini/.env'].map((path) => [
          path,
          `GEMINI_API_KEY=${stale}\nGOOGLE_API_KEY=${stale}\nGOOGLE_GEMINI_BASE_URL=${elsewhere}\n` +
            `GEMINI_CLI_CUSTOM_HEADERS="x-api-key: ${stale}"\nGEMINI_MODEL=other\nGOOGLE_GENAI_USE_VERTEXAI=true\n`,
        ]),
      ),
    },
  ],
  resume: { words: ['gemini', '--skip-trust', '--resume', 'latest', '-p', 'say more'], says: 'say more' },
  subcommands: [
    {
      words: ['gemini', 'mcp', 'add', '--scope', 'user', 'boats', 'echo'],
      shows: 'boats',
      file: user,
    },
  ],
  refused: [{ code: 1 }, { args: ['-o', 'json'], code: 400 % 256 }],
  // It tidies up and says that all is well.
  signal: { code: 0 },
  through: [
    { gateway: 'bifrost', model: 'openai/gpt-5', path: '/genai/v1beta/models/openai/gpt-5:streamGenerateContent' },
    { gateway: 'litellm', model: 'team-model', path: '/v1beta/models/team-model:streamGenerateContent' },
    {
      gateway: 'compatible',
      model: 'google/gemini-2.5-pro:free',
      path: '/v1beta/models/google/gemini-2.5-pro:free:streamGenerateContent',
      flags: ['--set', 'protocols=gemini'],
    },
  ],
  terminal: {
    questions: [enter('Do you trust the files in this folder?')],
    ready: 'Type your message',
    also: async ({ terminal }) => {
      await terminal.until('gemini-2.5-pro');
      await terminal.submit('/model set gemini-2.5-flash');
      await terminal.until('Model set to gemini-2.5-flash');
      return 'gemini-2.5-flash';
    },
    quit: submit('/quit'),
    after: asksOnce,
  },
};

/** The answer about the folder is the user's own, and kept where plain Gemini CLI has it. */
async function asksOnce({ terminal, line, home }: There): Promise<void> {
  const shown = terminal.written();
  expect(shown).toContain('Authenticated with gateway');
  expect(home.read('.gemini/trustedFolders.json')).toContain('TRUST_FOLDER');
  await terminal.clear();
  terminal.type(`${line}; echo "ended $?"`);
  await terminal.until('Type your message');
  await terminal.submit('/quit');
  await terminal.until('ended 0');
  expect(terminal.written(shown.length)).not.toContain('Do you trust');
}
