import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { goose } from '../../../src/agents/goose.ts';
import { gatewayKey, launchOf, providerKey, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };
const responses = { protocol: 'openai-responses', baseUrl: 'https://gateway.test/openai', model: 'gpt-5.5' } as const;
const chat = { protocol: 'openai-chat', baseUrl: 'https://gateway.test/v1', model: 'claude-sonnet-4-5' } as const;

function planned(target: Partial<AgentCase['target']>, launch: AgentCase['launch'] = {}): LaunchPlan {
  const given: AgentCase = {
    target: { main: { ...responses, credentials: bearer }, ...target },
    launch: { version: '1.52.0', ...launch },
  };
  return goose.plan(targetOf(given), launchOf(given));
}

describe('the arguments', () => {
  const flags = ['--provider', 'openai', '--model', 'gpt-5.5'];

  test.each([
    [[], ['session', ...flags]],
    [['--resume'], ['session', ...flags, '--resume']],
    [
      ['session', '-r', '--name', 'list'],
      ['session', ...flags, '-r', '--name', 'list'],
    ],
    [['s'], ['s', ...flags]],
    [
      ['run', '-t', '--', '--model', 'x'],
      ['run', ...flags, '-t', '--', '--model', 'x'],
    ],
    [
      ['review', '--dry-run'],
      ['review', ...flags, '--dry-run'],
    ],
    [['acp'], ['acp']],
    [
      ['term', 'run', 'hello'],
      ['term', 'run', 'hello'],
    ],
  ])('%j become %j', (args, expected) => {
    const plan = planned({}, { args });
    expect(plan.args).toEqual(expected);
    expect(plan.set).toMatchObject({ GOOSE_PROVIDER: 'openai', GOOSE_MODEL: 'gpt-5.5', OPENAI_API_KEY: gatewayKey });
  });

  test.each([
    [['--help'], '--help'],
    [['-V'], '-V'],
    [['session', 'list'], 'session list'],
    [['term', 'init', 'zsh'], 'term init'],
    [['configure'], 'configure'],
    [['serve'], 'serve'],
    [['schedule', 'add'], 'schedule'],
  ])('%j get no key, and that is said of "%s"', (args, command) => {
    expect(planned({}, { args })).toEqual({
      args,
      set: {},
      apart: true,
      notes: [`goose ${command} opens no session: it runs as it is, without Some Gateway.`],
    });
  });

  test.each([
    [['run', '--model', 'x', '-t', 'hi'], 'jetway --model x goose'],
    [['session', '--model=team/x'], 'jetway --model team/x goose'],
    [['review', '--override-model', 'x'], 'jetway --model x goose'],
    [['run', '--model'], 'jetway --model <model> goose'],
    [['--provider', 'anthropic'], 'start plain goose'],
  ])('%j are refused, and %s is the way', (args, hint) => {
    expect(() => planned({}, { args })).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining(hint) }),
    );
  });
});

describe('the headers', () => {
  test('with a comma can not go over the Responses API, and that is said; over chat they go', () => {
    const headers = { 'x-meta': '{"a":"b","c":"d"}', 'x-title': 'one' };
    const over = planned({ headers });
    expect(over.set['OPENAI_CUSTOM_HEADERS']).toBe('x-title=one');
    expect(over.notes).toEqual(["Goose can't send the header x-meta of Some Gateway; it is left out."]);
    const chatting = planned({ headers, main: { ...chat, credentials: bearer } });
    expect(chatting.set['LITELLM_CUSTOM_HEADERS']).toBe('x-meta: {"a":"b","c":"d"}\nx-title: one');
    expect(chatting.notes).toEqual([]);
  });

  test('with a line break go nowhere', () => {
    const { set, notes } = planned({ headers: { 'x-bad': 'a\nx-api-key: b' }, main: { ...chat, credentials: bearer } });
    expect(set).not.toHaveProperty('LITELLM_CUSTOM_HEADERS');
    expect(notes).toHaveLength(1);
  });

  test('hold the keys that are none of the vendor, and the variable of that one stays empty', () => {
    const credentials = { 'cf-aig-authorization': 'Bearer <key>' };
    expect(planned({ main: { ...responses, credentials } }).set).toMatchObject({
      OPENAI_API_KEY: '',
      OPENAI_CUSTOM_HEADERS: ['cf-aig-authorization=', 'Bearer ', gatewayKey],
    });
    const both = { ...credentials, authorization: 'Bearer <provider-key>' };
    expect(planned({ main: { ...chat, credentials: both } }).set).toMatchObject({
      LITELLM_API_KEY: providerKey,
      LITELLM_CUSTOM_HEADERS: ['cf-aig-authorization: ', 'Bearer ', gatewayKey],
    });
  });
});

test('the limits of the model are told; what the user said of the answer stays', () => {
  const main = { ...chat, credentials: bearer, about: { contextWindow: 200_000, maxOutputTokens: 64_000 } };
  expect(planned({ main }).set).toMatchObject({ GOOSE_CONTEXT_LIMIT: '200000', GOOSE_MAX_TOKENS: '64000' });
  const limited = planned({ main }, { env: { GOOSE_MAX_TOKENS: '8000' } });
  expect(limited.set).not.toHaveProperty('GOOSE_MAX_TOKENS');
  expect(planned({}).set).not.toHaveProperty('GOOSE_CONTEXT_LIMIT');
});

test.each([
  ['{ "name": "openai", "base_url": "https://elsewhere.test" }', true],
  ['{ "name": "litellm" }', false],
  ['{ "name": "custom_openai" }', false],
  ['{', false],
])("a provider of the user's that takes the place of the one in use is refused: %s", (text, refused) => {
  const path = '/home/dev/.config/goose/custom_providers/any.json';
  const plan = (): LaunchPlan => planned({}, { texts: { [path]: text } });
  if (!refused) return expect(plan().set).toMatchObject({ GOOSE_PROVIDER: 'openai' });
  return expect(plan).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(path) }),
  );
});

test('the mode, in which the user is asked for leave, is never touched', () => {
  expect(Object.keys(planned({}).set)).not.toContain('GOOSE_MODE');
  expect(goose.unset.flatMap(({ names }) => names)).not.toContain('GOOSE_MODE');
});
