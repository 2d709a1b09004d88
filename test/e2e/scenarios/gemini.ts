import type { Broken } from './broken-settings.ts';
import { exported, key, ran, stored, type Place, type Scenario } from './scenario.ts';

const user = '.gemini/settings.json';
const project = 'project/.gemini/settings.json';

/** Without it, print mode starts nowhere. */
const trusted = { GEMINI_CLI_TRUST_WORKSPACE: 'true' };
const own = ({ a }: Place): Readonly<Record<string, string>> => ({
  ...trusted,
  GOOGLE_GEMINI_BASE_URL: a,
  GEMINI_API_KEY: exported,
});
const login = (selectedType: string): object => ({ security: { auth: { selectedType } } });
const byKey = login('gemini-api-key');
const named = (name: string): object => ({ ...byKey, model: { name } });

export const geminiScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'the environment alone',
    env: (at) => ({ ...own(at), GEMINI_MODEL: 'model-exported' }),
    files: () => ({ [user]: named('model-of-user') }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-exported',
  },
  {
    what: "a repository's .env below the environment",
    env: own,
    files: ({ b }) => ({
      [user]: named('model-of-user'),
      'project/.env': `# ours\nGOOGLE_GEMINI_BASE_URL=${b}\nGEMINI_API_KEY=${stored}\nexport GEMINI_MODEL="model-of-env" # this\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-env',
  },
  {
    what: 'two files of variables, in a folder that the user has trusted',
    files: ({ a, b, home }) => ({
      [user]: named('model-of-user'),
      [project]: { model: { name: 'model-of-project' } },
      '.gemini/trustedFolders.json': { [home]: 'DO_NOT_TRUST', [`${home}/project`]: 'TRUST_FOLDER' },
      'project/.env': `GOOGLE_GEMINI_BASE_URL=${a}\nGEMINI_API_KEY=${exported}\n`,
      'project/.gemini/.env': `GOOGLE_GEMINI_BASE_URL=${b}\nGEMINI_API_KEY=${stored}\n`,
    }),
    endpoint: 'b',
    credentials: [stored],
    model: 'model-of-project',
  },
  {
    what: 'a folder inside a repository',
    cwd: 'project/inside',
    env: () => trusted,
    files: ({ b, c }) => ({
      [user]: named('model-of-user'),
      [project]: { model: { name: 'model-of-root' } },
      'project/.env': `GOOGLE_GEMINI_BASE_URL=${c}\nGEMINI_API_KEY=${stored}\n`,
      '.gemini/.env': `GOOGLE_GEMINI_BASE_URL=${b}\nGEMINI_API_KEY=${key}\n`,
    }),
    endpoint: 'c',
    credentials: [stored],
    model: 'model-of-user',
  },
  {
    what: 'the .env of the home',
    env: () => trusted,
    files: ({ a, b }) => ({
      [user]: named('model-of-user'),
      '.env': `GOOGLE_GEMINI_BASE_URL=${a}\nGEMINI_API_KEY=${exported}\n`,
      '.gemini/.env': `GOOGLE_GEMINI_BASE_URL=${b}\nGEMINI_API_KEY='${key}'\n`,
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'model-of-user',
  },
  {
    what: 'files of variables that the settings leave out',
    env: () => trusted,
    files: ({ a, b }) => ({
      [user]: { ...named('model-of-user'), advanced: { ignoreLocalEnv: true } },
      'project/.env': `GOOGLE_GEMINI_BASE_URL=${a}\nGEMINI_API_KEY=${exported}\n`,
      '.env': `GOOGLE_GEMINI_BASE_URL=${b}\nGEMINI_API_KEY=${key}\n`,
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'model-of-user',
  },
  {
    what: 'an empty variable in the environment',
    env: (at) => ({ ...own(at), GEMINI_MODEL: '' }),
    files: () => ({ [user]: named('model-of-user'), 'project/.env': 'GEMINI_MODEL=model-of-env\n' }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-user',
  },
  {
    what: 'the key in two headers, and another beside it',
    env: (at) => ({
      ...own(at),
      GEMINI_API_KEY_AUTH_MECHANISM: 'bearer',
      GEMINI_CLI_CUSTOM_HEADERS: `Authorization: Bearer ${key}, cf-aig-authorization: Bearer ${stored}`,
    }),
    files: () => ({ [user]: named('model-of-user') }),
    endpoint: 'a',
    credentials: [exported, stored],
    model: 'model-of-user',
  },
  {
    what: 'a header in place of the key',
    env: (at) => ({ ...own(at), GEMINI_CLI_CUSTOM_HEADERS: `x-goog-api-key:${stored}`, GOOGLE_API_KEY: key }),
    files: () => ({ [user]: named('model-of-user') }),
    endpoint: 'a',
    credentials: [stored],
    model: 'model-of-user',
  },
  {
    what: 'no login chosen, and the check of it left out',
    env: (at) => ({ ...own(at), GEMINI_API_KEY_AUTH_MECHANISM: 'bearer' }),
    files: () => ({ [user]: { security: { auth: { useExternal: true } }, model: { name: 'model-of-user' } } }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-user',
  },
  {
    what: 'a model that it takes for its latest',
    env: (at) => ({ ...own(at), GEMINI_MODEL: 'gemini-3.5-flash' }),
    files: () => ({ [user]: byKey }),
    endpoint: 'a',
    credentials: [exported],
    model: 'gemini-3.8-flash',
  },
  {
    what: 'a login by headers, to which that is another',
    env: (at) => ({ ...own(at), GEMINI_API_KEY: '', GEMINI_CLI_CUSTOM_HEADERS: `authorization: Bearer ${stored}` }),
    files: () => ({
      [user]: {
        security: { auth: { selectedType: 'gateway', useExternal: true } },
        model: { name: 'gemini-3-pro-preview' },
      },
    }),
    endpoint: 'a',
    credentials: [stored],
    model: 'gemini-2.5-pro',
  },
  {
    what: 'GEMINI_CLI_HOME',
    env: (at) => ({ ...own(at), GEMINI_CLI_HOME: `${at.home}/other` }),
    files: ({ b, c }) => ({
      [user]: login('oauth-personal'),
      '.gemini/.env': `GOOGLE_GEMINI_BASE_URL=${b}\n`,
      'other/.gemini/settings.json': `{ // mine\n "model": { "name": "model-of-other" }, ${JSON.stringify(byKey).slice(1)}`,
      'other/.gemini/.env': `GOOGLE_GEMINI_BASE_URL=${c}\n`,
    }),
    endpoint: 'a',
    credentials: [exported],
    model: 'model-of-other',
  },
];

