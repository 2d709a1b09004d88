import { exported, key, stored, type Place, type Scenario } from './scenario.ts';

const config = '.config/goose/config.yaml';
const secrets = '.config/goose/secrets.yaml';

const own = ({ a }: Place): Readonly<Record<string, string>> => ({
  GOOSE_PROVIDER: 'openai',
  GOOSE_MODEL: 'model-exported',
  OPENAI_HOST: a,
  OPENAI_API_KEY: exported,
});

export const gooseScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the environment above its settings and the keys that it keeps',
    env: own,
    files: ({ b, c }) => ({
      [config]: `active_provider: anthropic\nproviders:\n  anthropic:\n    model: model-kept\nANTHROPIC_HOST: ${b}\nOPENAI_BASE_URL: ${c}/v1\n`,
      [secrets]: `OPENAI_API_KEY: ${stored}\nANTHROPIC_API_KEY: ${key}\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-exported',
  },
  {
    what: 'a provider of its settings, with the key that it keeps',
    files: ({ a, b }) => ({
      [config]: `# mine\nactive_provider: "anthropic"\nproviders:\n  openai:\n    model: other\n  anthropic:\n    enabled: true\n    model: model-kept # the best\nANTHROPIC_HOST: ${a}\nOPENAI_HOST: ${b}\n`,
      [secrets]: `OPENAI_API_KEY: ${key}\nANTHROPIC_API_KEY: ${stored}\n`,
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'model-kept',
  },
  {
    what: 'settings of an older version, a base URL above the host',
    env: () => ({ GOOSE_DISABLE_KEYRING: '1' }),
    files: ({ a, b }) => ({
      [config]: `GOOSE_PROVIDER: openai\nGOOSE_MODEL: gpt-4o\nOPENAI_HOST: ${b}\nOPENAI_BASE_URL: ${a}/v1\n`,
      [secrets]: `OPENAI_API_KEY: ${stored}\n`,
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'gpt-4o',
  },
  {
    what: 'a key beside one in a header, both kept',
    files: ({ a, b }) => ({
      [config]: `GOOSE_PROVIDER: litellm\nGOOSE_MODEL: model-kept\nOPENAI_HOST: ${b}\nLITELLM_HOST: ${a}\n`,
      [secrets]: `LITELLM_API_KEY: ${stored}\nLITELLM_CUSTOM_HEADERS: "x-api-key: ${key}"\n`,
    }),
    endpoint: 'a',
    credentials: [stored, key],
    model: 'model-kept',
  },
  {
    what: 'a key in the environment, beside which a header that is kept does not count',
    env: () => ({ LITELLM_API_KEY: exported }),
    files: ({ a }) => ({
      [config]: `GOOSE_PROVIDER: litellm\nGOOSE_MODEL: model-kept\nLITELLM_HOST: ${a}\n`,
      [secrets]: `LITELLM_API_KEY: ${stored}\nLITELLM_CUSTOM_HEADERS: "x-api-key: ${key}"\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-kept',
  },
  {
    what: 'a provider from a file, with its key in a variable',
    env: ({ b }) => ({ OPENAI_HOST: b, OWN_KEY: exported }),
    files: ({ a }) => ({
      [config]: 'active_provider: custom_mine\nproviders:\n  custom_mine:\n    model: model-kept\n',
      '.config/goose/custom_providers/mine.json': {
        name: 'custom_mine',
        engine: 'openai',
        display_name: 'Mine',
        api_key_env: 'OWN_KEY',
        base_url: `${a}/v1/chat/completions`,
        models: [{ name: 'model-kept', context_limit: 100_000 }],
        headers: { 'x-api-key': key },
      },
    }),
    endpoint: 'a',
    credentials: [exported, key],
    model: 'model-kept',
  },
];
