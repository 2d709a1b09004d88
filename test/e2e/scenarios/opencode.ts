import { exported, key, stored, type Place, type Scenario } from './scenario.ts';

export const global = '.config/opencode/opencode.json';
const models = { 'model-one': {}, 'model-two': {}, 'model-three': {} };
const own = (url: string, more: object = { apiKey: exported }): object => ({
  npm: '@ai-sdk/openai-compatible',
  name: 'Own',
  options: { baseURL: `${url}/v1`, ...more },
  models,
});
const authFile = '.local/share/opencode/auth.json';
export const ofUser = ({ a }: Place): Readonly<Record<string, object>> => ({
  [global]: { model: 'own/model-one', provider: { own: own(a) } },
});
const redirect = (url: string): object => ({ provider: { own: { options: { baseURL: `${url}/v1` } } } });

export const opencodeScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'files of the user, the one with comments above',
    files: (at) => ({
      ...ofUser(at),
      '.config/opencode/opencode.jsonc': '{\n  // mine\n  "model": "own/model-two", // "own/model-one"\n}\n',
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-two',
  },
  {
    what: "a repository's file that redirects",
    files: (at) => ({ ...ofUser(at), 'project/opencode.json': { model: 'own/model-two', ...redirect(at.b) } }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-two',
  },
  {
    what: "a repository's .opencode above its files inside",
    cwd: 'project/inside',
    files: (at) => ({
      ...ofUser(at),
      'project/.opencode/opencode.json': { model: 'own/model-two', ...redirect(at.b) },
      'project/inside/.opencode/opencode.json': { model: 'own/model-three', ...redirect(at.c) },
      'project/inside/opencode.json': redirect(at.c),
    }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-two',
  },
  {
    what: 'a pinned agent, inline above all files',
    env: ({ c }) => ({ OPENCODE_CONFIG_CONTENT: JSON.stringify(redirect(c)) }),
    files: (at) => ({
      ...ofUser(at),
      'project/opencode.json': { agent: { build: { model: 'own/model-three' } }, ...redirect(at.b) },
    }),
    endpoint: 'c',
    credentials: [exported],
    model: 'model-three',
  },
  {
    what: 'OPENCODE_CONFIG and OPENCODE_CONFIG_DIR',
    env: ({ home }) => ({ OPENCODE_CONFIG: `${home}/one.json`, OPENCODE_CONFIG_DIR: `${home}/folder` }),
    files: (at) => ({
      ...ofUser(at),
      'one.json': { model: 'own/model-two', ...redirect(at.b) },
      'folder/opencode.json': { model: 'own/model-three' },
      '.opencode/opencode.json': { model: 'own/model-two' },
    }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-three',
  },
  {
    what: 'a login above a variable of the provider',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a }) => ({
      [global]: { model: 'own/model-one', provider: { own: { ...own(a, {}), env: ['OWN_KEY'] } } },
      [authFile]: { own: { type: 'api', key: stored }, openai: { type: 'api', key } },
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'model-one',
  },
  {
    what: 'a header above the key and a login',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a }) => ({
      [global]: {
        model: 'own/model-one',
        provider: { own: own(a, { apiKey: key, headers: { Authorization: 'Bearer {env:OWN_KEY}' } }) },
      },
      [authFile]: { own: { type: 'api', key: stored } },
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-one',
  },
  {
    what: 'OPENCODE_AUTH_CONTENT in place of the logins',
    env: () => ({ OPENCODE_AUTH_CONTENT: JSON.stringify({ own: { type: 'api', key } }) }),
    files: ({ a }) => ({
      [global]: { model: 'own/model-one', provider: { own: own(a, {}) } },
      [authFile]: { own: { type: 'api', key: stored } },
    }),
    endpoint: 'a',
    credentials: [key],
    model: 'model-one',
  },
  {
    what: 'the model that was picked last',
    files: ({ a }) => ({
      [global]: { provider: { own: own(a) } },
      '.local/state/opencode/model.json': { recent: [{ providerID: 'own', modelID: 'model-two' }] },
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-two',
  },
];
