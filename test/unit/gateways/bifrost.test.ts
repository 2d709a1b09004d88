import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { bifrost } from '../../../src/gateways/bifrost.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn, pageIn } from '../../support/connections.ts';

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
  '/litellm',
  '/litellm/v1',
  '/langchain',
  '/pydanticai/v1',
  '/cohere',
  '/bedrock',
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
  const [list] = connect('bifrost', 'local').lists(held(connect('bifrost', 'local')));

  test('has names and limits', () => {
    const { models, next } = pageIn(list, sample('bifrost-models').body);
    expect(models[0]).toMatchObject({
      id: 'anthropic/claude-sonnet-5-5',
      name: 'Claude Sonnet 5.5',
      contextWindow: 1_000_000,
      maxOutputTokens: 128_000,
    });
    expect(next).toBeUndefined();
  });

  test('gives the window that a prompt may fill, where what goes out is counted in beside it', () => {
    const data = [{ id: 'gemini/gemini-2.5-pro', context_length: 1_114_112, max_input_tokens: 1_048_576 }];
    expect(modelsIn(list, { data })[0]?.contextWindow).toBe(1_048_576);
  });

  test('goes on while there is a page token', () => {
    expect(pageIn(list, { data: [], next_page_token: 'a=b&c' }).next).toBe(
      'http://localhost:8080/v1/models?page_token=a%3Db%26c',
    );
  });

  test('leaves out models that do not converse', () => {
    const data = [
      { id: 'openai/embed', supported_methods: ['embedding'] },
      { id: 'openai/gpt-5', supported_methods: ['responses'] },
    ];
    expect(modelsIn(list, { data }).map((model) => model.id)).toEqual(['openai/gpt-5']);
  });
});

