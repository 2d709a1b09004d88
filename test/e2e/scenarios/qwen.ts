import type { Broken } from './broken-settings.ts';
import { exported, key, ran, stored, type Place, type Scenario } from './scenario.ts';

const user = '.qwen/settings.json';
const project = 'project/.qwen/settings.json';

const own = ({ a }: Place): Readonly<Record<string, string>> => ({
  OPENAI_API_KEY: exported,
  OPENAI_BASE_URL: a,
  OPENAI_MODEL: 'model-exported',
});
const login = (selectedType: string, more: object = {}): object => ({ auth: { selectedType, ...more } });

export const qwenScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the environment, and a model in the settings',
    env: own,
    files: ({ b }) => ({
      [user]: { $version: 4, model: { name: 'model-of-user' } },
      'project/.env': `OPENAI_BASE_URL=${b}\nOPENAI_API_KEY=${stored}\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-user',
  },
  {
    what: 'files of variables above those of the settings, for what is empty outside',
    env: () => ({ OPENAI_MODEL: '' }),
    files: ({ a, b, c }) => ({
      'project/.env': `OPENAI_BASE_URL=${a}\nOPENAI_API_KEY=${exported}\n`,
      'project/.qwen/.env': `# ours\nexport OPENAI_BASE_URL="${b}"\n`,
      '.env': `OPENAI_API_KEY=${key} # mine\n`,
      [user]: { $version: 4, env: { OPENAI_MODEL: 'model-of-settings', OPENAI_BASE_URL: c, OPENAI_API_KEY: stored } },
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'model-of-settings',
  },
  {
    what: "a listed model with its own address and key, in a repository's settings",
    env: (at) => ({ ...own(at), MY_KEY: key }),
    files: ({ b, c }) => ({
      [user]: {
        $version: 4,
        security: login('openai', { apiKey: stored, baseUrl: c }),
        model: { name: 'one' },
        modelProviders: { openai: [{ id: 'one', envKey: 'OPENAI_API_KEY', baseUrl: c }] },
      },
      [project]: {
        $version: 4,
        modelProviders: {
          openai: [
            { id: 'other', envKey: 'MY_KEY', baseUrl: c },
            { id: 'one', envKey: 'MY_KEY', baseUrl: b },
          ],
        },
      },
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'one',
  },
  {
    what: 'a list alone, whose first model it takes',
    env: () => ({ MY_KEY: key }),
    files: ({ b, c }) => ({
      [user]: {
        $version: 4,
        security: login('openai'),
        modelProviders: {
          openai: [
            { id: 'one', envKey: 'MY_KEY', baseUrl: c },
            { id: 'other', envKey: 'MY_KEY', baseUrl: b },
          ],
        },
      },
    }),
    endpoint: 'c',
    credentials: [key],
    model: 'one',
  },
  {
    what: 'the words of settings alone, and headers beside the key',
    files: ({ c }) => ({
      [user]: `{ // mine\n "$version": 4, "security": ${JSON.stringify(login('openai', { apiKey: stored, baseUrl: c }))},
        "model": { "name": "model-of-user", "generationConfig": { "customHeaders": { "x-api-key": "${key}" } } } }`,
    }),
    endpoint: 'c',
    credentials: [key, stored],
    model: 'model-of-user',
  },
  {
    what: 'a folder that is not trusted',
    env: (at) => ({ ...own(at), OPENAI_MODEL: '' }),
    files: ({ b }) => ({
      [user]: { $version: 4, security: { folderTrust: { enabled: true } } },
      [project]: { $version: 4, model: { name: 'model-of-project' } },
      'project/.env': `OPENAI_BASE_URL=${b}\nOPENAI_MODEL=model-of-env\n`,
      '.qwen/.env': 'QWEN_MODEL=model-of-home\n',
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-home',
  },
  {
    what: "Anthropic's variables, of which the token is not heeded",
    env: ({ b }) => ({
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_AUTH_TOKEN: stored,
      ANTHROPIC_BASE_URL: b,
      ANTHROPIC_MODEL: 'claude-exported',
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'claude-exported',
  },
  {
    what: "Google's variables below the settings",
    env: ({ a }) => ({
      GEMINI_API_KEY: key,
      GOOGLE_API_KEY: exported,
      GOOGLE_GEMINI_BASE_URL: a,
      GEMINI_MODEL: 'gemini-x',
    }),
    files: ({ c }) => ({ [user]: { $version: 4, security: { auth: { baseUrl: c } } } }),
    endpoint: 'c',
    credentials: [key],
    model: 'gemini-x',
  },
];

export const qwenBroken: readonly Omit<Broken, 'agent'>[] = [
  {
    what: 'a key and an address without a model',
    env: (at) => ({ ...own(at), OPENAI_MODEL: '' }),
    check: 'wins',
    status: 'warn',
    says: 'OPENAI_API_KEY is set and no login is chosen: without OPENAI_MODEL',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'settings with a comma at the end',
    env: own,
    files: () => ({ [user]: '{ "$version": 4, "model": { "name": "m" }, }' }),
    check: 'wins',
    status: 'fail',
    says: 'commas at the end are not): Qwen Code does not start',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: 'a login that is no more',
    env: own,
    files: () => ({ [user]: { $version: 4, security: login('qwen-oauth') } }),
    check: 'wins',
    status: 'warn',
    says: '~/.qwen/settings.json:5 security.auth.selectedType is qwen-oauth, which Qwen Code refuses',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: "a repository's hook",
    env: own,
    files: ({ home }) => ({
      [project]: {
        $version: 4,
        hooks: { SessionStart: [{ hooks: [{ type: 'command', command: `sh ${home}/project/theirs.sh` }] }] },
      },
      'project/theirs.sh': `# ${ran}\ncp ${home}/project/theirs.sh ${home}/mark-$$\n`,
    }),
    check: 'repository',
    status: 'fail',
    says: 'hooks.SessionStart has a program run: sh …',
    plain: 'starts',
    launched: 'with foreign code',
  },
];
