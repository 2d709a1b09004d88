import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/pi/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const folder = '/home/dev/.pi/agent';
const settings = `${folder}/settings.json`;
const models = `${folder}/models.json`;
const logins = `${folder}/auth.json`;
const trust = `${folder}/trust.json`;
const project = '/home/dev/project/.pi/settings.json';
const env = { ANTHROPIC_API_KEY: 'sk-of-the-environment-1111' };
const starts = (defaultProvider: string, defaultModel: string): object => ({ defaultProvider, defaultModel });
const byClaude = { [settings]: starts('anthropic', 'sonnet') };
const providers = (of: object): object => ({ providers: of });
const own = { baseUrl: 'http://own', apiKey: 'x', models: [{ id: 'mine' }] };

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const wins = (sets: Origin['sets'], machine: Machine): string | undefined => where(winner(on(machine), sets, 'user'));
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);

describe('what Pi obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    [
      "no other provider's",
      { env, files: { ...byClaude, [models]: providers({ openai: { baseUrl: 'http://o' } }) } },
      undefined,
    ],
  ])('as an endpoint is %s', (_what, machine, expected) => {
    expect(wins('endpoint', machine)).toBe(expected);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    [
      'of three variables the token',
      { env: { ...env, ANTHROPIC_OAUTH_TOKEN: 'y', ANTHROPIC_AUTH_TOKEN: 'z' }, files: byClaude },
      ['ANTHROPIC_AUTH_TOKEN'],
    ],
    [
      'the key in models.json before them',
      { env, files: { ...byClaude, [models]: providers({ anthropic: { apiKey: 'x' } }) } },
      ['~/.pi/agent/models.json:4 providers.anthropic.apiKey'],
    ],
    [
      'the login of an account',
      { files: { ...byClaude, [logins]: { anthropic: { type: 'oauth', access: 'sk-ant-oat-2222' } } } },
      ['~/.pi/agent/auth.json:4 anthropic.access'],
    ],
    [
      "a header of the model before its provider's, and the key in another",
      {
        env,
        files: {
          ...byClaude,
          [models]: providers({
            anthropic: {
              headers: { Authorization: 'a', 'x-trace': 't' },
              modelOverrides: { sonnet: { headers: { authorization: 'b' } } },
            },
          }),
        },
      },
      [
        '~/.pi/agent/models.json:11 providers.anthropic.modelOverrides.sonnet.headers.authorization',
        'ANTHROPIC_API_KEY',
      ],
    ],
    ['none where no provider has one', { files: byClaude }, []],
  ])('as a credential is %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it.each<readonly [string, Machine, string | undefined]>([
    ['none for which there is no key', { files: byClaude }, undefined],
    ['none that nobody knows', { env, files: { [settings]: starts('own', 'mine') } }, undefined],
    [
      'that of a project which the nearer answer does not trust',
      {
        env,
        files: {
          ...byClaude,
          [project]: { defaultModel: 'opus' },
          [trust]: { '/home/dev': true, '/home/dev/project': false },
        },
      },
      'anthropic/sonnet',
    ],
    [
      'the default that the list has, too',
      {
        env,
        files: { [settings]: { ...starts('anthropic', 'sonnet'), enabledModels: ['anthropic/opus', 'anth*/s*'] } },
      },
      'anthropic/sonnet',
    ],
    ['one that is listed where nothing else has a key', { files: { [models]: providers({ own }) } }, 'own/mine'],
  ])('as a model is %s', (_what, machine, expected) => {
    expect(winner(on(machine), 'model', 'user')?.value).toBe(expected);
  });

  it('is told with a program that prints the key', () => {
    const found = on({ env, files: { ...byClaude, [logins]: { anthropic: { key: '!/opt/vault --all' } } } });
    expect(found.filter(({ sets }) => sets === 'command')).toMatchObject([{ from: 'login', value: 'vault …' }]);
    expect(sentCredentials(found)).toMatchObject([{ value: 'what it prints' }]);
  });

  it('says why a variable with an address counts for nothing', () => {
    const found = on({ env: { ...env, ANTHROPIC_BASE_URL: 'http://a' } });
    expect(found.find(({ key }) => key === 'ANTHROPIC_BASE_URL')?.void).toContain('models.json');
  });
});

describe('what a launch does not keep out', () => {
  it("is a trusted project's extension", () => {
    const files = { '/home/dev/project/.pi/extensions/theirs.ts': '', [project]: { packages: ['npm:theirs'] } };
    const commands = (machine: Machine): readonly Origin[] => on(machine).filter(({ sets }) => sets === 'command');
    expect(commands({ files: { ...files, [settings]: { defaultProjectTrust: 'always' } } })).toMatchObject([
      { from: 'project', value: 'theirs.ts', beatsJetway: true },
      { from: 'project', key: 'packages', beatsJetway: true },
    ]);
    expect(commands({ files }).map((origin) => origin.void)).toEqual(Array(2).fill('this folder is not trusted'));
  });
});

describe('what spoils a start of Pi', () => {
  it.each([settings, models, logins])('is %s that is no JSON', (place) => {
    const problems = on({ env, files: { [place]: '{ "a": ' } }).filter(({ sets }) => sets === 'problem');
    expect(problems).toMatchObject([{ place, problem: { stops: place === logins } }]);
  });
});
