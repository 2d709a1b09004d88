import { expect, test } from 'vitest';
import { kilo, kiloEdition } from '../../../src/agents/kilo.ts';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { origins } from '../../../src/agents/opencode/origins.ts';
import type { Told } from '../../../src/agents/opencode/edition.ts';
import { restore, type Configuration } from '../../../src/agents/opencode/guard.ts';
import { Failure } from '../../../src/failure.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';
import { lookAt } from '../../support/look.ts';

const given: AgentCase = {
  target: { main: { protocol: 'openai-responses', baseUrl: 'https://gateway.test/base', model: 'gpt-5.5' } },
};
const planned = (launch: AgentCase['launch'] = {}) => kilo.plan(targetOf(given), launchOf({ ...given, launch }));

test('it is told all by its own variables, and stays away from a daemon', () => {
  const { set } = planned({ args: ['run', 'hello'] });
  expect(Object.keys(set).filter((name) => name.startsWith('OPENCODE'))).toEqual([]);
  expect(set).toMatchObject({
    KILO_CONFIG_CONTENT: { over: { model: 'jetway/gpt-5.5', enabled_providers: ['jetway'] } },
    KILO_NO_DAEMON: '1',
  });
  expect(toldIn(set)).toMatchObject({ id: 'kilo', variable: 'KILO_CONFIG_CONTENT' });
});

test("a login at Kilo spoils no request, as Kilo's own provider is off", () => {
  expect(planned().set['KILO_CONFIG_CONTENT']).toMatchObject({
    over: { disabled_providers: ['cloudflare-ai-gateway', 'kilo'] },
  });
});

test('what replaces its logins or its plugins is taken away under its own names', () => {
  const names = kilo.unset.flatMap((group) => group.names);
  expect(names).toEqual(expect.arrayContaining(['KILO_PURE', 'KILO_AUTH_CONTENT', 'KILO_TEST_MANAGED_CONFIG_DIR']));
  expect(names).not.toContain('OPENCODE_PURE');
});

test('a client of another launch takes no tools from the session', () => {
  expect(kilo.unset.flatMap((group) => group.names)).toContain('KILO_CLIENT');
});

test('its server does not end with a process that another launch left the name of', () => {
  expect(kilo.unset.flatMap((group) => group.names)).toContain('KILO_PARENT_PID');
});

test.each([
  [['--pure'], /Kilo’s plugins/],
  [['attach', 'http://localhost:4096'], /attached Kilo/],
  [['pr', '12'], /second Kilo/],
  [['daemon', 'start'], /outlives/],
  [['console'], /daemon/],
  [['cloud'], /not through this gateway/],
  [['--worktree', 'pr', 'daemon'], /outlives/],
  [['run', '-m', 'kilo/kilo-auto/free', 'hello'], /Kilo has no model .* It has jetway\/gpt-5\.5\./],
])('%j is refused', (args, message) => {
  expect(() => planned({ args })).toThrow(Failure);
  expect(() => planned({ args })).toThrow(message);
});

test.each([[['run', 'attach the daemon']], [['--worktree', 'daemon']], [['auth', 'list']], [['web']]])(
  '%j passes through without a word',
  (args) => {
    expect(planned({ args })).toMatchObject({ args, notes: [] });
  },
);

test.each([['serve'], ['acp'], ['remote']])('%s starts with a word on how long the key lives', (command) => {
  expect(planned({ args: [command] }).notes).toEqual([expect.stringContaining(`kilo ${command} keeps the key`)]);
});

test('managed files bear both names', async () => {
  const { host } = launchOf(given);
  expect(kilo.managedPaths?.(host)).toEqual([
    '/etc/kilo/kilo.jsonc',
    '/etc/kilo/kilo.json',
    '/etc/kilo/opencode.jsonc',
    '/etc/kilo/opencode.json',
  ]);
  expect((await kilo.doctor?.())?.obstacles?.('{"provider":{}}', targetOf(given))).toMatchObject([
    { key: 'provider', why: expect.stringContaining('Kilo') },
  ]);
});

