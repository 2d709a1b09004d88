import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { cloudflare } from '../../../src/gateways/cloudflare.ts';
import { providerKeyAccount, type Answers, type Diagnosis } from '../../../src/gateways/gateway.ts';
import { Secret } from '../../../src/keys/secret.ts';
import { sample } from '../../support/bodies.ts';
import { account, connect, held, modelsIn, pageIn } from '../../support/connections.ts';

const host = 'https://gateway.ai.cloudflare.com';
const ids = { 'account-id': account, 'gateway-id': 'my-gw' };

function read(id: string, text: string): Answers {
  const setting = cloudflare.settings.find((candidate) => candidate.id === id);
  if (setting === undefined) throw new Error(id);
  return setting.read(text);
}

describe('a pasted base URL', () => {
  test.each([
    '',
    '/',
    '/openai',
    '/compat',
    '/openai/compat',
    '/anthropic',
    '/anthropic/v1/',
    '/anthropic/v1/messages',
    '/google-ai-studio/v1beta',
    '/grok/v1',
    '/compat/chat/completions',
  ])('gives both ids, whatever follows them: %s', (ending) => {
    expect(read('base-url', `${host}/v1/${account}/my-gw${ending}`)).toEqual({ 'base-url': host, ...ids });
  });

  test.each([
    [`http://127.0.0.1:8787/v1/${account}/my-gw/openai`, `http://127.0.0.1:8787/v1/${account}/my-gw`, ids],
    [`https://proxy.example.com/aig/v1/${account}/my-gw`, `https://proxy.example.com/aig/v1/${account}/my-gw`, ids],
    ['https://ai.example.com/anthropic/v1/messages', 'https://ai.example.com', {}],
    [
      'https://ai.example.com/google-ai-studio/v1beta/models/gemini-2.5-pro:generateContent',
      'https://ai.example.com',
      {},
    ],
    ['https://ai.example.com/team/openai/compat', 'https://ai.example.com/team', {}],
    ['https://ai.example.com/v1', 'https://ai.example.com/v1', {}],
  ])('on another host stays the base URL: %s', (url, base, found) => {
    expect(read('base-url', url)).toEqual({ 'base-url': base, ...found });
  });

  test('of the REST API or the dashboard tells the account', () => {
    const api = `https://api.cloudflare.com/client/v4/accounts/${account}/ai/v1`;
    expect(read('base-url', api)).toEqual({ 'base-url': host, 'account-id': account });
    expect(
      read('account-id', `https://dash.cloudflare.com/${account.toUpperCase()}/ai/ai-gateway?tab=1`),
    ).toMatchObject({
      'account-id': account,
    });
  });

  test('is understood in place of an id', () => {
    expect(read('account-id', `${host}/v1/${account}/my-gw/openai`)).toMatchObject(ids);
    expect(read('gateway-id', `gateway.ai.cloudflare.com/v1/${account}/my-gw`)).toMatchObject(ids);
    expect(() => read('gateway-id', `${host}/v1/${account}`)).toThrow('holds no gateway id');
  });

  test.each([
    '<account_id>/<gateway_name>',
    '<ACCOUNT_ID>/gw',
    '{account_id}/{gateway_id}',
    '%3Caccount_id%3E/gw',
    '%7Bgateway_id%7D/gw',
    'YOUR_ACCOUNT_ID/gw',
    '$CLOUDFLARE_ACCOUNT_ID/gw',
    '${CLOUDFLARE_ACCOUNT_ID}/gw',
  ])('that still is a template is refused, with where the account id is to be found: %s', (path) => {
    const failure = failureOf(() => read('base-url', `${host}/v1/${path}/openai`));
    expect(failure.code).toBe('configuration');
    expect(failure.message).toMatch(/placeholder/);
    expect(failure.hint).toMatch(/--account-id and --gateway-id.*dash\.cloudflare\.com/s);
  });

  test.each([
    [`${host}/v1/acme/my-gw`, 'no Cloudflare account id'],
    [`${host}/v1/${account}/My-Gateway`, 'no gateway id'],
    [`${host}/v2/${account}/my-gw`, 'not the base URL'],
    [`http://gateway.ai.cloudflare.com/v1/${account}/my-gw`, 'Plain http://'],
  ])('with a mistake in it is refused: %s', (url, why) => {
    expect(failureOf(() => read('base-url', url)).message).toContain(why);
  });
});

