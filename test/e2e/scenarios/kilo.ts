import { exported, key, type Place, type Scenario } from './scenario.ts';

const global = '.config/kilo/kilo.json';
const models = { 'model-one': {}, 'model-two': {}, 'model-three': {} };
const own = (url: string, options: object = { apiKey: exported }): object => ({
  npm: '@ai-sdk/openai-compatible',
  name: 'Own',
  options: { baseURL: `${url}/v1`, ...options },
  models,
});
const authFile = '.local/share/kilo/auth.json';
const ofUser = ({ a }: Place): Readonly<Record<string, object>> => ({
  [global]: { model: 'own/model-one', provider: { own: own(a) } },
});
const redirect = (url: string): object => ({ provider: { own: { options: { baseURL: `${url}/v1` } } } });

export const kiloScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: "a repository's .kilo above .kilocode, files and .opencode",
    cwd: 'project/inside',
    files: (at) => ({
      ...ofUser(at),
      'project/.kilo/kilo.json': { model: 'own/model-two', ...redirect(at.b) },
      'project/.kilocode/opencode.json': redirect(at.c),
      'project/.opencode/opencode.json': redirect(at.c),
      'project/inside/.kilo/opencode.json': { model: 'own/model-three', ...redirect(at.c) },
      'project/opencode.json': redirect(at.c),
    }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-two',
  },
  {
    what: "a pin by the former name of the agent, and inline above all files but not by OpenCode's variable",
    env: ({ b, c }) => ({
      KILO_CONFIG_CONTENT: JSON.stringify(redirect(b)),
      OPENCODE_CONFIG_CONTENT: JSON.stringify(redirect(c)),
    }),
    files: (at) => ({
      ...ofUser(at),
      'project/kilo.json': {
        agent: { code: { model: 'own/model-two' }, build: { model: 'own/model-three' } },
        ...redirect(at.c),
      },
    }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-three',
  },
  {
    what: 'the model that was picked last, and a login at Kilo',
    files: ({ a }) => ({
      [global]: { provider: { own: own(a) } },
      '.local/state/kilo/model.json': { recent: [{ providerID: 'own', modelID: 'model-two' }] },
      [authFile]: { kilo: { type: 'api', key } },
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-two',
  },
];
