import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { bifrost } from '../../../src/gateways/bifrost.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { sample } from '../../support/bodies.ts';
import { connect } from '../../support/connections.ts';

test('needs no answer: it is looked for on its own port', () => {
  expect(bifrost.missing({})).toEqual([]);
  expect(bifrost.connect({}).url).toBe('http://localhost:8080');
});

test.each([
  '',
  '/',
  '/v1',
  '/anthropic',
  '/anthropic/v1',
  '/openai',
  '/openai/v1',
  '/genai',
  '/genai/v1beta',
  '/openai/v1/chat/completions',
])('a pasted ending is cut off: %s', (ending) => {
  expect(bifrost.connect({ 'base-url': `http://127.0.0.1:8080${ending}` }).url).toBe('http://127.0.0.1:8080');
});

test('a bare name goes as it is to its vendor’s path, and with the vendor in front to the others', () => {
  const models = connect('bifrost', 'local')
    .routes('gpt-5')
    .map((route) => `${route.protocol} ${route.model}`);
  expect(models).toEqual([
    'openai-responses gpt-5',
    'openai-chat gpt-5',
    'anthropic-messages openai/gpt-5',
    'gemini openai/gpt-5',
  ]);
});

test('every protocol serves an id with a provider, its own first', () => {
  const routes = connect('bifrost', 'local').routes('gemini/gemini-2.5-pro');
  expect(routes).toHaveLength(4);
  expect(routes[0]?.protocol).toBe('gemini');
  expect(new Set(routes.map((route) => route.model))).toEqual(new Set(['gemini/gemini-2.5-pro']));
});

test('without a key no header is sent', () => {
  const connection = connect('bifrost', 'local');
  for (const route of connection.routes())
    expect(connection.credentials(route, { key: false, providerKey: false })).toEqual({});
});

describe('the model list', () => {
  const [list] = connect('bifrost', 'local').lists;

  test('has names and limits', () => {
    const { models, next } = list?.read(sample('bifrost-models').body) ?? {};
    expect(models?.[0]).toMatchObject({
      id: 'anthropic/claude-sonnet-5-5',
      name: 'Claude Sonnet 5.5',
      contextWindow: 1_000_000,
      maxOutputTokens: 128_000,
    });
    expect(next).toBeUndefined();
  });

  test('goes on while there is a page token', () => {
    expect(list?.read({ data: [], next_page_token: 'a=b&c' }).next).toBe(
      'http://localhost:8080/v1/models?page_token=a%3Db%26c',
    );
  });

  test('leaves out models that do not converse', () => {
    const data = [
      { id: 'openai/embed', supported_methods: ['embedding'] },
      { id: 'openai/gpt-5', supported_methods: ['responses'] },
    ];
    expect(list?.read({ data }).models.map((model) => model.id)).toEqual(['openai/gpt-5']);
  });
});

describe('the probe', () => {
  const judge = (key: boolean, status: number, body: unknown): string | Diagnosis =>
    connect('bifrost', 'local').probe(key).judge(status, body);

  test('asks a virtual key for its quota', () => {
    expect(judge(true, 200, sample('bifrost-quota').body)).toBe('accepted');
    expect(judge(true, 200, { is_active: false })).toMatchObject({ code: 'credential' });
    expect(judge(true, 401, sample('bifrost-error-vk-required').body)).toMatchObject({ code: 'credential' });
    expect(judge(true, 403, { type: 'virtual_key_not_found' })).toMatchObject({ code: 'credential' });
    expect(judge(true, 404, {})).toBe('open');
  });

  test('asks for the health where there is no key', () => {
    expect(judge(false, 200, sample('bifrost-health').body)).toBe('open');
    expect(judge(false, 503, {})).toMatchObject({ code: 'gateway', transient: true });
    expect(judge(false, 200, '<html>')).toMatchObject({ code: 'gateway' });
  });
});

test.each([
  ['bifrost-error-vk-required', 'credential', /wants a virtual key/],
  ['bifrost-error-model-blocked', 'model', /may not use this model/],
  ['bifrost-error-budget', 'gateway', /50\.01/],
  ['bifrost-error-rate', 'gateway', /rate limit/],
  ['bifrost-error-anthropic-dialect', 'gateway', /budget/],
])('%s is explained by its type, or its text', (name, code, message) => {
  const { status, body } = sample(name);
  const diagnosis = explain(connect('bifrost', 'local'), status, body, '');
  expect(diagnosis.code).toBe(code);
  expect(diagnosis.message).toMatch(message);
});
