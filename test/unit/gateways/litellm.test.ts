import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { litellm } from '../../../src/gateways/litellm.ts';
import { junk, sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('litellm', 'local');

test('needs no answer: it is looked for on its own port', () => {
  expect(litellm.missing({})).toEqual([]);
  expect(litellm.connect({}).url).toBe('http://localhost:4000');
});

test.each([
  '',
  '/',
  '/v1',
  '/v1beta',
  '/v1/chat/completions',
  '/v1/messages',
  '/v1/models',
  '/v1beta/models/gemini-2.5-pro:streamGenerateContent',
  '/model/info',
  '/ui',
  '/health/liveliness',
])('a pasted ending is cut off: %s', (ending) => {
  expect(litellm.connect({ 'base-url': `http://127.0.0.1:4000${ending}` }).url).toBe('http://127.0.0.1:4000');
});

test('no variable of an administrator is read', () => {
  expect(litellm.keyVariables.filter((name) => name.includes('MASTER'))).toEqual([]);
});

test('every protocol serves every model under the name that the proxy gave it', () => {
  const routes = connection.routes('team-model');
  expect(routes.map((route) => route.protocol)).toEqual([
    'openai-chat',
    'openai-responses',
    'anthropic-messages',
    'gemini',
  ]);
  expect(new Set(routes.map((route) => route.model))).toEqual(new Set(['team-model']));
});

describe('the model lists', () => {
  const [deployments, names] = connection.lists(held(connection));
  const read = (...data: readonly object[]): readonly object[] => modelsIn(deployments, { data }) ?? [];

  test('the deployments tell limits and prices', () => {
    expect(modelsIn(deployments, sample('litellm-model-info').body)).toMatchObject([
      {
        id: 'claude-sonnet-5-5',
        contextWindow: 1_000_000,
        maxOutputTokens: 128_000,
        prices: { input: 2, output: 10 },
      },
    ]);
  });

  test('a name of several deployments is one model with the smallest limits of all', () => {
    const deployment = (input: number | null, output: number | null): object => ({
      model_name: 'team',
      litellm_params: { model: 'azure/deployment-7' },
      model_info: { max_input_tokens: input, max_output_tokens: output, mode: 'chat' },
    });
    const [model, ...rest] = read(deployment(200_000, null), deployment(64_000, 32_000), deployment(null, 64_000));
    expect(model).toMatchObject({ id: 'team', contextWindow: 64_000, maxOutputTokens: 32_000 });
    expect(rest).toEqual([]);
  });

  test('the protocols of what stands behind a name come first', () => {
    const [model] = read({ model_name: 'fast', litellm_params: { model: 'anthropic/claude-haiku-4-5' } });
    expect(model).toMatchObject({ protocols: expect.arrayContaining(['gemini']) });
    expect(model).toHaveProperty('protocols.0', 'anthropic-messages');
  });

  test('wildcards, names of LiteLLM’s own launcher and what does not converse are left out of both', () => {
    const ids = ['openai/*', '*', 'claude-router-0a1b2c', 'text-embedding-3-small', 'cohere/rerank-v3', 'gpt-5.5'];
    expect(modelsIn(names, { data: ids.map((id) => ({ id })) }).map((model) => model.id)).toEqual(['gpt-5.5']);
    const listed = modelsIn(names, sample('litellm-models-with-modes').body);
    expect(listed?.map((model) => [model.id, model.contextWindow])).toEqual([
      ['claude-sonnet-4-5', 200_000],
      ['team-model', undefined],
    ]);
    const embedding = { model_name: 'vectors', model_info: { mode: 'embedding' } };
    expect(read({ model_name: 'openai/*' }, embedding, { model_name: 'gpt-5.5', model_info: {} })).toHaveLength(1);
  });

  test('the names are all that is left where the deployments may not be read', () => {
    expect(modelsIn(names, sample('litellm-models').body).map((model) => model.id)).toEqual([
      'claude-sonnet-5-5',
      'gpt-5.5',
    ]);
    for (const body of junk) expect(() => deployments?.read(200, body)).not.toThrow();
  });
});

describe('the probe', () => {
  const judge = (key: boolean, status: number, body: unknown): string | Diagnosis =>
    connection.probe(held(connection, key)).read(status, body);

  test('asks the list, and never /health, which calls every model', () => {
    for (const key of [true, false]) {
      expect(connection.probe(held(connection, key)).url).toBe('http://localhost:4000/v1/models');
    }
    expect(judge(true, 200, sample('litellm-models').body)).toBe('accepted');
    expect(judge(false, 200, sample('litellm-models').body)).toBe('open');
    for (const key of [true, false]) expect(judge(key, 200, '<html>')).toMatchObject({ code: 'gateway' });
  });

  test('holds a key that may call models alone for a good key', () => {
    const message = "Virtual key is not allowed to call this route. Only allowed to call routes: ['llm_api_routes'].";
    expect(judge(true, 403, { error: { message, type: 'auth_error', code: '403' } })).toBe('accepted');
  });

  test('wants a key where a proxy without a database answers 500 to all that have none', () => {
    expect(judge(false, 500, 'Internal Server Error')).toMatchObject({
      code: 'credential',
      hint: expect.stringContaining('jetway login'),
    });
    expect(judge(true, 500, 'Internal Server Error')).toMatchObject({ code: 'gateway', transient: true });
    const asJson = { error: { message: 'Internal server error', type: 'internal_server_error' } };
    expect(judge(false, 500, asJson)).toMatchObject({ code: 'credential' });
    expect(judge(false, 500, { error: { message: 'The deployment is gone' } })).toMatchObject({ code: 'gateway' });
  });

  test('tells a wrong key from a failing proxy', () => {
    expect(judge(true, 401, sample('litellm-error-auth').body)).toMatchObject({ code: 'credential' });
    expect(judge(true, 400, sample('litellm-error-no-db').body)).toMatchObject({ code: 'credential' });
    expect(judge(true, 500, { error: { message: 'Internal server error' } })).toMatchObject({ transient: true });
  });
});

describe('errors', () => {
  const say = (status: number, body: unknown): Diagnosis => explain(connection, status, body);

  test.each([
    ['litellm-error-auth', 'credential', /does not know this key/],
    ['litellm-error-expired', 'credential', /expired/],
    ['litellm-error-no-db', 'credential', /without a database/],
    ['litellm-error-budget', 'gateway', /Current cost: 50\.01/],
    ['litellm-error-budget-model', 'gateway', /key_alias: small, exceeded budget for model=gpt-5\.5/],
    ['litellm-error-model', 'model', /model=gpt-9/],
    ['litellm-error-model-anthropic', 'model', /model=nope/],
    ['litellm-error-model-denied', 'model', /only access models=\['gpt-5\.5'\]/],
  ])('%s is explained by its type, or its text', (name, code, message) => {
    const { status, body } = sample(name);
    expect(say(status, body).code).toBe(code);
    expect(say(status, body).message).toMatch(message);
  });

  test('a used-up budget is one with the status of older versions too', () => {
    const { body } = sample('litellm-error-budget');
    expect(say(400, body)).toEqual(say(429, body));
  });

  test('a provider that refuses the proxy’s own key is no reason for another key of the user’s', () => {
    const message = 'litellm.AuthenticationError: AnthropicException - {"error":{"message":"invalid x-api-key"}}';
    expect(say(401, { error: { message, type: null, code: '401' } })).toMatchObject({ code: 'gateway' });
  });

  test('a server behind it that has no /responses is told from a model that does not exist', () => {
    const message =
      'litellm.NotFoundError: NotFoundError: OpenAIException - {"detail":"Not Found"}\n\nLiteLLM: model group';
    const told = say(404, { type: 'error', error: { type: 'not_found_error', message } });
    expect(told).toMatchObject({ code: 'model', hint: expect.stringContaining('use_chat_completions_url') as string });
  });

  test('no text repeats the end of a key or its hash', () => {
    const hash = 'e58f788eb2c50a9db49970eb832de80e6c92c4f5fb8f86954b25f4ccb4ba52bb';
    const messages = [
      `Rate limit exceeded for api_key: ${hash}. Limit type: requests`,
      'Crossed TPM limit for sk-...abcd, Key Hash (Token) =88dc28d0',
      `Authentication Error, something new about sk-1234567890abcdef and ${hash}`,
    ];
    const bodies = [
      ...messages.map((message) => ({ error: { message, type: 'auth_error', code: '429' } })),
      sample('litellm-error-auth').body,
      sample('litellm-error-budget-model').body,
    ];
    for (const body of bodies) {
      for (const status of [400, 401, 403, 429, 500]) {
        expect(JSON.stringify(say(status, body))).not.toMatch(/abcd|88dc28d0|1234567890|e58f788/);
      }
    }
    expect(say(429, bodies[0]).message).toContain('Limit type: requests');
  });
});

test('only tags of the user’s are tags, since a proxy may route by them', () => {
  const session = { session: 'uuid', agent: 'codex', user: 'zoë', project: 'shop' };
  expect(connection.attribution?.({ ...session, tags: {} })).toEqual({
    'x-litellm-session-id': 'uuid',
    'x-litellm-spend-logs-metadata': '{"session":"uuid","agent":"codex","user":"zo\\u00eb","project":"shop"}',
  });
  const { 'x-litellm-tags': tags } = connection.attribution?.({ ...session, tags: { team: 'a,b', env: 'dev' } }) ?? {};
  expect(tags).toBe('team:a%2Cb,env:dev');
});
