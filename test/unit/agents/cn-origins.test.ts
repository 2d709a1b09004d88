import { describe, expect, it } from 'vitest';
import { origins, unseen } from '../../../src/agents/cn/origins.ts';
import { whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.continue/config.yaml';
const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const wins = (sets: Origin['sets'], machine: Machine): string | undefined => {
  const found = winner(on(machine), sets, 'user');
  return found && whereIs(found, '/home/dev');
};
const yaml = (more = '', key = '${{ secrets.OWN_KEY }}'): string => `name: Mine
version: 1.0.0
models:
  - name: first
    provider: openai
    model: m
    apiBase: https://first.test/v1
    apiKey: ${key}
${more}`;
const second = `  - name: second
    provider: gemini
    model: n
    apiBase: https://second.test
    apiKey: sk-second-0000000001
`;
const context = '/home/dev/.continue/index/globalContext.json';

describe('what Continue obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['nothing', {}, undefined],
    ['no empty file', { files: { [user]: '' } }, undefined],
    ['the first', { files: { [user]: yaml(second) } }, '~/.continue/config.yaml:6 models.0.model'],
    [
      'one that was picked',
      { files: { [user]: yaml(second), [context]: { cliSelectedModel: 'second' } } },
      '~/.continue/index/globalContext.json cliSelectedModel',
    ],
    [
      'not one that is gone',
      { files: { [user]: yaml(), [context]: { cliSelectedModel: 'x' } } },
      '~/.continue/config.yaml:6 models.0.model',
    ],
    [
      "the folder's, where its .env names the home",
      {
        files: {
          [user]: yaml(),
          '/home/dev/project/.env': 'CONTINUE_GLOBAL_DIR=.c',
          '/home/dev/project/.c/config.yaml': yaml(),
        },
      },
      '~/project/.c/config.yaml:6 models.0.model',
    ],
    [
      'not there, where the variable is there, empty',
      {
        files: { [user]: yaml(), '/home/dev/project/.env': 'CONTINUE_GLOBAL_DIR=.c' },
        env: { CONTINUE_GLOBAL_DIR: '' },
      },
      '~/.continue/config.yaml:6 models.0.model',
    ],
  ])('as the model: %s', (_, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it.each<readonly [string, Machine, string | undefined]>([
    ['a variable', { env: { OWN_KEY: 'sk-of-variable-0001' } }, 'OWN_KEY'],
    [
      "the folder's .env, by which a variable is set that is not there",
      {
        files: {
          '/home/dev/project/.env': 'OWN_KEY=sk-of-the-folder-1',
          '/home/dev/.continue/.env': 'OWN_KEY=sk-home-22',
        },
      },
      '~/project/.env:1 OWN_KEY',
    ],
    [
      "the home's, where it is there, empty",
      {
        env: { OWN_KEY: '' },
        files: {
          '/home/dev/project/.env': 'OWN_KEY=sk-of-the-folder-1',
          '/home/dev/.continue/.env': '\nOWN_KEY=sk-home-22',
        },
      },
      '~/.continue/.env:2 OWN_KEY',
    ],
    ['none', {}, undefined],
  ])('as the secret: %s', (_, machine, expected) => {
    const files = { [user]: yaml(second), ...machine.files };
    expect(wins('credential', { ...machine, files })).toBe(expected);
  });

  it('is no key of a model that is not talked to', () => {
    const found = on({ files: { [user]: yaml(second) }, env: { OWN_KEY: 'sk-of-variable-0001' } });
    expect(found.filter(({ sets, void: why }) => sets === 'credential' && why === undefined)).toMatchObject([
      { value: '…0001', headers: ['authorization'] },
    ]);
    expect(found.find(({ value }) => value === 'https://second.test')?.void).toBe('the model is first');
  });

  it("is a key of Anthropic's own where nothing else may chat", () => {
    const env = { ANTHROPIC_API_KEY: 'sk-ant-000000000001' };
    expect(wins('credential', { env })).toBe('ANTHROPIC_API_KEY');
    expect(wins('credential', { env, files: { [user]: yaml('', 'sk-own-00000000001') } })).toContain('models.0.apiKey');
    expect(on({ env }).some(({ problem }) => problem?.stops === false)).toBe(true);
  });

  it('is not known of a block that stands elsewhere', () => {
    const uses = { files: { [user]: 'name: a\nversion: b\nmodels:\n  - uses: file:///m.yaml\n' } };
    expect([wins('model', uses), wins('endpoint', uses), unseen(lookAt(uses))]).toEqual([
      undefined,
      undefined,
      expect.stringContaining('block'),
    ]);
    expect(unseen(lookAt({ files: { [user]: yaml() } }))).toBeUndefined();
  });

  it('is what a name in the settings stands for', () => {
    const text = `%YAML 1.1\n---\nname: a\nversion: b\nbase: &base\n  provider: anthropic\n  apiKey: sk-of-the-base-001\nmodels:\n  - <<: *base\n    name: c\n    model: m\n`;
    expect(wins('credential', { files: { [user]: text } })).toBe('~/.continue/config.yaml:8 models.0.apiKey');
  });

  it.each(['[]', 'a: [', 'models: x\n', 'models:\n  - 1\n  - [a]\n'])('is nothing in %j, which is survived', (text) => {
    expect(wins('model', { files: { [user]: text } })).toBeUndefined();
  });
});