describe('ids', () => {
  test.each(['my-gw', 'default', 'a', '0', 'a_b-c_d', '_', 'x'.repeat(64)])('%s is a gateway id', (id) => {
    expect(read('gateway-id', ` ${id} `)).toEqual({ 'gateway-id': id });
  });

  test.each(['', 'My-gw', 'a.b', '-a', 'a-', 'a--b', 'a b', 'x'.repeat(65)])('"%s" is no gateway id', (id) => {
    expect(failureOf(() => read('gateway-id', id)).code).toBe('configuration');
  });

  test('an account id is read in either case, and nothing else is', () => {
    expect(read('account-id', account.toUpperCase())).toEqual({ 'account-id': account });
    for (const id of ['', 'me@example.com', account.slice(1), `${account}0`, account.replace('a', 'g')]) {
      expect(failureOf(() => read('account-id', id)).hint).toContain('dash.cloudflare.com');
    }
  });

  test('a token in the wrong place is not repeated', () => {
    const token = 'v1.0-secret-token-that-is-long-enough-to-be-one';
    expect(failureOf(() => read('account-id', token)).message).not.toContain('token-that');
  });
});

test('without a base URL of one’s own, both ids are needed; with one, none', () => {
  const missing = (answers: Answers): readonly string[] => cloudflare.missing(answers).map((setting) => setting.id);
  expect(missing({})).toEqual(['account-id', 'gateway-id']);
  expect(missing({ 'base-url': host, 'account-id': account })).toEqual(['gateway-id']);
  expect(missing({ 'base-url': 'https://ai.example.com' })).toEqual([]);
  expect(failureOf(() => cloudflare.connect({ 'account-id': account })).hint).toContain('--gateway-id');
});

test('an id beside a base URL that has another is refused', () => {
  const url = `http://127.0.0.1:8787/v1/${account}/my-gw`;
  expect(cloudflare.connect({ 'base-url': url, ...ids }).url).toBe(url);
  const failure = failureOf(() => cloudflare.connect({ 'base-url': url, 'gateway-id': 'other' }));
  expect(failure.code).toBe('configuration');
  expect(failure.message).toContain('other');
});

describe('credentials', () => {
  const token = ['Bearer ', new Secret(`${host}/v1/${account}`)];
  const [route] = connect('cloudflare', 'ids').routes('claude-sonnet-4-5');
  if (route === undefined) throw new Error('no route');

  test.each([
    ['ids', { authorization: token }],
    ['header-only', { 'cf-aig-authorization': token }],
    ['both', { 'x-api-key': token[1], 'cf-aig-authorization': token }],
  ])('without a provider key: %s', (setup, headers) => {
    expect(connect('cloudflare', setup).credentials(route, { key: true, providerKey: false })).toEqual(headers);
  });

  test.each(['ids', 'header-only', 'both'])(
    'a provider key has the vendor’s header, the token one of its own: %s',
    (setup) => {
      const connection = connect('cloudflare', setup);
      expect(connection.credentials(route, { key: true, providerKey: true })).toEqual({
        'cf-aig-authorization': token,
        'x-api-key': new Secret(providerKeyAccount(connection, 'anthropic')),
      });
    },
  );

  test('a dynamic route, which picks the provider itself, gets the token only', () => {
    const connection = connect('cloudflare', 'ids');
    const [dynamic] = connection.routes('dynamic/cheap');
    if (dynamic === undefined) throw new Error('no route');
    expect(connection.credentials(dynamic, { key: true, providerKey: true })).toEqual({ authorization: token });
  });
});

