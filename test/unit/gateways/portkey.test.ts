import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { portkey } from '../../../src/gateways/portkey.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held } from '../../support/connections.ts';

test('the provider is asked for, and named in small letters', () => {
  expect(portkey.missing({}).map(({ id }) => id)).toEqual(['provider']);
  const setting = portkey.settings.find(({ id }) => id === 'provider');
  expect(setting?.read(' OpenAI ')).toEqual({ provider: 'openai' });
  expect(() => setting?.read('sk-abc def')).toThrow(/no provider/);
});

test.each([
  ['anthropic', ['anthropic-messages', 'openai-chat']],
  ['openai', ['openai-chat', 'openai-responses']],
  ['groq', ['openai-chat', 'openai-responses']],
  ['google', ['openai-chat']],
])('%s is spoken to over what Portkey has for it', (provider, spoken) => {
  const routes = connect('portkey', provider).routes();
  expect(routes.map((route) => route.protocol).toSorted()).toEqual(spoken);
  for (const { headers } of routes) expect(headers).toEqual({ 'x-portkey-provider': provider });
});

test('the key is bound to the provider, and to its host', () => {
  const accounts = ['anthropic', 'openai', 'own'].map((setup) => connect('portkey', setup).account);
  expect(accounts).toEqual([
    'http://localhost:8787#anthropic',
    'http://localhost:8787#openai',
    'https://portkey.example.com#http://127.0.0.1:9/v1',
  ]);
});

test('it is known by its greeting', () => {
  expect(portkey.localProbe?.read(200, 'AI Gateway says hey!')).toBe(true);
  expect(portkey.localProbe?.read(200, 'hello')).toBe(false);
  const connection = connect('portkey', 'openai');
  expect(connection.probe(held(connection, false)).read(200, 'AI Gateway says hey!')).toBe('open');
  expect(connection.probe(held(connection, false)).read(200, 'hello')).toMatchObject({ code: 'gateway' });
  expect(connection.probe(held(connection)).read(200, { data: [] })).toBe('accepted');
  expect(connection.probe(held(connection)).read(404, sample('portkey-error-upstream').body)).toBe('open');
});

describe('errors', () => {
  test.each([
    ['portkey-error-missing-provider', 'configuration', /knows no such provider/],
    ['portkey-error-provider', 'configuration', /knows no such provider/],
    ['portkey-error-unsupported-route', 'gateway', /messages is not supported by openai/],
    ['portkey-error-unreachable', 'gateway', /does not reach the provider/],
    ['portkey-error-upstream', 'model', /gpt-9/],
  ])('%s is explained', (name, code, message) => {
    const { status, body } = sample(name);
    const diagnosis = explain(connect('portkey', 'openai'), status, body);
    expect(diagnosis).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
