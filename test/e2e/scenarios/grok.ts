import { exported, key, printed, stored, type Scenario } from './scenario.ts';

const user = '.grok/config.toml';

/** A model of the user's, as its file has it. */
const model = (name: string, url: string, more = ''): string =>
  `[model."${name}"]\nmodel = "${name}-id"\nbase_url = "${url}/v1"\n${more}\n`;

export const grokScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: "a variable's model above an overlay's and the user's, with the key that its variable has",
    env: () => ({
      GROK_DEFAULT_MODEL: 'exported',
      GROK_CONFIG: '{"models":{"default":"overlaid"}}',
      OWN_KEY: exported,
      XAI_API_KEY: stored,
    }),
    files: ({ a, b, c }) => ({
      [user]:
        '[models]\ndefault = "of-user"\nsession_summary = "exported"\n' +
        model('exported', a, 'env_key = "OWN_KEY"') +
        model('overlaid', b, 'env_key = "OWN_KEY"') +
        model('of-user', c, 'env_key = "OWN_KEY"'),
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'exported-id',
  },
  {
    what: "an overlay's model above the user's, with a key in the settings above its variable",
    env: () => ({ GROK_CONFIG_PATH: 'overlay.json', OWN_KEY: exported }),
    files: ({ a, b }) => ({
      'project/overlay.json': { models: { default: 'overlaid' }, model: { overlaid: { base_url: `${b}/v1` } } },
      [user]:
        '[models]\ndefault = "of-user"\nsession_summary = "overlaid"\n' +
        model('overlaid', a, `api_key = "${stored}"\nenv_key = "OWN_KEY"\napi_backend = "responses"`) +
        model('of-user', b, 'env_key = "OWN_KEY"'),
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'overlaid-id',
  },
  {
    what: "the user's provider and a header of it beside the key, whatever the repository says",
    env: () => ({ OWN_KEY: exported, OWN_HEADER: key }),
    files: ({ a, b, home }) => ({
      '.grok/trusted_folders.toml': `[folders."${home}/project"]\ntrusted = true\ndecided_at = 1796030638\n`,
      'project/.grok/config.toml': `[models]\ndefault = "of-project"\n${model('of-project', b, `api_key = "${printed}"`)}`,
      [user]: `[models]\ndefault = "of-user"\nsession_summary = "of-user"
[model_providers.mine]
base_url = "${a}/v1"
env_key = "OWN_KEY"
api_backend = "messages"
env_http_headers = { "x-api-key" = "OWN_HEADER" }
[model.of-user]
model = "of-user-id"
model_provider = "mine"
`,
    }),
    endpoint: 'a',
    credentials: [exported, key],
    model: 'of-user-id',
  },
  {
    what: "an address of all models above a variable's, with xAI's key",
    env: ({ b }) => ({ XAI_API_KEY: exported, GROK_CODE_XAI_API_KEY: stored, GROK_MODELS_BASE_URL: `${b}/v1` }),
    files: ({ a }) => ({
      [user]: `[endpoints]\nmodels_base_url = "${a}/v1"\n[models]\ndefault = "of-user"\n[model.of-user]\nmodel = "of-user-id"\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-user-id',
  },
];
