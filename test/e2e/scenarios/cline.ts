import type { Broken } from './broken-settings.ts';
import { exported, key, loggedIn, ran, stored, type Place, type Scenario } from './scenario.ts';

const providers = '.cline/data/settings/providers.json';
/** At its end it would try for many seconds to send its reports, which get nowhere here. */
const quiet = { '.cline/data/settings/global-settings.json': { telemetryOptOut: true } };
/** Without it a plain start leaves a service behind. */
const alone = { CLINE_SESSION_BACKEND_MODE: 'local' };
const model = 'claude-sonnet-4-5';

function used(lastUsedProvider: string, settings: Readonly<Record<string, object>>): object {
  const entries = Object.entries(settings).map(([provider, one]) => [
    provider,
    { settings: { provider, ...one }, updatedAt: '2026-01-01T00:00:00.000Z', tokenSource: 'manual' },
  ]);
  return { version: 1, lastUsedProvider, providers: Object.fromEntries(entries) as object };
}

export const clineScenarios: readonly Omit<Scenario, 'agent'>[] = [
  {
    what: 'a stored key above variables, of which those of addresses are not heeded',
    env: ({ b }) => ({ ...alone, ANTHROPIC_API_KEY: exported, ANTHROPIC_BASE_URL: b }),
    files: ({ a, c }) => ({
      ...quiet,
      [providers]: used('anthropic', {
        anthropic: { baseUrl: `${a}/v1`, apiKey: stored, model },
        'openai-native': { baseUrl: c, apiKey: loggedIn, model: 'gpt-5.5' },
      }),
    }),
    endpoint: 'a',
    credentials: [stored],
    model,
  },
  {
    what: 'a variable where no key is stored',
    env: () => ({ ...alone, ANTHROPIC_API_KEY: key, OPENAI_API_KEY: exported }),
    files: ({ b }) => ({
      ...quiet,
      [providers]: used('openai-compatible', { 'openai-compatible': { baseUrl: b, model } }),
    }),
    endpoint: 'b',
    credentials: [exported],
    model,
  },
  {
    what: "a .env of the project's, behind the environment",
    env: () => ({ ...alone, CLINE_DATA_DIR: '' }),
    files: ({ c }) => ({
      ...quiet,
      'project/.env': `OPENAI_API_KEY=${key}\n`,
      [providers]: used('openai-native', { 'openai-native': { baseUrl: c, model: 'gpt-5.5' } }),
    }),
    endpoint: 'c',
    credentials: [key],
    model: 'gpt-5.5',
  },
  {
    what: 'a header with a key beside the key',
    env: () => alone,
    files: ({ a }) => ({
      ...quiet,
      [providers]: used('anthropic', {
        anthropic: { baseUrl: `${a}/v1`, apiKey: stored, headers: { Authorization: `Bearer ${key}` }, model },
      }),
    }),
    endpoint: 'a',
    credentials: [stored, key],
    model,
  },
  {
    what: 'CLINE_PROVIDER_SETTINGS_PATH',
    env: ({ home }) => ({ ...alone, CLINE_PROVIDER_SETTINGS_PATH: `${home}/other/settings/providers.json` }),
    files: ({ a, b }) => ({
      ...quiet,
      [providers]: used('anthropic', { anthropic: { baseUrl: `${a}/v1`, apiKey: stored, model } }),
      'other/settings/providers.json': used('anthropic', {
        anthropic: { baseUrl: `${b}/v1`, apiKey: key, model: 'other' },
      }),
    }),
    endpoint: 'b',
    credentials: [key],
    model: 'other',
  },
];

const own = ({ a }: Place): Readonly<Record<string, object>> => ({
  ...quiet,
  [providers]: used('anthropic', { anthropic: { baseUrl: `${a}/v1`, apiKey: stored, model } }),
});

export const clineBroken: readonly Omit<Broken, 'agent'>[] = [
  {
    what: 'a program in the bunfig.toml of the folder',
    env: () => alone,
    files: (at) => ({
      ...own(at),
      'project/bunfig.toml': 'preload = ["./theirs.ts"]\n',
      'project/theirs.ts': `// ${ran}\nimport { copyFileSync } from 'node:fs';\ncopyFileSync('${at.home}/project/theirs.ts', '${at.home}/mark-' + process.pid);\n`,
    }),
    check: 'repository',
    status: 'fail',
    says: 'preload has a program run: theirs.ts',
    plain: 'starts',
    launched: 'with foreign code',
  },
];
