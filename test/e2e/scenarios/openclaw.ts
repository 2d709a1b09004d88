import { exported, stored, type Scenario } from './scenario.ts';

/** One that holds all, as a start of it is dear. */
export const openclawScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the model of its one agent above that for all, its address above its provider’s, with a key of its own .env by reference',
    env: () => ({ OPENAI_API_KEY: exported }),
    files: ({ a, b, c }) => ({
      '.openclaw/.env': `OWN_KEY=${stored}\n`,
      // In JSON5, as it is mostly written by hand.
      '.openclaw/openclaw.json': `{
  agents: { defaults: { model: { primary: 'other/of-all' } }, entries: { main: { model: 'own/of-agent' } } },
  models: {
    providers: {
      own: {
        baseUrl: '${b}',
        api: 'anthropic-messages',
        apiKey: { source: 'env', provider: 'default', id: 'OWN_KEY' },
        models: [{ id: 'of-agent', name: 'A', baseUrl: '${a}' }],
      },
      other: { baseUrl: '${c}/v1', api: 'openai-completions', apiKey: 'none', models: [{ id: 'of-all', name: 'B' }] },
    },
  },
}
`,
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'of-agent',
  },
];
