import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/agents/openclaw/doctor.ts';
import { origins } from '../../../src/agents/openclaw/origins.ts';
import { whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.openclaw/openclaw.json';
const dotEnv = '/home/dev/.openclaw/.env';

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const wins = (sets: Origin['sets'], machine: Machine, startedBy: 'user' | 'jetway' = 'user'): string | undefined => {
  const found = winner(on(machine), sets, startedBy);
  return found && whereIs(found, '/home/dev');
};
const own = (apiKey: unknown, more: object = {}): object => ({
  agents: { defaults: { model: 'own/m' } },
  models: { providers: { own: { baseUrl: 'https://own.test', api: 'openai-responses', apiKey, ...more } } },
});

describe('what OpenClaw obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['nothing', {}, undefined],
    [
      'that for all',
      { files: { [user]: "{ agents: {\n defaults: { model: 'a/b' } } }" } },
      '~/.openclaw/openclaw.json:2 agents.defaults.model',
    ],
    [
      'that of its one agent above it',
      {
        files: { [user]: { agents: { defaults: { model: 'a/b' }, entries: { main: { model: { primary: 'a/c' } } } } } },
      },
      '~/.openclaw/openclaw.json:9 agents.entries.main.model.primary',
    ],
    [
      'that for all, where there are several agents',
      { files: { [user]: { agents: { defaults: { model: 'a/b' }, entries: { a: { model: 'a/c' }, b: {} } } } } },
      '~/.openclaw/openclaw.json:4 agents.defaults.model',
    ],
    [
      'of a profile',
      { env: { OPENCLAW_PROFILE: 'w' }, files: { '/home/dev/.openclaw-w/openclaw.json': own('k') } },
      '~/.openclaw-w/openclaw.json:4 agents.defaults.model',
    ],
  ])('as the model: %s', (_, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it.each<readonly [string, unknown, Machine, string | undefined]>([
    ['a text', 'sk-own-000000000001', {}, '…0001'],
    ['a variable in a text', '${OWN}', { env: { OWN: 'sk-own-000000000002' } }, '…0002'],
    [
      'a reference to one',
      { source: 'env', provider: 'default', id: 'OWN' },
      { env: { OWN: 'sk-own-000000000003' } },
      '…0003',
    ],
    ['one of its own .env', '${OWN}', { files: { [dotEnv]: 'OWN=sk-own-000000000004\n' } }, '…0004'],
    ['a variable that is not there', '${OWN}', {}, undefined],
    ['what lies in a store', { source: 'exec', provider: 'vault', id: 'a' }, {}, 'of a store'],
  ])('as the key: %s', (_, apiKey, machine, expected) => {
    const files = { ...machine.files, [user]: own(apiKey) };
    expect(on({ ...machine, files }).find(({ sets }) => sets === 'credential')?.value).toBe(expected);
  });

  it('is a header in the place of the key, and an address of the model', () => {
    const more = {
      headers: { Authorization: 'Bearer sk-own-000000000005', other: 'a' },
      models: [{ id: 'm', baseUrl: 'https://model.test' }],
    };
    const files = { [user]: own('sk-own-000000000001', more) };
    expect(winner(on({ files }), 'credential', 'user')).toMatchObject({ value: '…0005', headers: ['authorization'] });
    expect(winner(on({ files }), 'endpoint', 'user')?.value).toBe('https://model.test');
  });

  it('is nothing of it through Jetway', () => {
    const files = { [user]: own('sk-own-000000000001') };
    for (const sets of ['endpoint', 'credential', 'model'] as const)
      expect(wins(sets, { files }, 'jetway')).toBeUndefined();
  });

  it('is the variable of a vendor that it knows, for a model of that one alone', () => {
    const env = { ANTHROPIC_API_KEY: 'sk-ant-00000000000001' };
    const files = { [user]: { agents: { defaults: { model: 'anthropic/claude' } } } };
    expect(wins('credential', { env, files })).toBe('ANTHROPIC_API_KEY');
    expect(wins('credential', { env, files: { [user]: own('${NONE}') } })).toBeUndefined();
  });

  it('starts programs of servers and stores', () => {
    const files = {
      [user]: {
        mcp: { servers: { a: { command: 'srv' }, b: { url: 'https://b.test' } } },
        secrets: { providers: { v: { command: '/bin/v' } } },
      },
    };
    expect(on({ files })).toMatchObject([
      { sets: 'program', value: 'srv' },
      { sets: 'program', value: 'v' },
    ]);
  });

  it('is nothing of settings that are none, by Jetway neither', () => {
    const files = { [user]: '{ agents: ' };
    expect(on({ files })).toMatchObject([{ place: user, problem: { stops: true } }]);
    expect(wins('problem', { files }, 'jetway')).toBe('~/.openclaw/openclaw.json (the whole file)');
  });

  it('may be what nobody looks into', () => {
    expect(doctor.unseen?.(lookAt({}))).toBe('a login in its database');
    const files = { [user]: "{ agents: { $include: './a.json5' } }" };
    expect(doctor.unseen?.(lookAt({ files }))).toContain('what the files set that your settings include');
  });
});