describe('errors', () => {
  const connection = connect('cloudflare', 'ids');
  test.each([
    ['cf-error-2001-gateway-missing', 'configuration', /"my-gw" in account/, false],
    ['cf-error-2003-rate-limited', 'gateway', /rate limit/, true],
    ['cf-error-2005-upstream-failed', 'gateway', /did not answer/, true],
    ['cf-error-2008-invalid-provider', 'configuration', /no such provider/, false],
    ['cf-error-2009-unauthorized', 'credential', /token/, false],
    ['cf-error-2019-chat-format', 'model', /in front/, false],
    ['cf-error-2021-insufficient-balance', 'gateway', /credit/, false],
    ['cf-error-2021-insufficient-credits', 'gateway', /credit/, false],
    ['cf-error-2021-not-in-unified-billing', 'model', /does not cover/, false],
    ['cf-error-2021-wholesale-rate-limit', 'gateway', /rate limit/, true],
    ['cf-error-2029-dlp-request-blocked', 'gateway', /blocked the request/, false],
    ['cf-error-2040-byok-alias', 'configuration', /Configured aliases: 'default'/, false],
    ['cf-error-2045-spend-limit', 'gateway', /per-user/, false],
    ['cf-error-provider-401-anthropic', 'credential', /provider behind/, false],
    ['cf-error-provider-401-openai', 'credential', /provider behind/, false],
    ['cf-rest-10000-authentication', 'credential', /token/, false],
    ['cf-rest-7003-model-not-found', 'model', /claude-haiku-4-5/, false],
    ['cf-rest-7003-user-input', 'gateway', /expected string/, false],
    ['cf-token-verify', 'credential', /revoked/, false],
    ['cf-workers-ai-5021-context', 'model', /window/, false],
  ])('%s', (name, code, message, transient) => {
    const { status, body } = sample(name);
    const diagnosis = connection.explain(status, body);
    expect(diagnosis?.code).toBe(code);
    expect(diagnosis?.message).toMatch(message);
    expect(diagnosis?.transient ?? false).toBe(transient);
    expect(diagnosis?.hint).not.toBe('');
  });

  test('what is no error of anybody known is left to the status', () => {
    expect(connection.explain(418, { error: { message: 'teapot' } })).toBeUndefined();
  });

  test.each([
    [
      400,
      { error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } },
    ],
    [401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }],
    [
      403,
      {
        type: 'error',
        error: { type: 'permission_error', message: 'Your API key does not have permission to use it.' },
      },
    ],
  ])('a provider that refuses its own key, with %i, is not taken for Cloudflare', (status, body) => {
    expect(connection.explain(status, body)).toMatchObject({
      code: 'credential',
      message: expect.stringContaining('The provider behind the gateway'),
      hint: expect.stringContaining('JETWAY_PROVIDER_KEY'),
    });
  });

  test('a request that is refused for something else is told of by its status', () => {
    const body = { error: { message: 'max_tokens is too large' } };
    expect(connection.explain(400, body)).toBeUndefined();
  });
});

describe('the probe', () => {
  const judge = (status: number, body: unknown): string | Diagnosis =>
    connect('cloudflare', 'ids')
      .probe(held(connect('cloudflare', 'ids')))
      .read(status, body);

  test('takes a list for a good token, and an unknown endpoint for nothing', () => {
    expect(judge(200, sample('cf-compat-models').body)).toBe('accepted');
    expect(judge(200, {})).toBe('open');
    expect(judge(404, {})).toBe('open');
    expect(judge(400, sample('cf-error-2008-invalid-provider').body)).toBe('open');
  });

  test('tells a wrong token from wrong ids, and both from a failing host or a web page', () => {
    expect(judge(401, sample('cf-error-2009-unauthorized').body)).toMatchObject({ code: 'credential' });
    expect(judge(400, sample('cf-error-2001-gateway-missing').body)).toMatchObject({ code: 'configuration' });
    expect(judge(403, {})).toMatchObject({ code: 'credential' });
    expect(judge(503, '<html>')).toMatchObject({ code: 'gateway', transient: true });
    expect(judge(200, '<html>')).toMatchObject({ code: 'gateway' });
  });
});