describe('the probe', () => {
  const judge = (key: boolean, status: number, body: unknown): string | Diagnosis =>
    connect('bifrost', 'local')
      .probe(held(connect('bifrost', 'local'), key))
      .read(status, body);

  test('asks the list, which asks of a key what a request for a model does', () => {
    const { url, headers } = connect('bifrost', 'local').probe(held(connect('bifrost', 'local')));
    expect(url).toBe('http://localhost:8080/v1/models?page_size=1');
    expect(Object.keys(headers)).toEqual(['authorization']);
    expect(judge(true, 200, sample('bifrost-models').body)).toBe('accepted');
    expect(judge(false, 200, sample('bifrost-models').body)).toBe('open');
    expect(judge(true, 200, '<html>')).toMatchObject({ code: 'gateway' });
    expect(judge(true, 503, {})).toMatchObject({ code: 'gateway', transient: true });
  });

  test.each([
    'bifrost-error-vk-required',
    'bifrost2-error-unknown-key',
    'bifrost2-error-expired',
    'bifrost2-error-inactive',
  ])('%s is a key that is not taken', (name) => {
    const { status, body } = sample(name);
    for (const key of [true, false]) expect(judge(key, status, body)).toMatchObject({ code: 'credential' });
  });

  test('a limit that 1.4 tells of in place of its list stands in the way', () => {
    const { status, body } = sample('bifrost-error-rate-daily');
    expect(judge(true, status, body)).toMatchObject({ code: 'gateway' });
  });

  test('an error of one of its providers, which 1.4 gives in place of its list, says nothing of the key', () => {
    const blocked = {
      type: 'provider_blocked',
      is_bifrost_error: false,
      status_code: 403,
      error: { message: "Provider 'cohere' is not allowed for this virtual key" },
      extra_fields: { provider: 'cohere' },
    };
    expect(judge(true, 403, blocked)).toBe('accepted');
    const { status, body } = sample('bifrost2-error-upstream');
    expect(judge(true, status, body)).toBe('accepted');
    const connection = connect('bifrost', 'local');
    const [list] = connection.lists(held(connection));
    for (const [answered, one] of [
      [403, blocked],
      [status, body],
    ] as const) {
      const diagnosis = list?.read(answered, one);
      expect(diagnosis).toMatchObject({ code: 'gateway', hint: expect.stringContaining('--model provider/model') });
      expect(JSON.stringify(diagnosis)).not.toContain('jetway list-models');
    }
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
  const diagnosis = explain(connect('bifrost', 'local'), status, body);
  expect(diagnosis.code).toBe(code);
  expect(diagnosis.message).toMatch(message);
});

test('each facet of a session goes in the header of 2.0 and in that of 1.4', () => {
  const session = { session: 'uuid', agent: 'codex', user: 'zoë', tags: { Team: 'core' } };
  expect(connect('bifrost', 'local').attribution?.(session)).toEqual({
    baggage: 'session-id=uuid',
    'x-bf-dim-session': 'uuid',
    'x-bf-lh-session': 'uuid',
    'x-bf-dim-agent': 'codex',
    'x-bf-lh-agent': 'codex',
    'x-bf-dim-user': 'zo%C3%AB',
    'x-bf-lh-user': 'zo%C3%AB',
    'x-bf-dim-team': 'core',
    'x-bf-lh-team': 'core',
  });
});

const refusals: readonly (readonly [message: string, status: number, Diagnosis['code'], told: RegExp])[] = [
  ['virtual key is required. Provide a virtual key via the x-bf-vk header.', 401, 'credential', /wants a virtual key/],
  [
    'Missing virtual key. Provide it via x-bf-vk header, Authorization: Bearer',
    401,
    'credential',
    /wants a virtual key/,
  ],
  ['virtual key required to access mcp server; set one of x-bf-vk', 401, 'credential', /wants a virtual key/],
  ['virtual key not found. The provided virtual key does not exist', 401, 'credential', /does not know/],
  ['Virtual key is inactive', 403, 'credential', /switched off/],
  ['Virtual key has expired', 403, 'credential', /has expired/],
  ["Model 'o3' is not allowed for this virtual key", 403, 'model', /may not use this model/],
  ["Provider 'cohere' is not allowed for this virtual key", 403, 'model', /may not use this model/],
  [
    'Budget exceeded: VK budget exceeded: 1.0000 >= 0.0100 dollars',
    402,
    'gateway',
    /virtual key is used up \(1\.0000 of/,
  ],
  [
    'Model-level budget exceeded (virtual key scope): Model:gpt-5.5:virtual_key:x budget exceeded: 0.0003 >= 0.0001 dollars',
    402,
    'gateway',
    /for this model is used up/,
  ],
  ['Budget exceeded: Customer budget exceeded: 2.0000 >= 1.0000 dollars', 402, 'gateway', /of the customer is used up/],
  [
    'Rate limit check failed: rate limit violated for VK: [request limit exceeded (1/1, resets every 1h)]',
    429,
    'gateway',
    /1 of 1 requests, each 1h/,
  ],
];

describe.each(refusals)('%s', (message, status, code, told) => {
  test.each([
    ['OpenAI', { is_bifrost_error: false, status_code: status, error: { message }, extra_fields: {} }],
    ['Anthropic', { type: 'error', error: { type: 'api_error', message } }],
    ['Google', { error: { code: status, message, status: '', details: null } }],
  ])('is understood in the dialect of %s, which has no type of its own', (_dialect, body) => {
    const diagnosis = explain(connect('bifrost', 'local'), status, body);
    expect(diagnosis.code).toBe(code);
    expect(diagnosis.message).toMatch(told);
  });
});

const passedOn: readonly (readonly [
  status: number,
  type: string,
  said: string,
  told: RegExp,
  transient: true | undefined,
])[] = [
  [429, 'rate_limit_error', 'Rate limit exceeded: 20 requests per minute', /is being asked too much \(429: Rate/, true],
  [429, 'rate_limited', 'Request limit exceeded', /is being asked too much \(429: Request/, true],
  [
    429,
    'insufficient_quota',
    'You exceeded your current quota',
    /has no credit left for Bifrost's own key \(429: You/,
    undefined,
  ],
  [
    402,
    'budget_exceeded',
    'Budget exceeded for this project',
    /has no credit left for Bifrost's own key \(402: Bud/,
    undefined,
  ],
  [503, 'overloaded_error', '', /failed \(503\)/, true],
  [401, 'authentication_error', 'invalid x-api-key', /refuses Bifrost's own key \(invalid/, undefined],
];

describe.each(passedOn)('%i %s of the provider’s own', (status, type, message, told, transient) => {
  // As 1.4.11 and 2.0.0-prerelease3 pass an upstream's error on: no type at the top, the status as the code.
  const extra = { provider: 'openai', model_requested: 'gpt-5.5', request_type: 'chat_completion' };
  const error = { type, code: `${status}`, message };
  test.each([
    ['OpenAI', { is_bifrost_error: false, status_code: status, error, extra_fields: extra }, /^The .*Bifrost, openai,/],
    ['Anthropic', { type: 'error', error: { type, message } }, /^The provider behind Bifrost /],
  ])('is not taken for a limit of the virtual key in the dialect of %s', (_dialect, body, who) => {
    const diagnosis = explain(connect('bifrost', 'local'), status, body);
    expect(diagnosis.code).toBe('gateway');
    expect(diagnosis.message).toMatch(who);
    expect(diagnosis.message).toMatch(told);
    expect(diagnosis.transient).toBe(transient);
    expect(diagnosis.hint).toContain('a model of another provider');
  });
});

test('a limit of a day is not told to be over in a minute, and one of a minute may be', () => {
  const after = (period: string): Diagnosis => {
    const message = `Rate limit check failed: rate limit violated for VK: token limit exceeded (500/10, resets every ${period})`;
    return explain(connect('bifrost', 'local'), 429, { type: 'token_limited', error: { message } });
  };
  expect(after('1d').transient).toBeUndefined();
  expect(after('1d').hint).not.toMatch(/minute/);
  expect(after('1m').transient).toBe(true);
});
