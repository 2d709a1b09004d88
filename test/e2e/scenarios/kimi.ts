import { exported, key, stored, type Scenario } from './scenario.ts';

const user = '.kimi-code/config.toml';

/** A provider and a model on it. */
const settings = (name: string, url: string, more: string, model = '', type = 'openai'): string =>
  `default_model = "of-${name}"
[providers.${name}]
type = "${type}"
base_url = "${url}"
${more}
[models.of-${name}]
provider = "${name}"
model = "of-${name}-name"
max_context_size = 100000
max_output_size = 1000
${model}
`;

export const kimiScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'a model of variables above the settings',
    env: ({ a }) => ({
      KIMI_MODEL_NAME: 'exported-name',
      KIMI_MODEL_BASE_URL: `${a}/v1`,
      KIMI_MODEL_API_KEY: exported,
      KIMI_MODEL_PROVIDER_TYPE: 'openai_responses',
    }),
    files: ({ b }) => ({ [user]: settings('own', `${b}/v1`, `api_key = "${stored}"`) }),
    endpoint: 'a',
    credentials: [exported],
    model: 'exported-name',
  },
  {
    what: "a variable that a provider names, beside one of the vendor's and variables without a model",
    env: ({ b }) => ({ OWN_KEY: exported, ANTHROPIC_API_KEY: key, KIMI_MODEL_BASE_URL: b, KIMI_MODEL_API_KEY: key }),
    files: ({ a, c }) => ({
      [user]: `${settings('own', a, 'api_key_env = "OWN_KEY"', '', 'anthropic')}
[providers.other]
type = "anthropic"
base_url = "${c}"
api_key = "${stored}"
`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-own-name',
  },
  {
    what: "a model's own address and key above its provider's",
    files: ({ a, b }) => ({
      [user]: settings(
        'own',
        `${b}/v1`,
        `api_key = "${key}"`,
        `base_url = "${a}/v1"\nprotocol = "openai"\napi_key = "${stored}"`,
      ),
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'of-own-name',
  },
  {
    what: 'a header of a variable in the place of the key, and the address of a table of fallbacks, in another home',
    env: ({ home }) => ({
      KIMI_CODE_HOME: `${home}/other`,
      KIMI_CODE_CUSTOM_HEADERS: `x-one: 1\nAuthorization: Bearer ${exported}`,
    }),
    files: ({ a, b }) => ({
      [user]: settings('own', `${b}/v1`, `api_key = "${stored}"`),
      'other/config.toml': settings('own', '', `api_key = "${stored}"\nenv = { OPENAI_BASE_URL = "${a}/v1" }`),
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-own-name',
  },
];
