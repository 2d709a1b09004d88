import { exported, key, printed, stored, type Place, type Scenario } from './scenario.ts';

export const config = '.codex/config.toml';
export const provider = (name: string, url: string, more: string): string =>
  `[model_providers.${name}]\nname = "${name}"\nbase_url = "${url}/v1"\nwire_api = "responses"\nsupports_websockets = false\n${more}\n`;
export const chosen = (url: string, more: string): string =>
  `model = "model-of-user"\nmodel_provider = "own"\n\n${provider('own', url, more)}`;
const trust = ({ home }: Place): string => `[projects."${home}/project"]\ntrust_level = "trusted"\n`;
const auth = { '.codex/auth.json': { auth_mode: 'apikey', OPENAI_API_KEY: stored } };

export const codexScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'a provider with a variable beside other credentials of its own',
    env: () => ({ OWN_KEY: exported, OPENAI_BASE_URL: 'http://127.0.0.1:9', OPENAI_API_KEY: key }),
    files: ({ a, b }) => ({
      ...auth,
      [config]: chosen(a, `env_key = "OWN_KEY"\nexperimental_bearer_token = "${printed}"`) + provider('other', b, ''),
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-user',
  },
  {
    what: 'a .env in its folder above the environment',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a }) => ({
      '.codex/.env': `# mine\nexport OWN_KEY="${stored}"\n`,
      [config]: chosen(a, 'env_key = "OWN_KEY"'),
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'model-of-user',
  },
  {
    what: 'a login that the provider asks for',
    files: ({ a }) => ({ ...auth, [config]: chosen(a, 'requires_openai_auth = true') }),
    endpoint: 'a',
    credentials: [stored],
    model: 'model-of-user',
  },
  {
    what: 'CODEX_API_KEY above the login',
    env: () => ({ CODEX_API_KEY: key, OPENAI_API_KEY: exported }),
    files: ({ a }) => ({ ...auth, [config]: chosen(a, 'requires_openai_auth = true') }),
    endpoint: 'a',
    credentials: [key],
    model: 'model-of-user',
  },
  {
    what: 'a program and a literal header',
    files: ({ a }) => ({
      [config]: chosen(
        a,
        `http_headers = { Authorization = "Bearer ${exported}", "x-api-key" = "${key}" }\n` +
          `[model_providers.own.auth]\ncommand = "echo"\nargs = ["${printed}"]`,
      ),
    }),
    endpoint: 'a',
    credentials: [key, printed],
    model: 'model-of-user',
    printed,
  },
  {
    what: 'a token above a literal header',
    files: ({ a }) => ({
      [config]: chosen(
        a,
        `experimental_bearer_token = "${stored}"\nhttp_headers = { Authorization = "Bearer ${exported}" }`,
      ),
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'model-of-user',
  },
  {
    what: "a repository's file that is not trusted",
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, b }) => ({
      [config]: chosen(a, 'env_key = "OWN_KEY"'),
      'project/.codex/config.toml': `model = "model-of-project"\nmodel_provider = "theirs"\n${provider('theirs', b, '')}`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-user',
  },
  {
    what: "a repository's file that is trusted, from a folder inside",
    cwd: 'project/inside',
    env: () => ({ OWN_KEY: exported }),
    files: (at) => ({
      [config]: chosen(at.a, 'env_key = "OWN_KEY"') + trust(at),
      'project/.codex/config.toml': `model = "model-of-root"\nmodel_provider = "theirs"\n${provider('own', at.b, '')}`,
      'project/inside/.codex/config.toml': `model = "model-inside"\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-inside',
  },
  {
    what: 'CODEX_HOME',
    env: ({ home }) => ({ CODEX_HOME: `${home}/other`, OWN_KEY: exported }),
    files: ({ a, b }) => ({
      [config]: chosen(a, 'env_key = "OWN_KEY"'),
      'other/config.toml': chosen(b, 'env_key = "OWN_KEY"').replace('model-of-user', 'model-of-other'),
    }),
    endpoint: 'b',
    credentials: [exported],
    model: 'model-of-other',
  },
  {
    what: 'another address of its own provider',
    env: () => ({ CODEX_API_KEY: key }),
    files: (at) => ({
      [config]: `model = "gpt-5.5"\nopenai_base_url = "${at.b}/v1"\n${trust(at)}`,
      'project/.codex/config.toml': `openai_base_url = "${at.c}/v1"\n`,
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'gpt-5.5',
  },
];
