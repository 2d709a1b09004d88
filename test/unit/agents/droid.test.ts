import { describe, expect, it, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { droid } from '../../../src/agents/droid.ts';
import { doctor } from '../../../src/agents/droid/doctor.ts';
import { at, listAt, parseJson } from '../../../src/json-path.ts';
import { gatewayKey, launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

type Main = AgentCase['target']['main'];

const bearer = { authorization: 'Bearer <key>' };
const two = { 'cf-aig-authorization': 'Bearer <key>', 'x-api-key': '<provider-key>' };

function given(credentials: Readonly<Record<string, string>>, main: Partial<Main> = {}): Main {
  return { protocol: 'anthropic-messages', baseUrl: 'https://gate.test/a', model: 'claude-x', credentials, ...main };
}

function planned(main: Main, launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const one: AgentCase = { target: { main, ...target }, launch };
  return droid.plan(targetOf(one), launchOf(one));
}

const settingsOf = ({ files = [] }: LaunchPlan): unknown => parseJson(files[0]?.content() ?? '');
const entry = (plan: LaunchPlan): unknown => at(settingsOf(plan), 'customModels', 0);

describe('the credential', () => {
  test.each([
    ['a bearer of Anthropic', given(bearer), { authMode: 'bearer', provider: 'anthropic' }],
    ['a key of Anthropic', given({ 'x-api-key': '<key>' }), { provider: 'anthropic' }],
    ['a bearer of OpenAI', given(bearer, { protocol: 'openai-responses' }), { provider: 'openai' }],
    ['a bearer of others', given(bearer, { protocol: 'openai-chat' }), { provider: 'generic-chat-completion-api' }],
  ])('%s is a variable that the settings name', (_what, main, way) => {
    const plan = planned(main);
    expect(plan.set).toMatchObject({ JETWAY_DROID_1: gatewayKey });
    expect(entry(plan)).toEqual({
      ...way,
      id: 'custom:claude-x',
      model: 'claude-x',
      displayName: 'claude-x',
      baseUrl: 'https://gate.test/a',
      apiKey: '${JETWAY_DROID_1}',
    });
  });

  it('is left out where there is none', () => {
    expect(entry(planned(given({})))).not.toHaveProperty('apiKey');
  });

  test.each([
    ['two credentials', given(two)],
    ["another vendor's header", given({ 'x-bf-vk': '<key>' })],
    ["Anthropic's header for OpenAI", given({ 'x-api-key': '<key>' }, { protocol: 'openai-chat' })],
    ['no bearer in its place', given({ authorization: '<key>' })],
  ])('%s is refused before the start', (_what, main) => {
    expect(() => planned(main)).toThrow(expect.objectContaining({ code: 'configuration' }));
  });

  it('that only another model wants leaves that model out, and says so', () => {
    const plan = planned(given(bearer), {}, { others: [given(two, { model: 'other' })] });
    expect(listAt(settingsOf(plan), 'customModels')).toHaveLength(1);
    expect(plan.notes?.join()).toContain("can't send what 1 model ");
  });

  it('leaves a header without a secret as it is', () => {
    const plan = planned(given({ ...bearer, 'x-provider': 'openai' }), {}, { headers: { 'x-session': '1' } });
    expect(entry(plan)).toMatchObject({ extraHeaders: { 'x-provider': 'openai', 'x-session': '1' } });
  });
});

describe('the settings', () => {
  it('choose a model for everything that Droid does', () => {
    const settings = settingsOf(planned(given(bearer), {}, { small: given(bearer, { model: 'claude-small' }) }));
    expect(settings).toMatchObject({
      sessionDefaultSettings: { model: 'custom:claude-x', specModeModel: 'custom:claude-x' },
      subagentModelSettings: { lightModel: 'custom:claude-small', mediumModel: 'inherit', heavyModel: 'inherit' },
      missionModelSettings: { workerModel: 'custom:claude-x', validationWorkerModel: 'custom:claude-x' },
    });
  });

  test.each([
    [{ maxOutputTokens: 8000 }, { maxOutputTokens: 8000, thinkingMaxTokens: 4000 }],
    [{ maxOutputTokens: 64_000 }, { maxOutputTokens: 64_000 }],
    [{ contextWindow: 100_000 }, { maxContextLimit: 100_000 }],
    [{ modalities: ['text'] as const }, { noImageSupport: true }],
    [{ modalities: ['text', 'image'] as const }, { noImageSupport: false }],
  ])('tell the limits of %j', (about, limits) => {
    expect(entry(planned(given(bearer, { about })))).toMatchObject(limits);
  });

  it('have no thoughts to limit without Claude', () => {
    const main = given(bearer, { protocol: 'openai-chat', about: { maxOutputTokens: 8000 } });
    expect(entry(planned(main))).not.toHaveProperty('thinkingMaxTokens');
  });

  it('lie in a file of their own for each session that is told to the gateway', () => {
    const paths = ['1', '2', '2'].map(
      (session) => planned(given(bearer), {}, { headers: { session } }).files?.[0]?.path,
    );
    expect(paths[0]).not.toBe(paths[1]);
    expect(paths[1]).toBe(paths[2]);
  });

  it('need a folder', () => {
    const { folder: _folder, ...launch } = launchOf({ target: { main: given(bearer) } });
    expect(() => droid.plan(targetOf({ target: { main: given(bearer) } }), launch)).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    );
  });
});

describe('the arguments', () => {
  const others = [given(bearer, { model: 'big', about: { id: 'team/big' } })];
  const argsOf = (...args: readonly string[]): readonly string[] => planned(given(bearer), { args }, { others }).args;

  test.each([
    [
      ['exec', '-m', 'big', 'hi'],
      ['exec', '-m', 'custom:team/big', 'hi'],
    ],
    [
      ['exec', '--model=team/big', 'hi'],
      ['exec', '--model=custom:team/big', 'hi'],
    ],
    [
      ['exec', '-mcustom:team/big', 'hi'],
      ['exec', '-mcustom:team/big', 'hi'],
    ],
    [
      ['exec', '--spec-model', 'claude-x', 'hi'],
      ['exec', '--spec-model', 'custom:claude-x', 'hi'],
    ],
    [
      ['exec', '--', '-m', 'glm'],
      ['exec', '--', '-m', 'glm'],
    ],
    [
      ['exec', '-f', '-m', 'glm'],
      ['exec', '-f', '-m', 'glm'],
    ],
    [
      ['exec', '--fork', '-s', 'hi'],
      ['exec', '--fork', '-s', 'hi'],
    ],
    [
      ['-r', 'abc'],
      ['-r', 'abc'],
    ],
  ])('%j become %j', (args, expected) => {
    expect(argsOf(...args)).toEqual(expected);
  });

  test.each([
    [['exec', '-m', 'glm-5.2'], 'model'],
    [['exec', '--worker-model=glm-5.2'], 'model'],
    [['--settings', 'mine.json'], 'usage'],
    [['exec', '--settings=mine.json', 'hi'], 'usage'],
    [['exec', '-s', 'abc', 'hi'], 'usage'],
    [['exec', '--session-id=abc', 'hi'], 'usage'],
  ])('%j are refused', (args, code) => {
    expect(() => argsOf(...args)).toThrow(expect.objectContaining({ code }));
  });
});

describe('an organisation', () => {
  const said = (settings: object): readonly string[] =>
    (doctor.obstacles?.(JSON.stringify(settings), targetOf({ target: { main: given(bearer) } })) ?? []).map(
      ({ key }) => key,
    );

  test.each([
    [{ sessionDefaultSettings: { model: 'glm' } }, ['sessionDefaultSettings.model']],
    [{ modelPolicy: { allowCustomModels: false } }, ['modelPolicy.allowCustomModels']],
    [{ modelPolicy: { allowedBaseUrls: ['https://other.test'] } }, ['modelPolicy.allowedBaseUrls']],
    [{ modelPolicy: { allowedBaseUrls: ['https://gate.test'] } }, []],
    [{ customModels: [{ id: 'custom:claude-x' }, { id: 'custom:theirs' }] }, ['customModels']],
    [{ customModels: [{ id: 'custom:theirs' }], maxAutonomyLevel: 'low' }, []],
  ])('with %j stands in the way by %j', (settings, keys) => {
    expect(said(settings)).toEqual(keys);
  });

  it('with a file that is no JSON, too', () => {
    const target = targetOf({ target: { main: given(bearer) } });
    expect(doctor.obstacles?.('{', target)).toHaveLength(1);
    expect(doctor.obstacles?.('', target)).toEqual([]);
  });

  test.each([
    ['linux', '/etc/factory/settings.json'],
    ['darwin', '/Library/Application Support/Factory/settings.json'],
    ['win32', 'C:\\Program Files\\Factory\\settings.json'],
  ] as const)('has its file on %s at %s', (platform, path) => {
    const { host } = launchOf({ target: { main: given(bearer) }, launch: { platform } });
    expect(droid.managedPaths?.(host)).toEqual([path]);
  });
});

test('the mode without Factory is left to those who said what they want', () => {
  const plan = planned(given(bearer), { args: ['exec', '-s', 'a', 'b'], env: { FACTORY_AIRGAP_ENABLED: 'false' } });
  expect(plan.set).not.toHaveProperty('FACTORY_AIRGAP_ENABLED');
  expect(planned(given(bearer)).set).toMatchObject({ FACTORY_AIRGAP_ENABLED: '1' });
});
