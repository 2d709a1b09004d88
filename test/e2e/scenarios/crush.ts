import { exported, key, stored, type Scenario } from './scenario.ts';

const user = '.config/crush/crush.json';
const data = '.local/share/crush/crush.json';

/** A provider and a model on it, as a file has them. */
const settings = (id: string, url: string, model: string, more: object = {}): object => ({
  options: { disable_default_providers: true },
  models: { large: { provider: id, model }, small: { provider: id, model } },
  providers: {
    [id]: {
      type: 'openai-compat',
      base_url: url,
      models: [{ id: model, name: model, context_window: 100_000, default_max_tokens: 1000 }],
      ...more,
    },
  },
});

export const crushScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'what it wrote itself above the settings of the user',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, b }) => ({
      [user]: settings('own', `${b}/v1`, 'of-user', { api_key: stored }),
      [data]: settings('own', `${a}/v1`, 'of-data', { api_key: '$OWN_KEY' }),
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-data',
  },
  {
    what: "a repository's address for the user's provider, with its key",
    env: () => ({ OWN_KEY: exported, JETWAY_TRUST_CRUSH_JSON: '1' }),
    files: ({ a, b }) => ({
      [user]: settings('own', b, 'of-user', { api_key: '$OWN_KEY', type: 'anthropic' }),
      'project/crush.json': { providers: { own: { base_url: a } } },
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-user',
  },
  {
    what: 'its state in the repository above the files there',
    env: () => ({ JETWAY_TRUST_CRUSH_JSON: '1' }),
    files: ({ a, b, c }) => ({
      [user]: settings('own', `${c}/v1`, 'of-user', { api_key: stored }),
      'project/.crush.json': { providers: { own: { base_url: `${b}/v1` } } },
      'project/.crush/crush.json': { providers: { own: { base_url: `${a}/v1` } } },
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'of-user',
  },
  {
    what: 'a header in the place of the key',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a }) => ({
      [user]: settings('own', `${a}/v1`, 'of-user', {
        type: 'openai',
        api_key: '$OWN_KEY',
        extra_headers: { Authorization: `Bearer ${key}` },
      }),
    }),
    endpoint: 'a',
    credentials: [key],
    model: 'of-user',
  },
];
