import type { Broken } from './broken-settings.ts';
import { exported, key, stored, type Scenario } from './scenario.ts';

const user = '.continue/config.yaml';

/** One of the settings' models. */
const model = (name: string, url: string, more: readonly string[]): string =>
  [`  - name: ${name}`, `    model: ${name}-id`, `    apiBase: ${url}`, ...more.map((line) => `    ${line}`), ''].join(
    '\n',
  );

const settings = (...models: readonly string[]): string =>
  `name: Mine # always\nversion: 1.0.0\nschema: v1\nmodels:\n${models.join('')}`;

const named = (provider: string): readonly string[] => [`provider: ${provider}`, 'apiKey: ${{ secrets.OWN_KEY }}'];
const held = ['provider: anthropic', `apiKey: ${key}`];

export const cnScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the first model that may chat, and a variable above the files that hold its secret',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, b, c }) => ({
      [user]: settings(
        model('embeds', `${c}/v1`, [...held, 'roles: [embed]']),
        model('first', `${a}/v1`, named('anthropic')),
        model('second', `${b}/v1`, [...held, 'roles:', '  - chat']),
      ),
      '.continue/.env': `OWN_KEY=${stored}\n`,
      'project/.env': `OWN_KEY=${key}\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'first-id',
  },
  {
    what: 'a model that was picked in a session, in another home',
    env: ({ home }) => ({ CONTINUE_GLOBAL_DIR: `${home}/other` }),
    files: ({ a, b, c }) => ({
      [user]: settings(model('picked', `${c}/v1`, held)),
      'other/config.yaml': settings(model('first', `${b}/v1`, held), model('picked', `${a}/v1`, named('openai'))),
      'other/index/globalContext.json': { cliSelectedModel: 'picked' },
      'other/.env': `OWN_KEY="${stored}" # mine\n`,
      'project/.continue/.env': `OWN_KEY=${key}\n`,
      'project/.continue/config.yaml': settings(model('of-the-folder', `${c}/v1`, held)),
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'picked-id',
  },
  {
    what: "a secret that only the folder's .env has, and headers, one of them in the key's place",
    files: ({ a }) => ({
      [user]: settings(
        model('first', `${a}/v1`, [
          'provider: openai',
          `apiKey: ${key}`,
          'requestOptions:',
          '  headers:',
          '    Authorization: Bearer ${{ secrets.OWN_KEY }}',
          `    x-api-key: ${stored}`,
        ]),
      ),
      '.continue/index/globalContext.json': { cliSelectedModel: 'gone' },
      'project/.env': `OWN_KEY=${exported}\n`,
    }),
    endpoint: 'a',
    credentials: [exported, stored],
    model: 'first-id',
  },
];

const mine = (url: string): Readonly<Record<string, string>> => ({
  [user]: settings(model('first', `${url}/v1`, named('anthropic'))),
});

export const cnBroken: readonly Omit<Broken, 'agent'>[] = [
  {
    what: 'settings that are no YAML',
    files: () => ({ [user]: 'name: [\n' }),
    check: 'wins',
    status: 'fail',
    says: '~/.continue/config.yaml (the whole file) is no YAML: Continue does not start with it',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: 'a secret that is not set',
    files: ({ a }) => mine(a),
    check: 'wins',
    status: 'warn',
    says: '~/.continue/config.yaml:9 models.0.apiKey names the secret OWN_KEY, which is not set',
    plain: 'starts',
    launched: 'starts',
  },
  {
    what: "a key of Anthropic's beside them",
    env: () => ({ OWN_KEY: exported, ANTHROPIC_API_KEY: key }),
    files: ({ a }) => mine(a),
    check: 'wins',
    status: 'warn',
    says: 'ANTHROPIC_API_KEY has plain Continue write that key into its config.yaml',
    plain: 'starts',
    launched: 'starts',
  },
  {
    what: "another home in a repository's .env",
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, c }) => ({
      ...mine(a),
      'project/.env': 'CONTINUE_GLOBAL_DIR=theirs\n',
      'project/theirs/config.yaml': settings(model('theirs', `${c}/v1`, named('openai'))),
    }),
    check: 'repository',
    status: 'fail',
    says: '~/project/theirs/config.yaml:7 models.0.apiBase',
    plain: 'starts',
    launched: 'starts',
    takesAway: true,
  },
];