const model = 'gemini-2.5-pro';

export const geminiBroken: readonly Omit<Broken, 'agent'>[] = [
  {
    what: 'a base URL without a login chosen',
    env: own,
    check: 'wins',
    status: 'warn',
    says: 'GOOGLE_GEMINI_BASE_URL is set and no login is chosen',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'a login with Google chosen',
    env: own,
    files: () => ({ [user]: login('oauth-personal') }),
    check: 'wins',
    status: 'warn',
    says: 'GOOGLE_GEMINI_BASE_URL is ignored: the login is oauth-personal',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: "a repository's own login",
    env: own,
    files: () => ({ [user]: byKey, [project]: login('oauth-personal') }),
    check: 'wins',
    status: 'fail',
    says: '~/project/.gemini/settings.json:4 security.auth.selectedType is oauth-personal and ranks above what Jetway gives Gemini CLI: Jetway does not start it',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: 'a header with commas in it',
    env: (at) => ({ ...own(at), GEMINI_CLI_CUSTOM_HEADERS: 'cf-aig-metadata: {"a":"b","c":"d"}' }),
    files: () => ({ [user]: byKey }),
    check: 'wins',
    status: 'warn',
    says: 'GEMINI_CLI_CUSTOM_HEADERS makes an invalid header',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'a comma at the end of its settings',
    env: own,
    files: () => ({ [user]: `${JSON.stringify(byKey).slice(0, -1)},}` }),
    check: 'wins',
    status: 'fail',
    says: 'commas at the end are not): Gemini CLI does not start',
    plain: 'stops',
    launched: 'stops',
  },
  {
    what: 'a byte order mark',
    env: own,
    files: () => ({ [user]: `\uFEFF${JSON.stringify(byKey)}` }),
    check: 'wins',
    status: 'warn',
    says: '~/.gemini/settings.json (the whole file) begins with a byte-order mark',
    plain: 'stops',
    launched: 'starts',
  },
  {
    what: 'another model under the name of one',
    env: own,
    files: () => ({
      [user]: { ...byKey, modelConfigs: { customAliases: { [model]: { modelConfig: { model: 'broken' } } } } },
    }),
    check: 'wins',
    status: 'warn',
    says: `~/.gemini/settings.json:8 modelConfigs.customAliases puts other models in place of ${model}`,
    plain: 'starts',
    launched: 'under another model',
  },
  {
    what: "a repository's program",
    env: own,
    files: ({ home }) => ({
      [user]: byKey,
      [project]: { tools: { discoveryCommand: `sh ${home}/project/theirs.sh` } },
      'project/theirs.sh': `# ${ran}\ncp ${home}/project/theirs.sh ${home}/mark-$$\necho '[]'\n`,
    }),
    check: 'repository',
    status: 'fail',
    says: 'tools.discoveryCommand has a program run: sh …',
    plain: 'starts',
    launched: 'with foreign code',
  },
];
