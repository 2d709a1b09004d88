import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/goose/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { plainAt } from '../../../src/config-layers/located.ts';
import { locateYaml } from '../../../src/config-layers/located-yaml.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const config = '/home/dev/.config/goose/config.yaml';
const secrets = '/home/dev/.config/goose/secrets.yaml';
const custom = '/home/dev/.config/goose/custom_providers/one.json';
const structured = 'active_provider: openai\nproviders:\n  openai:\n    enabled: true\n    model: m\n';

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const wins = (sets: Origin['sets'], machine: Machine, startedBy: 'user' | 'jetway' = 'user'): string | undefined =>
  where(winner(on(machine), sets, startedBy));
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);

describe('what Goose obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['nothing without a provider', { env: { OPENAI_HOST: 'http://a' } }, undefined],
    [
      'the settings of the user above those of the machine',
      {
        files: {
          [config]: `${structured}OPENAI_HOST: http://a\n`,
          '/etc/goose/config.yaml': 'OPENAI_HOST: http://b\n',
        },
      },
      '~/.config/goose/config.yaml:6 OPENAI_HOST',
    ],
    [
      'the last of the files that a variable names',
      {
        env: { GOOSE_ADDITIONAL_CONFIG_FILES: '/home/dev/a.yaml:/home/dev/b.yaml' },
        files: {
          [config]: structured,
          '/home/dev/a.yaml': 'OPENAI_HOST: http://a',
          '/home/dev/b.yaml': 'OPENAI_HOST: http://b',
        },
      },
      '~/b.yaml:1 OPENAI_HOST',
    ],
    [
      'those of another root',
      {
        env: { GOOSE_PATH_ROOT: '/home/dev/r' },
        files: { '/home/dev/r/config/config.yaml': `${structured}OPENAI_HOST: http://a` },
      },
      '~/r/config/config.yaml:6 OPENAI_HOST',
    ],
  ])('as the endpoint: %s', (_, machine, expected) => {
    expect(wins('endpoint', machine)).toBe(expected);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    ['none of another provider', { env: { GOOSE_PROVIDER: 'google', OPENAI_API_KEY: 'sk-of-the-environment-1' } }, []],
  ])('as the credentials: %s', (_, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it.each<readonly [string, Machine, string | undefined]>([
    [
      'not that of an older version beside it',
      { env: { GOOSE_PROVIDER: 'google' }, files: { [config]: `${structured}GOOSE_PROVIDER: google\nGOOSE_MODEL: x` } },
      undefined,
    ],
    [
      'not that of an older version for another provider',
      { env: { GOOSE_PROVIDER: 'openai' }, files: { [config]: 'GOOSE_PROVIDER: google\nGOOSE_MODEL: x' } },
      undefined,
    ],
  ])('as the model: %s', (_, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it("is a provider of the user's with the name of one that a launch uses, by Jetway too", () => {
    const file = { name: 'litellm', engine: 'openai', base_url: 'http://a/v1', api_key_env: 'OWN' };
    const machine = { env: { OWN: 'sk-of-the-environment-1' }, files: { [custom]: JSON.stringify(file) } };
    const claimed = on(machine);
    expect(claimed.map(({ beatsJetway }) => beatsJetway)).toEqual([true, true]);
    const other = { ...file, name: 'custom_one' };
    expect(on({ ...machine, files: { [custom]: JSON.stringify(other) } }).some((one) => one.beatsJetway)).toBe(false);
  });

  it.each(['', ': :', '- a\n- b', '{', '"', 'a: [', 'providers: x', '  deep: 1', '\u0000'])(
    'is nothing where the settings are %j',
    (junk) => {
      const found = on({ files: { [config]: junk, [secrets]: junk, [custom]: junk } });
      expect(found.filter(({ sets }) => sets !== 'problem')).toEqual([]);
    },
  );

  it.each([
    ['"', 'is no YAML: Goose takes nothing of it'],
    ['GOOSE_MODEL: caf\uFFFD', 'is not in UTF-8: Goose takes nothing of it'],
    ['\uFEFF\uFEFFGOOSE_MODEL: x', 'is not in UTF-8: Goose takes nothing of it'],
  ])('is nothing of settings as %j, which are told of', (text, what) => {
    expect(on({ files: { [config]: text } })).toMatchObject([{ place: config, problem: { what, stops: false } }]);
  });
});

it('reads the YAML that Goose writes, and passes over the rest', () => {
  const text =
    'a: 1 # one\n"b": \'two # 2\'\nc:\n  d:\n    e: three\n  f: four\ng: |\n  h: five\ni:\n- j: six\nk: http://l:1/m#n\n';
  const located = locateYaml(text);
  if (located === undefined) throw new Error('It is YAML.');
  expect([['a'], ['b'], ['c', 'd', 'e'], ['c', 'f'], ['k']].map((path) => plainAt(located, ...path))).toEqual([
    '1',
    'two # 2',
    'three',
    'four',
    'http://l:1/m#n',
  ]);
  expect(plainAt(located, 'h')).toBeUndefined();
  expect(plainAt(located, 'j')).toBeUndefined();
  expect(located.line('c', 'd', 'e')).toBe(5);
});
