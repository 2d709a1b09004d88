import { exported, key, stored, type Place, type Scenario } from './scenario.ts';

const user = '.vibe/config.toml';
const project = 'project/.vibe/config.toml';

/** A provider and a model on it, as a file has them. */
const settings = (url: string, model: string, style = 'openai', more = ''): string =>
  `active_model = "${model}"
[[providers]]
name = "own"
api_base = "${url}"
api_key_env_var = "OWN_KEY"
api_style = "${style}"
${more}
[[models]]
name = "${model}-name"
provider = "own"
alias = "${model}"
`;

const trusting = ({ home }: Place): Readonly<Record<string, string>> => ({
  '.vibe/trusted_folders.toml': `trusted = ["${home}/project"]\nuntrusted = []\n`,
});

export const vibeScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'variables above the settings of a trusted project and the user',
    env: ({ a }) => ({
      VIBE_ACTIVE_MODEL: 'exported',
      VIBE_PROVIDERS: JSON.stringify([{ name: 'own', api_base: `${a}/v1`, api_key_env_var: 'OWN_KEY' }]),
      VIBE_MODELS: JSON.stringify([{ name: 'exported-name', provider: 'own', alias: 'exported' }]),
      OWN_KEY: exported,
    }),
    files: (at) => ({
      ...trusting(at),
      [user]: settings(`${at.b}/v1`, 'of-user'),
      [project]: settings(`${at.c}/v1`, 'of-project'),
      '.vibe/.env': `OWN_KEY=${stored}\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'exported-name',
  },
  {
    what: 'a trusted project above the user, with the key that is kept',
    files: (at) => ({
      ...trusting(at),
      [user]: settings(`${at.b}/v1`, 'of-user'),
      [project]: settings(`${at.a}/v1`, 'of-project', 'openai-responses'),
      '.vibe/.env': `# mine\nOWN_KEY='${stored}'\n`,
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'of-project-name',
  },
  {
    what: "the user's settings beside a project that is not trusted, and a header in the place of the key",
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, b }) => ({
      [user]: settings(a, 'of-user', 'anthropic', `extra_headers = { x-api-key = "${key}" }`),
      [project]: settings(b, 'of-project'),
    }),
    endpoint: 'a',
    credentials: [key],
    model: 'of-user-name',
  },
  {
    what: "a model of the user's file on a provider of the environment",
    env: ({ a }) => ({
      OWN_KEY: exported,
      VIBE_PROVIDERS: JSON.stringify([{ name: 'own', api_base: `${a}/v1`, api_key_env_var: 'OWN_KEY' }]),
    }),
    files: ({ b }) => ({ [user]: settings(`${b}/v1`, 'of-user') }),
    endpoint: 'a',
    credentials: [exported],
    model: 'of-user-name',
  },
];