test('the highest of all configurations counts', () => {
  const places = [
    '/home/dev/.config/kilo/config.json',
    '/home/dev/.config/kilo/kilo.json',
    '/home/dev/.config/kilo/kilo.jsonc',
    '/home/dev/.config/kilo/opencode.json',
    '/home/dev/.config/kilo/opencode.jsonc',
    '/one.json',
    '/home/dev/project/kilo.json',
    '/home/dev/project/kilo.jsonc',
    '/home/dev/project/inside/kilo.json',
    '/home/dev/project/inside/kilo.jsonc',
    '/home/dev/project/opencode.json',
    '/home/dev/project/opencode.jsonc',
    '/home/dev/project/inside/opencode.json',
    '/home/dev/project/inside/.kilocode/kilo.json',
    '/home/dev/project/inside/.kilo/kilo.jsonc',
    '/home/dev/project/inside/.kilo/opencode.json',
    '/home/dev/project/.kilocode/kilo.json',
    '/home/dev/project/.kilo/kilo.json',
    '/home/dev/.kilocode/kilo.json',
    '/home/dev/.kilo/kilo.json',
    '/dir/kilo.json',
    '/dir/opencode.json',
  ];
  const files = Object.fromEntries(places.map((place, index) => [place, { model: `own/${index}` }]));
  const ignored = { '/home/dev/project/.opencode/opencode.json': { model: 'own/x' } };
  const env = { KILO_CONFIG: '/one.json', KILO_CONFIG_DIR: '/dir', OPENCODE_CONFIG_CONTENT: '{"model":"own/x"}' };
  const look = lookAt({ files: { ...files, ...ignored }, env, cwd: '/home/dev/project/inside' });
  expect(origins(look, kiloEdition).map(({ place }) => place)).toEqual(places.toReversed());
});

test.each([
  [{ code: { model: 'own/a' }, build: { model: 'own/b' } }, {}, 'own/b'],
  [{ code: { model: 'own/a' } }, { build: { model: 'own/b' } }, 'own/a'],
  [{}, { code: { model: 'own/a' } }, 'own/a'],
])('of the two names of its agent the one that is merged in last counts: %j over %j', (high, low, expected) => {
  const files = {
    '/home/dev/project/kilo.json': { agent: high },
    '/home/dev/.config/kilo/kilo.json': { agent: low },
  };
  expect(origins(lookAt({ files }), kiloEdition)[0]).toMatchObject({ sets: 'model', value: expected });
});

test("a repository's file that refers to a variable is left out, as one that is no JSON is, which is told", () => {
  const files = {
    '/home/dev/project/kilo.json': { model: 'own/{env:MODEL}' },
    '/home/dev/project/opencode.json': '{ "model": own }',
  };
  expect(origins(lookAt({ files }), kiloEdition)).toMatchObject([
    { sets: 'problem', place: '/home/dev/project/opencode.json', problem: { stops: false } },
  ]);
});

test('a file of the user that is no JSON ends each start, by Jetway too', () => {
  const files = { '/home/dev/.config/kilo/kilo.json': '{ "model": }' };
  expect(origins(lookAt({ files }), kiloEdition)).toMatchObject([
    { sets: 'problem', beatsJetway: true, problem: { what: 'is no JSON: Kilo does not start', stops: true } },
  ]);
});

test("a repository's code runs, but not where its configuration is switched off", () => {
  const files = { '/home/dev/project/.kilo/plugin/evil.js': '', '/home/dev/project/.opencode/plugin/other.js': '' };
  const on = (env: Readonly<Record<string, string>>) => origins(lookAt({ files, env }), kiloEdition);
  expect(on({})).toMatchObject([{ sets: 'command', place: '/home/dev/project/.kilo/plugin/evil.js' }]);
  expect(on({ KILO_DISABLE_PROJECT_CONFIG: '1' })).toEqual([]);
});

test('the agents that a session starts with lose a pin under either name', () => {
  const { agents } = toldIn(planned().set);
  const inline = { provider: { jetway: { models: { main: {}, small: {} } } }, model: 'jetway/main' };
  const config: Configuration = {
    agent: { build: { model: 'jetway/small' }, debug: { model: 'jetway/small' }, own: { model: 'jetway/small' } },
  };
  restore(config, inline, undefined, fetch, agents);
  expect(config.agent).toEqual({ build: {}, debug: {}, own: { model: 'jetway/small' } });
});

function toldIn(set: LaunchPlan['set']): Told {
  const text = set['JETWAY_EDITION'];
  return JSON.parse(typeof text === 'string' ? text : '') as Told;
}
