import { exported, stored, type Scenario } from './scenario.ts';

const user = '.openclaw/openclaw.json';

/** Two as there are no more: a start of it is dear. */
export const openclawScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the model of its one agent above that for all, with a key of its own .env',
    files: ({ a, b }) => ({
      '.openclaw/.env': `OWN_KEY=${stored}\n`,
      // In JSON5, as it is mostly written by hand.
      [user]: `{
  agents: { defaults: { model: 'other/of-all' }, entries: { main: { model: 'own/of-agent' } } },
  models: {
    providers: {
      own: { baseUrl: '${a}/v1', api: 'openai-completions', apiKey: '\${OWN_KEY}', models: [{ id: 'of-agent', name: 'A' }] },
      other: { baseUrl: '${b}/v1', api: 'openai-completions', apiKey: 'none', models: [{ id: 'of-all', name: 'B' }] },
    },
  },
}
`,
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'of-agent',
  },
  {
    what: 'the address of a model above that of its provider, with a key by reference',
    env: () => ({ OWN_KEY: exported, OPENAI_API_KEY: stored }),
    files: ({ a, b }) => ({
      [user]: {
        agents: { defaults: { model: { primary: 'own/of-user' } } },
        models: {
          providers: {
            own: {
              baseUrl: b,
              api: 'anthropic-messages',
              apiKey: { source: 'env', provider: 'default', id: 'OWN_KEY' },
              models: [{ id: 'of-user', name: 'Of the user', baseUrl: a }],
            },
          },
        },
      },
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-user',
  },
];
