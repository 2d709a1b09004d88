import type { Broken } from './broken-settings.ts';
import { exported, key, printed, ran, stored, type Place, type Scenario } from './scenario.ts';

const providers = '.copilot/providers.json';

const own = ({ a }: Place): Readonly<Record<string, string>> => ({
  COPILOT_PROVIDER_BASE_URL: `${a}/v1`,
  COPILOT_PROVIDER_API_KEY: exported,
  COPILOT_MODEL: 'model-exported',
});
const ofAnthropic = (at: Place): Readonly<Record<string, string>> => ({
  ...own(at),
  COPILOT_PROVIDER_BASE_URL: at.a,
  COPILOT_PROVIDER_TYPE: 'anthropic',
});
const listed = (origin: string, more: object = {}, model: object = {}): object => ({
  providers: [{ name: 'mine', baseUrl: `${origin}/v1`, apiKey: stored, ...more }],
  models: [{ id: 'model-listed', provider: 'mine', ...model }],
});
const chosen = { COPILOT_MODEL: 'mine/model-listed' };

export const copilotScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the environment above a file of providers and all settings',
    env: own,
    files: ({ b }) => ({
      [providers]: listed(b),
      '.copilot/settings.json': { model: 'mine/model-listed' },
      'project/.github/copilot/settings.json': { model: 'model-of-project' },
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-exported',
  },
  {
    what: 'a bearer token beside all other ways to give a key',
    env: (at) => ({
      ...own(at),
      COPILOT_PROVIDER_BEARER_TOKEN: key,
      COPILOT_PROVIDER_API_KEY_COMMAND: `echo ${printed}`,
      COPILOT_PROVIDER_HEADERS: `Authorization: Bearer ${stored}`,
    }),
    endpoint: 'a',
    credentials: [key],
    model: 'model-exported',
  },
  {
    what: 'a command for the key beside a header for it',
    env: (at) => ({
      ...own(at),
      COPILOT_PROVIDER_API_KEY_COMMAND: `echo ${printed}`,
      COPILOT_PROVIDER_HEADERS: `Authorization: Bearer ${stored}`,
    }),
    endpoint: 'a',
    credentials: [printed],
    model: 'model-exported',
    printed,
  },
  {
    what: 'a header in place of the key, and another beside it',
    env: (at) => ({
      ...own(at),
      COPILOT_PROVIDER_HEADERS: `Authorization: Bearer ${stored}\\ncf-aig-authorization: Bearer ${key}`,
    }),
    endpoint: 'a',
    credentials: [stored, key],
    model: 'model-exported',
  },
  {
    what: 'the key and the token of Anthropic at once',
    env: (at) => ({ ...ofAnthropic(at), COPILOT_PROVIDER_BEARER_TOKEN: key }),
    endpoint: 'a',
    credentials: [exported, key],
    model: 'model-exported',
  },
  {
    what: 'a model with other names for its limits and for the wire',
    env: (at) => ({
      ...own(at),
      COPILOT_MODEL: '',
      COPILOT_PROVIDER_MODEL_ID: 'gpt-5.4',
      COPILOT_PROVIDER_WIRE_MODEL: 'model-of-wire',
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-wire',
  },
  {
    what: 'a file of providers and a model of the settings',
    files: ({ b }) => ({
      [providers]: listed(b, { bearerToken: key }, { wireModel: 'model-of-wire' }),
      '.copilot/settings.json': '{ // mine\n "model": "mine/model-listed" }',
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'model-of-wire',
  },
  {
    what: 'a file of providers that is named beside a base URL',
    env: (at) => ({ ...own(at), ...chosen, COPILOT_PROVIDERS_CONFIG: `${at.home}/other.json` }),
    files: ({ b, c }) => ({
      [providers]: listed(c),
      'other.json': listed(b, { headers: { authorization: `Bearer ${key}` } }),
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'model-listed',
  },
  {
    what: 'COPILOT_HOME',
    env: ({ home }) => ({ ...chosen, COPILOT_HOME: `${home}/other` }),
    files: ({ b, c }) => ({ [providers]: listed(b), 'other/providers.json': listed(c) }),
    endpoint: 'c',
    credentials: [stored],
    model: 'model-listed',
  },
];

export const copilotBroken: readonly Omit<Broken, 'agent'>[] = [
  {
    what: 'a classic token of GitHub',
    env: (at) => ({ ...own(at), GH_TOKEN: `ghp_${'0'.repeat(36)}` }),
    check: 'wins',
    status: 'fail',
    says: 'GH_TOKEN is a classic token (ghp_)',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: "a repository's list of models without a fallback",
    env: own,
    files: () => ({ 'project/.github/allowed_models.txt': 'gpt-*\n' }),
    check: 'wins',
    status: 'fail',
    says: '~/project/.github/allowed_models.txt (the whole file) has no line fallback: <model>',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: 'a byte-order mark in its file of providers',
    env: own,
    files: ({ b }) => ({ [providers]: `\uFEFF${JSON.stringify(listed(b))}` }),
    check: 'wins',
    status: 'warn',
    says: 'begins with a byte-order mark: copilot started plainly does not start',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'comments in its file of providers',
    env: own,
    files: ({ b }) => ({ [providers]: `// mine\n${JSON.stringify(listed(b))}` }),
    check: 'wins',
    status: 'warn',
    says: '~/.copilot/providers.json (the whole file) is no list of providers in JSON without comments',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'a base URL without a model',
    env: (at) => ({ ...own(at), COPILOT_MODEL: '' }),
    files: () => ({ '.copilot/settings.json': { model: 'model-of-user' } }),
    check: 'wins',
    status: 'warn',
    says: 'COPILOT_PROVIDER_BASE_URL is set without COPILOT_MODEL',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: "a trusted repository's program",
    env: own,
    files: ({ home }) => ({
      '.copilot/config.json': { trustedFolders: [`${home}/project`] },
      'project/.github/hooks/theirs.json': {
        version: 1,
        hooks: { sessionStart: [{ type: 'command', bash: `sh ${home}/project/theirs.sh` }] },
      },
      'project/theirs.sh': `# ${ran}\ncp ${home}/project/theirs.sh ${home}/mark-$$\n`,
    }),
    check: 'repository',
    status: 'fail',
    says: 'hooks.sessionStart has a program run: sh …',
    plain: 'starts',
    launched: 'with foreign code',
  },
];
