import { expect, test } from 'vitest';
import { cliProxyApi } from '../../../src/gateways/cliproxyapi.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('cliproxyapi', 'local');

test('every model has every protocol, its own first', () => {
  const first = (model: string): unknown => connection.routes(model)[0]?.protocol;
  expect(['claude-opus-5', 'gpt-5.5', 'gemini-2.5-pro', 'qwen3-coder'].map(first)).toEqual([
    'anthropic-messages',
    'openai-responses',
    'gemini',
    'openai-chat',
  ]);
  expect(connection.routes('gpt-5.5')).toHaveLength(4);
  const [list] = connection.lists(held(connection));
  expect(modelsIn(list, sample('cliproxyapi-models').body)).toHaveLength(3);
});

test.each([
  ['claude-fable-5-dd-5.5-tpg', 'gpt-5.5'],
  ['claude-fable-5-dd-5.5-tpg(high)', 'gpt-5.5(high)'],
  ['claude-fable-5', 'claude-fable-5'],
  ['claude-fable-5-dd-', 'claude-fable-5-dd-'],
])('%s is asked for as %s', (id, model) => {
  expect(new Set(connection.routes(id).map((route) => route.model))).toEqual(new Set([model]));
});

test('its list is asked for without what makes it give other ids', () => {
  for (const { headers } of connection.lists(held(connection))) {
    expect(Object.keys(headers)).toEqual(['authorization']);
  }
});

test('it is known by its greeting', () => {
  expect(cliProxyApi.localProbe?.read(200, sample('cliproxyapi-greeting').body)).toBe(true);
  expect(cliProxyApi.localProbe?.read(200, sample('ccr-greeting').body)).toBe(false);
});

// By the texts of its source, 7.2.99.
test.each([
  [{ error: { message: 'unknown provider for model gpt-9' } }, 'model', /None of .* accounts/],
  [{ error: { message: 'auth_not_found: no auth available' } }, 'gateway', /no account at hand/],
  [
    { error: { message: 'model_cooldown: All credentials for model x are cooling down' } },
    'gateway',
    /set every account/,
  ],
] as const)('%# what its accounts refuse is told of as that', (body, code, message) => {
  expect(connection.explain(503, body)).toMatchObject({ code, message: expect.stringMatching(message) });
});
