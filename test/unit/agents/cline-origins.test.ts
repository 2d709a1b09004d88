import { describe, expect, test } from 'vitest';
import { origins } from '../../../src/agents/cline/origins.ts';
import { winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const file = '/home/dev/.cline/data/settings/providers.json';

function stored(lastUsedProvider: string, settings: Readonly<Record<string, object>>): string {
  const providers = Object.fromEntries(Object.entries(settings).map(([id, one]) => [id, { settings: one }]));
  return JSON.stringify({ version: 1, lastUsedProvider, providers }, undefined, 1);
}

function taken(machine: Machine, sets: Origin['sets']): string | undefined {
  const found = winner(origins(lookAt(machine)), sets, 'user');
  return found && `${found.place} ${found.key} ${found.value}`;
}

describe('the provider that was used last', () => {
  const own = { baseUrl: 'https://a.test/v1', apiKey: 'sk-stored-00000000003333', model: 'mine' };

  test.each([
    [{ CLINE_DIR: '/c' }, '/c/data/settings/providers.json'],
    [{ CLINE_DATA_DIR: '/d', CLINE_DIR: '/c' }, '/d/settings/providers.json'],
    [{ CLINE_PROVIDER_SETTINGS_PATH: '/p.json', CLINE_DATA_DIR: '/d' }, '/p.json'],
    [
      { CLINE_SANDBOX: '1', CLINE_SANDBOX_DATA_DIR: '/s', CLINE_PROVIDER_SETTINGS_PATH: '/p.json' },
      '/s/settings/providers.json',
    ],
    [{ CLINE_SANDBOX: '1', TEMP: '/t' }, '/t/cline-sandbox/settings/providers.json'],
    [{ CLINE_SANDBOX: '1', TMPDIR: '/u', TEMP: '/t' }, '/u/cline-sandbox/settings/providers.json'],
  ])('stands where %j says', (env, path) => {
    expect(taken({ files: { [path]: stored('anthropic', { anthropic: own }) }, env }, 'model')).toContain(path);
  });
});

test('a header with a key in it is a credential of its own', () => {
  const settings = {
    apiKey: 'sk-stored-00000000003333',
    headers: { 'X-Team': 'a', Authorization: 'Bearer tok-00000000000004444' },
  };
  const found = origins(lookAt({ files: { [file]: stored('anthropic', { anthropic: settings }) } }));
  expect(found.filter(({ sets }) => sets === 'credential').map(({ headers, value }) => [headers, value])).toEqual([
    [['authorization'], '…4444'],
    [['x-api-key'], '…3333'],
  ]);
});

test('what a bunfig.toml of the folder has Bun run is there with Jetway, too', () => {
  const files = { '/home/dev/project/bunfig.toml': '[install]\n\npreload = ["./theirs.ts"]\n' };
  expect(origins(lookAt({ files }))).toEqual([
    expect.objectContaining({ sets: 'command', from: 'project', line: 3, value: 'theirs.ts', beatsJetway: true }),
  ]);
});

test('a file of providers that is no JSON is a problem that stops nothing', () => {
  const [found] = origins(lookAt({ files: { [file]: '{ "x": ' } }));
  expect(found).toMatchObject({ sets: 'problem', place: file, problem: { stops: false } });
});
