import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/copilot/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const providers = '/home/dev/.copilot/providers.json';
const settings = '/home/dev/.copilot/settings.json';
const state = '/home/dev/.copilot/config.json';
const hook = '/home/dev/project/.github/hooks/x.json';
const env = {
  COPILOT_PROVIDER_BASE_URL: 'http://a/v1',
  COPILOT_PROVIDER_API_KEY: 'sk-of-the-environment-1111',
  COPILOT_MODEL: 'm',
};
const listed = (more: object = {}, model: object = {}): object => ({
  providers: [{ name: 'mine', baseUrl: 'http://b', apiKey: 'sk-of-the-file-000002222', ...more }],
  models: [{ id: 'n', provider: 'mine', ...model }],
});
const chosen = { COPILOT_MODEL: 'mine/n' };
const elsewhere = { COPILOT_PROVIDERS_CONFIG: '/home/dev/p.json' };

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const wins = (sets: Origin['sets'], machine: Machine): string | undefined => where(winner(on(machine), sets, 'user'));
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);

describe('what Copilot CLI obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['GitHub for another', { env: { COPILOT_MODEL: 'n' }, files: { [providers]: listed() } }, undefined],
    ['the variables where that file is gone', { env: { ...env, ...elsewhere } }, 'COPILOT_PROVIDER_BASE_URL'],
    [
      "a company's own server offline",
      { env: { ...env, COPILOT_OFFLINE: 'true', COPILOT_PROVIDER_GHES_HOST: 'h', COPILOT_PROVIDER_GHES_TOKEN: 't' } },
      'COPILOT_PROVIDER_GHES_HOST',
    ],
    ['another GitHub', { env: { GH_HOST: 'g', COPILOT_GH_HOST: 'c' } }, 'COPILOT_GH_HOST'],
  ])('as an endpoint is %s', (_what, machine, expected) => {
    expect(wins('endpoint', machine)).toBe(expected);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    [
      'that of the file, its header first',
      {
        env: { ...env, COPILOT_PROVIDER_BASE_URL: '', ...chosen },
        files: { [providers]: listed({ headers: { Authorization: 'h' } }) },
      },
      ['~/.copilot/providers.json:8 providers.0.headers.Authorization'],
    ],
    ['a login at GitHub', { env: { GH_TOKEN: 'ghu_1', GITHUB_TOKEN: 'ghu_2' } }, ['GH_TOKEN']],
    ['the next one behind a classic token', { env: { GH_TOKEN: 'ghp_1', GITHUB_TOKEN: 'ghu_2' } }, ['GITHUB_TOKEN']],
    [
      'a login that is kept in a file',
      { files: { [state]: { copilotTokens: { 'https://github.com:me': 'gho_1' } } } },
      ['~/.copilot/config.json:3 copilotTokens.https://github.com:me'],
    ],
    ['no login at GitHub beside a provider', { env: { ...env, GH_TOKEN: 'ghu_1', COPILOT_PROVIDER_API_KEY: '' } }, []],
  ])('as a credential is %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it.each<readonly [string, Machine, string | undefined]>([
    [
      'the variable above all',
      {
        env: { ...env, COPILOT_PROVIDER_WIRE_MODEL: 'w', COPILOT_PROVIDER_MODEL_ID: 'i' },
        files: { [settings]: { model: 's' } },
      },
      'm',
    ],
    [
      'none of the settings beside a base URL',
      { env: { ...env, COPILOT_MODEL: '' }, files: { [settings]: { model: 's' } } },
      undefined,
    ],
    ['that of the settings', { files: { [settings]: { model: 's' } } }, 's'],
  ])('as a model is %s', (_what, machine, expected) => {
    expect(winner(on(machine), 'model', 'user')?.value).toBe(expected);
  });

  it('holds no whole credential', () => {
    const found = JSON.stringify(
      on({ env: { ...env, GH_TOKEN: 'ghp_0123456789012345' }, files: { [providers]: listed() } }),
    );
    for (const secret of [env.COPILOT_PROVIDER_API_KEY, 'sk-of-the-file-000002222', 'ghp_0123456789012345']) {
      expect(found).not.toContain(secret);
    }
  });
});

describe("a repository's programs", () => {
  const run = { version: 1, hooks: { sessionStart: [{ type: 'command', bash: '/opt/theirs --all' }] } };
  const commands = (machine: Machine): readonly Origin[] => on(machine).filter(({ sets }) => sets === 'command');

  it.each<readonly [string, Machine]>([
    ['in a trusted folder', { files: { [hook]: run, [state]: { trustedFolders: ['/home/dev/project'] } } }],
    ['in a folder inside a trusted one', { files: { [hook]: run, [state]: { trustedFolders: ['/home/dev'] } } }],
    ['where all is allowed', { env: { COPILOT_ALLOW_ALL: 'true' }, files: { [hook]: run } }],
    [
      'from its settings',
      {
        env: { COPILOT_ALLOW_ALL: 'true' },
        files: { '/home/dev/project/.github/copilot/settings.local.json': { hooks: run.hooks } },
      },
    ],
  ])('are run %s, by Jetway too', (_what, machine) => {
    expect(commands(machine)).toMatchObject([
      { from: 'project', key: 'hooks.sessionStart', value: 'theirs …', beatsJetway: true },
    ]);
  });

  it.each<readonly [string, Machine]>([
    [
      'in another folder',
      { files: { [hook]: run, [state]: { trustedFolders: ['/home/dev/proj', '/home/dev/project/x'] } } },
    ],
    ['where tools alone are allowed', { env: { COPILOT_ALLOW_ALL: '1' }, files: { [hook]: run } }],
  ])('are not %s', (_what, machine) => {
    expect(commands(machine)).toMatchObject([{ void: 'this folder is not trusted' }]);
  });
});

describe('what spoils a start of Copilot CLI', () => {
  it.each<readonly [string, Machine, object]>([
    [
      'a classic token beside another login',
      { env: { ...env, GH_TOKEN: 'ghu_1', GITHUB_TOKEN: 'ghp_1' } },
      { key: 'GITHUB_TOKEN', beatsJetway: true, problem: { stops: false } },
    ],
    [
      'providers that are no list',
      { files: { [providers]: { providers: 'x' } } },
      { place: providers, problem: { stops: true } },
    ],
    [
      'a base URL beside a file that is named',
      { env: { ...env, ...elsewhere }, files: { '/home/dev/p.json': listed() } },
      { key: 'COPILOT_PROVIDER_BASE_URL', value: 'ignored', problem: { stops: false } },
    ],
  ])('is %s', (_what, machine, expected) => {
    const problems = on(machine).filter(({ sets }) => sets === 'problem');
    expect(problems).toMatchObject([expected]);
    expect(problems[0]?.problem?.hint).toMatch(/./);
  });

  it.each<readonly [string, Machine]>([
    ['a provider in the environment', { env, files: { [providers]: listed() } }],
    ['a model for its limits', { env: { ...env, COPILOT_MODEL: '', COPILOT_PROVIDER_MODEL_ID: 'i' } }],
    ['a login', { env: { GH_TOKEN: 'ghu_1' } }],
    [
      'a whole list of models',
      { files: { '/home/dev/project/.github/allowed_models.txt': 'gpt-*\nfallback: gpt-5.4\n' } },
    ],
    ['a file of providers without models', { files: { [providers]: {} } }],
  ])('is not %s', (_what, machine) => {
    expect(on(machine).filter(({ sets }) => sets === 'problem')).toEqual([]);
  });
});
