import { exported, key, loggedIn, printed, stored, type Place, type Scenario } from './scenario.ts';

export const user = '.claude/settings.json';
export const project = 'project/.claude/settings.json';
const local = 'project/.claude/settings.local.json';
const login = {
  '.claude/.credentials.json': {
    claudeAiOauth: {
      accessToken: loggedIn,
      refreshToken: 'none',
      expiresAt: 4102444800000,
      scopes: ['user:inference'],
    },
  },
};
export const token = ({ a }: Place): Readonly<Record<string, string>> => ({
  ANTHROPIC_BASE_URL: a,
  ANTHROPIC_AUTH_TOKEN: exported,
});
const apiKey = ({ a }: Place): Readonly<Record<string, string>> => ({ ANTHROPIC_BASE_URL: a, ANTHROPIC_API_KEY: key });
const base = ({ a }: Place): Readonly<Record<string, string>> => ({ ANTHROPIC_BASE_URL: a });

export const claudeScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the environment alone',
    env: (at) => ({ ...token(at), ANTHROPIC_MODEL: 'model-exported' }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-exported',
  },
  {
    what: "the user's settings above the environment",
    env: token,
    files: ({ b }) => ({ [user]: { env: { ANTHROPIC_BASE_URL: b }, model: 'model-of-user' } }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-of-user',
  },
  {
    what: "a repository's settings above the user's",
    env: token,
    files: ({ b, c }) => ({
      [user]: { env: { ANTHROPIC_BASE_URL: b }, model: 'model-of-user' },
      [project]: { env: { ANTHROPIC_BASE_URL: c }, model: 'model-of-project' },
    }),
    endpoint: 'c',
    credentials: [exported],
    model: 'model-of-project',
  },
  {
    what: "the repository's local settings, seen from a folder inside",
    cwd: 'project/inside',
    env: token,
    files: ({ b, c }) => ({
      [project]: { env: { ANTHROPIC_BASE_URL: b }, model: 'model-of-root' },
      [local]: { env: { ANTHROPIC_BASE_URL: c } },
      'project/inside/.claude/settings.json': { model: 'model-inside' },
    }),
    endpoint: 'c',
    credentials: [exported],
    model: 'model-inside',
  },
  {
    what: 'the env of .claude.json',
    env: token,
    files: ({ b }) => ({ '.claude.json': { env: { ANTHROPIC_BASE_URL: b, ANTHROPIC_AUTH_TOKEN: stored } } }),
    endpoint: 'b',
    credentials: [stored],
    model: undefined,
  },
  {
    what: 'a token and a key at once',
    env: (at) => ({ ...token(at), ...apiKey(at) }),
    endpoint: 'a',
    credentials: [exported, key],
    model: undefined,
  },
  {
    what: 'a token and a stored key of the Console',
    env: token,
    files: () => ({ '.claude.json': { primaryApiKey: stored } }),
    endpoint: 'a',
    credentials: [exported, stored],
    model: undefined,
  },
  {
    what: 'a key beside a login',
    env: apiKey,
    files: () => login,
    endpoint: 'a',
    credentials: [key],
    model: undefined,
  },
  {
    what: 'a login beside a stored key',
    env: base,
    files: () => ({ ...login, '.claude.json': { primaryApiKey: stored } }),
    endpoint: 'a',
    credentials: [loggedIn],
    model: undefined,
  },
  {
    what: 'a helper beside a key',
    env: apiKey,
    files: () => ({ [user]: { apiKeyHelper: `echo ${printed}` } }),
    endpoint: 'a',
    credentials: [key, printed],
    model: undefined,
    printed,
  },
  {
    what: "a repository's helper beside a login",
    env: base,
    files: () => ({ ...login, [project]: { apiKeyHelper: `echo ${printed}` } }),
    endpoint: 'a',
    credentials: [printed],
    model: undefined,
    printed,
  },
  {
    what: 'an empty variable in the settings',
    env: (at) => ({ ...token(at), ...apiKey(at) }),
    files: () => ({ [user]: { env: { ANTHROPIC_AUTH_TOKEN: '' } } }),
    endpoint: 'a',
    credentials: [key],
    model: undefined,
  },
  {
    what: "a repository's switch to another provider",
    env: token,
    files: ({ b }) => ({
      [project]: {
        env: { CLAUDE_CODE_USE_FOUNDRY: '1', ANTHROPIC_FOUNDRY_BASE_URL: b, ANTHROPIC_FOUNDRY_API_KEY: stored },
      },
    }),
    endpoint: 'b',
    credentials: [stored],
    model: undefined,
  },
  {
    what: 'headers of its own beside a token',
    env: (at) => ({ ...token(at), ANTHROPIC_CUSTOM_HEADERS: `Authorization: Bearer ${stored}\nx-api-key: ${key}` }),
    endpoint: 'a',
    credentials: [exported, key],
    model: undefined,
  },
  {
    what: 'CLAUDE_CONFIG_DIR',
    env: ({ a, home }) => ({ ANTHROPIC_BASE_URL: a, CLAUDE_CONFIG_DIR: `${home}/other` }),
    files: ({ b, c }) => ({
      [user]: { env: { ANTHROPIC_BASE_URL: b, ANTHROPIC_AUTH_TOKEN: exported } },
      'other/settings.json': { env: { ANTHROPIC_BASE_URL: c }, model: 'sonnet' },
      'other/.claude.json': { primaryApiKey: stored, env: { ANTHROPIC_DEFAULT_SONNET_MODEL: 'model-of-other' } },
    }),
    endpoint: 'c',
    credentials: [stored],
    model: 'model-of-other',
  },
];