test('a new question is not answered from the cache', () => {
  expect(connect('cloudflare', 'ids').fresh).toEqual({ 'cf-aig-skip-cache': 'true' });
});

describe('model lists', () => {
  const connection = connect('cloudflare', 'ids');
  const [anthropic, openai, google, grok, search, routes] = connection.lists(held(connection));
  const idsIn = (list: typeof anthropic, body: unknown): readonly string[] | undefined =>
    modelsIn(list, body).map((model) => model.id);
  const data = (...given: readonly string[]): object => ({ data: given.map((id) => ({ id })) });

  test('add the short names of dated models, and what page comes next', () => {
    const { body } = sample('cf-anthropic-v1-models');
    const listed = idsIn(anthropic, body);
    expect(listed).toContain('claude-sonnet-4-5-20250929');
    expect(listed).toContain('claude-sonnet-4-5');
    expect(pageIn(anthropic, body).next).toBeUndefined();
    const next = pageIn(anthropic, { data: [], has_more: true, last_id: 'a/b' }).next;
    expect(next).toBe(`${anthropic?.url}?limit=1000&after_id=a%2Fb`);
  });

  test('add no short name that may not exist, and none twice', () => {
    const given = ['claude-3-haiku-20240307', 'claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'];
    expect(idsIn(anthropic, data(...given))).toEqual(given);
  });

  test('leave out what an agent can’t talk to', () => {
    const given = ['gpt-5.5', 'whisper-1', 'gpt-image-1', 'gpt-realtime', 'text-embedding-3', 'o3'];
    expect(idsIn(openai, data(...given))).toEqual(['gpt-5.5', 'o3']);
    expect(idsIn(google, sample('google-models').body)).toEqual(['gemini-2.5-pro']);
    expect(idsIn(grok, data('grok-4', 'grok-2-image-1212', 'grok-imagine-video'))).toEqual(['grok-4']);
  });

  test('of Google and xAI, which are not documented, are hints', () => {
    expect([anthropic, openai, google, grok].map((list) => list?.hint ?? false)).toEqual([false, false, true, true]);
    expect(google?.url).toBe(`${connection.url}/google-ai-studio/v1beta/models?pageSize=1000`);
    expect(grok?.url).toBe(`${connection.url}/grok/v1/models`);
  });

  test('of Cloudflare’s API carry the token as a bearer, whatever header the gateway gets it in', () => {
    for (const setup of ['ids', 'header-only', 'both']) {
      for (const list of connect('cloudflare', setup)
        .lists(held(connect('cloudflare', setup)))
        .slice(4)) {
        expect(list.url.startsWith(`https://api.cloudflare.com/client/v4/accounts/${account}/`)).toBe(true);
        expect(list.headers).toEqual({ authorization: ['Bearer ', connection.key] });
        expect(list.hint).toBe(true);
      }
    }
  });

  test('of Cloudflare’s API are not asked with a key for another host', () => {
    for (const setup of ['proxy', 'domain'])
      expect(connect('cloudflare', setup).lists(held(connect('cloudflare', setup)))).toHaveLength(4);
  });

  test('of models at Cloudflare have window, prices and abilities, and know their next page', () => {
    const { body } = sample('cf-models-search');
    expect(pageIn(search, body)).toEqual({
      models: [
        {
          id: 'workers-ai/@cf/openai/gpt-oss-120b',
          protocols: ['openai-chat'],
          contextWindow: 128_000,
          prices: { input: 0.35, output: 0.75 },
          reasoning: false,
          tools: true,
        },
      ],
    });
    const next = pageIn(search, { result: [], result_info: { page: 1, per_page: 100, total_count: 101 } }).next;
    expect(next).toBe(`${search?.url}&page=2`);
    for (const page of [2, 0, -1, 0.5]) {
      expect(pageIn(search, { result_info: { page, per_page: 100, total_count: 101 } }).next).toBeUndefined();
    }
  });

  test('of models at Cloudflare may write numbers and flags as such, and prices of other things than tokens', () => {
    const properties = [
      { property_id: 'context_window', value: 32_768 },
      { property_id: 'function_calling', value: true },
      { property_id: 'reasoning', value: 'true' },
      { property_id: 'vision', value: 'true' },
      {
        property_id: 'price',
        value: [
          { unit: 'per audio minute', price: 9, currency: 'USD' },
          { unit: 'per M cached input tokens', price: '0.19', currency: 'USD' },
          { unit: 'per M input tokens', price: 0.95 },
          { unit: 'per M output tokens', price: 4, currency: 'USD' },
        ],
      },
    ];
    const result = [
      { name: '@cf/a/b', properties },
      { name: '@cf/baai/bge-m3', task: { name: 'Text Embeddings' } },
      { name: '@hf/a/b' },
      {
        name: '@cf/a/d',
        properties: [
          {
            property_id: 'price',
            value: ['input', 'output'].map((kind) => ({ unit: `per M ${kind} tokens`, price: 1, currency: 'EUR' })),
          },
        ],
      },
      { name: '@cf/a/c', properties: [{ property_id: 'context_window', value: { toString: null } }] },
    ];
    expect(modelsIn(search, { result })).toEqual([
      {
        id: 'workers-ai/@cf/a/b',
        protocols: ['openai-chat'],
        contextWindow: 32_768,
        prices: { input: 0.95, output: 4, cacheRead: 0.19 },
        modalities: ['text', 'image'],
        reasoning: true,
        tools: true,
      },
      { id: 'workers-ai/@cf/a/d', protocols: ['openai-chat'], reasoning: false, tools: false },
      { id: 'workers-ai/@cf/a/c', protocols: ['openai-chat'], reasoning: false, tools: false },
    ]);
  });

  test('of dynamic routes name models that only openai-chat reaches', () => {
    const route = { id: 'dynamic/cheap', protocols: ['openai-chat'] };
    expect(pageIn(routes, sample('cf-dynamic-routes').body)).toEqual({ models: [route] });
    expect(pageIn(routes, { result: [{ name: 'cheap' }, { name: 'a b' }, {}] })).toEqual({ models: [route] });
  });
});

test('the models known without a list are of every family, each once, with the day that they are known of', () => {
  const { date, models } = connect('cloudflare', 'ids').bundled ?? { date: '', models: [] };
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  expect(new Set(models.map(({ protocols }) => protocols[0]))).toEqual(
    new Set(['anthropic-messages', 'openai-responses', 'gemini', 'openai-chat']),
  );
});

describe('attribution', () => {
  const send = (tags: Readonly<Record<string, string>>): string =>
    connect('cloudflare', 'ids').attribution?.({ session: 's', agent: 'codex', user: 'é', project: 'p', tags })[
      'cf-aig-metadata'
    ] ?? '';

  test('is one JSON object in ASCII', () => {
    expect(send({ team: 'core' })).toBe('{"session":"s","agent":"codex","user":"\\u00e9","project":"p","team":"core"}');
    expect(JSON.parse(send({}))).toMatchObject({ user: 'é' });
  });

  test('refuses a sixth entry, which would be dropped, and keys of Cloudflare’s own', () => {
    expect(failureOf(() => send({ a: '1', b: '2' })).message).toContain('five');
    expect(failureOf(() => send({ 'cf.user': '1' })).code).toBe('usage');
  });
});

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
