import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { openrouter } from '../../../src/gateways/openrouter.ts';
import { Secret } from '../../../src/keys/secret.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('openrouter', 'direct');

test.each(['', '/api', '/api/v1', '/api/v1/', '/api/v1/chat/completions', '/api/v1/models/user'])(
  'OpenRouter is understood with the ending %s',
  (ending) => {
    expect(openrouter.missing({})).toEqual([]);
    expect(openrouter.connect({ 'base-url': `https://openrouter.ai${ending}` }).url).toBe('https://openrouter.ai/api');
  },
);

test('Claude Code’s protocol is for Anthropic’s models, unless it is wanted for all', () => {
  const spoken = (setup: string, model: string): readonly string[] =>
    connect('openrouter', setup)
      .routes(model)
      .map((route) => `${route.protocol} ${route.baseUrl}`);
  const [messages, responses, chat] = [
    'anthropic-messages https://openrouter.ai/api',
    'openai-responses https://openrouter.ai/api/v1',
    'openai-chat https://openrouter.ai/api/v1',
  ];
  expect(spoken('direct', 'anthropic/claude-opus-4.5')).toEqual([messages, responses, chat]);
  expect(spoken('direct', 'openai/gpt-5.5')).toEqual([responses, chat]);
  expect(spoken('direct', 'qwen/qwen3-coder:free')).toEqual([chat, responses]);
  expect(spoken('all', 'openai/gpt-5.5')).toEqual([responses, chat, messages]);
});

test('the key is a bearer on every route', () => {
  for (const route of connection.routes('anthropic/claude-opus-4.5')) {
    expect(connection.credentials(route, { key: true, providerKey: false })).toEqual({
      authorization: ['Bearer ', new Secret('https://openrouter.ai/api')],
    });
    expect(connection.credentials(route, { key: false, providerKey: false })).toEqual({});
  }
});

test('the list is that of the key, with limits, prices and the ways to each model', () => {
  const [list, ...others] = connection.lists(held(connection));
  expect(others).toEqual([]);
  expect(list?.url).toBe('https://openrouter.ai/api/v1/models/user');
  expect(modelsIn(list, sample('openrouter-models').body)).toMatchObject([
    {
      id: 'anthropic/claude-sonnet-4.5',
      contextWindow: 1_000_000,
      maxOutputTokens: 64_000,
      prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
      tools: true,
      protocols: ['anthropic-messages', 'openai-responses', 'openai-chat'],
    },
  ]);
  const speech = { id: 'openai/gpt-audio', architecture: { output_modalities: ['audio'] } };
  expect(modelsIn(list, { data: [speech] })).toEqual([]);
});

describe('the probe', () => {
  const judge = (key: boolean, status: number, body: unknown): string | Diagnosis =>
    connection.probe(held(connection, key)).read(status, body);

  test('asks the key for itself', () => {
    expect(judge(true, 200, sample('openrouter-key').body)).toBe('accepted');
    expect(judge(true, 401, sample('openrouter-error').body)).toMatchObject({ code: 'credential' });
    expect(judge(true, 200, '<!doctype html>')).toMatchObject({ code: 'gateway' });
    expect(judge(true, 502, '')).toMatchObject({ code: 'gateway', transient: true });
  });

  test('refuses a management key and a used-up limit, but not a key for free models', () => {
    const about = (data: object): string | Diagnosis => judge(true, 200, { data });
    expect(about({ is_management_key: true })).toMatchObject({ code: 'credential' });
    expect(about({ limit: 20, limit_remaining: 0 })).toMatchObject({
      code: 'gateway',
      message: expect.stringMatching(/20 USD/),
    });
    expect(about({ limit: 0, limit_remaining: 0 })).toBe('accepted');
    expect(about({ limit: null, limit_remaining: null })).toBe('accepted');
  });

  test('says nothing of a key that is not there', () => {
    expect(judge(false, 200, sample('openrouter-models').body)).toBe('open');
  });
});

describe('errors', () => {
  const say = (status: number, body: unknown): Diagnosis => explain(connection, status, body);
  const error = (code: number, message: string, metadata: object = {}): Diagnosis =>
    say(code, { error: { code, message, metadata } });

  test.each([
    ['openrouter-error', 'credential', /does not know this key/],
    ['openrouter-error-credit', 'gateway', /afford 1200/],
    ['openrouter-error-guardrail', 'gateway', /limit of this key is reached.*monthly/],
  ])('%s is explained by its code and text', (name, code, message) => {
    const { status, body } = sample(name);
    expect(say(status, body)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('a missing model, a privacy setting and a wrong request are told apart', () => {
    expect(error(404, 'No endpoints found for openai/gpt-9.')).toMatchObject({ code: 'model' });
    expect(error(400, 'openai/gpt-9 is not a valid model ID')).toMatchObject({ code: 'model' });
    expect(error(404, 'No endpoints found matching your data policy')).toMatchObject({
      code: 'gateway',
      hint: expect.stringMatching(/privacy/),
    });
    expect(error(403, 'Input was flagged')).toMatchObject({
      code: 'gateway',
      message: expect.stringMatching(/flagged/),
    });
    expect(error(429, 'Rate limit exceeded: free-models-per-day')).toMatchObject({ code: 'gateway', transient: true });
  });

  test('behind a general text stands what the provider said', () => {
    const metadata = { raw: 'model is overloaded', provider_name: 'Qwen' };
    expect(error(502, 'Provider returned error', metadata).message).toContain('model is overloaded');
  });
});

test('no name goes into public rankings', () => {
  const session = { session: 'uuid', agent: 'codex', user: 'zoë', tags: { team: 'core' } };
  expect(connection.attribution?.(session)).toEqual({ 'x-session-id': 'uuid' });
});
