import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/droid/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.factory/settings.json';
const project = '/home/dev/project/.factory/settings.json';
const system = '/etc/factory/settings.json';

const model = (id: string, more: object = {}): object => ({
  id: `custom:${id}`,
  model: id,
  provider: 'openai',
  baseUrl: `http://${id}/v1`,
  apiKey: `sk-of-${id}-000000001111`,
  ...more,
});
const chosen = (id: string, ...customModels: readonly object[]): object => ({
  customModels,
  sessionDefaultSettings: { model: `custom:${id}` },
});

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const wins = (sets: Origin['sets'], machine: Machine): string | undefined => where(winner(on(machine), sets, 'user'));
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);

describe('what Droid obeys', () => {
  it.each<readonly [string, Machine, string]>([
    [
      "an organisation's before all",
      {
        env: { FACTORY_RUNTIME_SETTINGS_PATH: '/mine.json', FACTORY_ORG_MANAGED_SETTINGS_LOCAL_PATH: '/org.json' },
        files: {
          '/mine.json': chosen('a', model('a')),
          '/org.json': chosen('a', model('a')),
          [system]: chosen('a', model('a')),
        },
      },
      '/etc/factory/settings.json:7 customModels.0.baseUrl',
    ],
  ])('takes the endpoint from %s', (_what, machine, place) => {
    expect(wins('endpoint', machine)).toBe(place);
  });

  it("lets only an organisation's win over Jetway", () => {
    const machine = { files: { [system]: chosen('a', model('a')), [user]: chosen('b', model('b')) } };
    expect(where(winner(on(machine), 'endpoint', 'jetway'))).toContain('/etc/factory');
    const own = { files: { [user]: chosen('b', model('b')), [project]: chosen('a', model('a')) } };
    expect(winner(on(own), 'endpoint', 'jetway')).toBeUndefined();
  });

  it('takes no notice of models that are not chosen', () => {
    const machine = { files: { [user]: chosen('b', model('a'), model('b')) } };
    expect(wins('endpoint', machine)).toContain('customModels.1.baseUrl');
    expect(on(machine).find(({ key }) => key === 'customModels.0.baseUrl')?.void).toBe('the model is b');
  });

  it("asks Factory for a model of Factory's", () => {
    const machine: Machine = {
      env: { FACTORY_API_KEY: 'fk-000000000000001234' },
      files: { [user]: { customModels: [model('a')], sessionDefaultSettings: { model: 'glm-5.2' } } },
    };
    expect(wins('endpoint', machine)).toBeUndefined();
    expect(sent(machine)).toEqual(['FACTORY_API_KEY']);
  });

  it('sends a header of its own in place of the key', () => {
    const extraHeaders = { Authorization: 'Bearer mine', 'X-Other': '1' };
    const machine = (provider: string): Machine => ({
      files: { [user]: chosen('a', model('a', { provider, extraHeaders })) },
    });
    expect(sent(machine('openai'))).toEqual(['~/.factory/settings.json:10 customModels.0.extraHeaders.Authorization']);
    expect(sent(machine('anthropic'))).toHaveLength(2);
  });
});

describe('what Droid would run or stumble over', () => {
  it.each([
    ['settings.json', { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'sh evil' }] }] } }, 'hooks.Stop'],
    ['hooks.json', { Stop: [{ hooks: [{ type: 'command', command: 'sh evil' }] }] }, 'Stop'],
  ])("names a hook of a repository's %s", (name, content, key) => {
    const found = on({ files: { [`/home/dev/project/.factory/${name}`]: content } });
    expect(found).toEqual([
      expect.objectContaining({ sets: 'command', from: 'project', key, value: 'sh …', beatsJetway: true }),
    ]);
  });
});
