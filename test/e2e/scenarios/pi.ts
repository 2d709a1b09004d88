import type { Broken } from './broken-settings.ts';
import { exported, key, loggedIn, printed, ran, stored, type Place, type Scenario } from './scenario.ts';

const settings = '.pi/agent/settings.json';
const models = '.pi/agent/models.json';
const logins = '.pi/agent/auth.json';
const project = 'project/.pi/settings.json';

const model = 'claude-sonnet-4-5';
const starts = (defaultProvider: string, defaultModel: string): object => ({ defaultProvider, defaultModel });
const chat = { api: 'openai-completions', apiKey: stored };

export const piScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'variables, of which those of addresses are not heeded',
    env: ({ b }) => ({ ANTHROPIC_API_KEY: exported, ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_BASE_URL: b }),
    files: ({ a }) => ({
      [settings]: starts('anthropic', model),
      [models]: `{ // mine\n "providers": { "anthropic": { "baseUrl": "${a}", }, }, }`,
    }),
    endpoint: 'a',
    credentials: [key],
    model,
  },
  {
    what: 'a stored login above the key of models.json and the environment',
    env: () => ({ ANTHROPIC_API_KEY: exported }),
    files: ({ b }) => ({
      [settings]: starts('anthropic', model),
      [logins]: { anthropic: { type: 'api_key', key: loggedIn }, openai: { type: 'api_key', key } },
      [models]: { providers: { anthropic: { baseUrl: b, apiKey: stored } } },
    }),
    endpoint: 'b',
    credentials: [loggedIn],
    model,
  },
  {
    what: 'a stored login that names a variable which is not set',
    env: () => ({ ANTHROPIC_API_KEY: exported }),
    files: ({ b }) => ({
      [settings]: starts('anthropic', model),
      [logins]: { anthropic: { type: 'api_key', key: '$GONE' } },
      [models]: { providers: { anthropic: { baseUrl: b, apiKey: stored } } },
    }),
    endpoint: 'b',
    credentials: [exported],
    model,
  },
  {
    what: 'a model with an address of its own, and a header in place of the key',
    env: () => ({ MINE: key }),
    files: ({ a, c }) => ({
      [settings]: starts('own', 'mine'),
      [models]: {
        providers: {
          own: {
            baseUrl: a,
            ...chat,
            headers: { Authorization: `Bearer ${exported}`, 'x-api-key': '${MINE}' },
            models: [{ id: 'other' }, { id: 'mine', baseUrl: c, headers: { authorization: `Bearer ${loggedIn}` } }],
          },
        },
      },
    }),
    endpoint: 'c',
    credentials: [key, loggedIn],
    model: 'mine',
  },
  {
    what: 'a key that a program prints',
    files: ({ c }) => ({
      [settings]: starts('own', 'mine'),
      [models]: { providers: { own: { baseUrl: c, ...chat, apiKey: `!echo ${printed}`, models: [{ id: 'mine' }] } } },
    }),
    endpoint: 'c',
    credentials: [printed],
    model: 'mine',
    printed,
  },
  {
    what: 'the settings of a project that nobody trusts',
    env: () => ({ ANTHROPIC_API_KEY: exported, OPENAI_API_KEY: key }),
    files: ({ a, b }) => ({
      [settings]: starts('anthropic', model),
      [project]: starts('openai', 'gpt-5.5'),
      [models]: { providers: { anthropic: { baseUrl: a }, openai: { baseUrl: b } } },
    }),
    endpoint: 'a',
    credentials: [exported],
    model,
  },
  {
    what: 'those of a project that the user has trusted',
    env: () => ({ ANTHROPIC_API_KEY: exported, OPENAI_API_KEY: key }),
    files: ({ a, b, home }) => ({
      [settings]: starts('anthropic', model),
      [project]: starts('openai', 'gpt-5.5'),
      '.pi/agent/trust.json': { [home]: true },
      [models]: { providers: { anthropic: { baseUrl: a }, openai: { baseUrl: b } } },
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'gpt-5.5',
  },
  {
    what: 'a list of models without the default in it',
    env: () => ({ ANTHROPIC_API_KEY: exported, OPENAI_API_KEY: key }),
    files: ({ a, b }) => ({
      [settings]: { ...starts('anthropic', model), enabledModels: ['openai/gpt-5.5:low', 'own/*'] },
      [models]: { providers: { anthropic: { baseUrl: a }, openai: { baseUrl: b } } },
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'gpt-5.5',
  },
  {
    what: 'a default without a key, so that what has one is taken',
    env: () => ({ OPENAI_API_KEY: key }),
    files: ({ a, b, c }) => ({
      [settings]: starts('anthropic', model),
      [models]: {
        providers: {
          own: { baseUrl: c, ...chat, models: [{ id: 'mine' }] },
          anthropic: { baseUrl: a },
          openai: { baseUrl: b },
        },
      },
    }),
    endpoint: 'b',
    credentials: [key],
    model: undefined,
  },
  {
    what: 'PI_CODING_AGENT_DIR',
    env: () => ({ PI_CODING_AGENT_DIR: '~/other' }),
    files: ({ b, c }) => ({
      [settings]: starts('own', 'mine'),
      [models]: { providers: { own: { baseUrl: b, ...chat, models: [{ id: 'mine' }] } } },
      'other/models.json': { providers: { mine: { baseUrl: c, ...chat, models: [{ id: 'first' }] } } },
    }),
    endpoint: 'c',
    credentials: [stored],
    model: 'first',
  },
];

const env = (): Readonly<Record<string, string>> => ({ ANTHROPIC_API_KEY: exported });
const anthropic = ({ a }: Place): Readonly<Record<string, object>> => ({
  [settings]: starts('anthropic', model),
  [models]: { providers: { anthropic: { baseUrl: a } } },
});

export const piBroken: readonly Omit<Broken, 'agent'>[] = [
  {
    what: 'a models.json that is no JSON, and so the vendor itself',
    env,
    files: (at) => ({ ...anthropic(at), [models]: '{ "providers": ' }),
    check: 'wins',
    status: 'warn',
    says: '~/.pi/agent/models.json (the whole file) is no JSON',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'stored logins that are no JSON',
    env,
    files: (at) => ({ ...anthropic(at), [logins]: '{ "x": ' }),
    check: 'wins',
    status: 'fail',
    says: '~/.pi/agent/auth.json (the whole file) is no JSON',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: 'answers about folders that are no JSON',
    env,
    files: (at) => ({ ...anthropic(at), [project]: {}, '.pi/agent/trust.json': '{ "x": ' }),
    check: 'wins',
    status: 'fail',
    says: '~/.pi/agent/trust.json (the whole file) is no JSON',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: "a trusted project's extension",
    env,
    files: (at) => ({
      ...anthropic(at),
      '.pi/agent/trust.json': { [at.home]: true },
      'project/.pi/extensions/theirs.ts': `// ${ran}\nimport { copyFileSync } from 'node:fs';\nexport default () => copyFileSync('${at.home}/project/.pi/extensions/theirs.ts', '${at.home}/mark-' + process.pid);\n`,
    }),
    check: 'repository',
    status: 'fail',
    says: 'theirs.ts (the whole file) has a program run: theirs.ts',
    plain: 'starts',
    launched: 'with foreign code',
  },
];
