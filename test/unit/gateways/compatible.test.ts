import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { compatible } from '../../../src/gateways/compatible.ts';
import { Secret } from '../../../src/keys/secret.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const all = 'anthropic-messages,openai-responses,openai-chat,gemini';

test.each([
  ['http://localhost:11434', 'http://localhost:11434', 'http://localhost:11434/v1'],
  ['http://localhost:11434/v1', 'http://localhost:11434', 'http://localhost:11434/v1'],
  ['localhost:1234/v1/', 'http://localhost:1234', 'http://localhost:1234/v1'],
  ['https://m.example.com/v1/messages', 'https://m.example.com', 'https://m.example.com/v1'],
  ['https://m.example.com/api/v1/chat/completions', 'https://m.example.com/api', 'https://m.example.com/api/v1'],
  ['https://m.example.com/paas/v4/chat/completions', 'https://m.example.com/paas/v4', 'https://m.example.com/paas/v4'],
  [
    'https://m.example.com/v1beta/openai/responses',
    'https://m.example.com/v1beta/openai',
    'https://m.example.com/v1beta/openai',
  ],
])('%s is understood for every protocol', (url, anthropic, openai) => {
  const routes = compatible.connect({ 'base-url': url, protocols: all }).routes();
  expect(routes.map((route) => route.baseUrl)).toEqual([anthropic, openai, openai, anthropic]);
});

test('URL and protocols are asked for, and a wrong protocol is refused with the right ones', () => {
  expect(compatible.missing({}).map((setting) => setting.id)).toEqual(['base-url', 'protocols']);
  const setting = compatible.settings.find((each) => each.id === 'protocols');
  expect(setting?.read('OpenAI-Chat anthropic-messages')).toEqual({ protocols: 'anthropic-messages,openai-chat' });
  expect(() => setting?.read('openai-chat,soap')).toThrow('"soap"');
  expect(() => setting?.read(' ,')).toThrow('No protocol');
});

test('the key goes where the setting says', () => {
  const send = (setup: string): object => {
    const connection = connect('compatible', setup);
    const [route] = connection.routes();
    return route === undefined ? {} : connection.credentials(route, { key: true, providerKey: true });
  };
  expect(send('chat')).toEqual({ authorization: ['Bearer ', new Secret('https://models.example.com')] });
  expect(send('anthropic')).toEqual({ 'x-api-key': new Secret('https://models.example.com/anthropic') });
  expect(send('google')).toEqual({ 'api-key': new Secret('https://models.example.com') });
});

test('lists are read with the window that a server tells', () => {
  const [list] = connect('compatible', 'ollama').lists(held(connect('compatible', 'ollama')));
  expect(modelsIn(list, sample('ollama-models').body).map((model) => model.id)).toEqual(['qwen3-coder:30b']);
  expect(modelsIn(list, sample('vllm-models').body)[0]?.contextWindow).toBe(262_144);
  const llamaCpp = [sample('llamacpp-models-loaded'), sample('llamacpp-models')];
  expect(llamaCpp.map(({ body }) => modelsIn(list, body)[0]?.contextWindow)).toEqual([16_384, undefined]);
  const google = {
    models: [{ name: 'models/gemini-2.5-pro', displayName: 'Gemini 2.5 Pro', inputTokenLimit: 1_048_576 }],
  };
  expect(modelsIn(list, google)).toMatchObject([
    { id: 'gemini-2.5-pro', name: 'Gemini 2.5 Pro', contextWindow: 1_048_576 },
  ]);
});

test('a model without tools is told of as that, whoever passes on what Ollama says of it', () => {
  const { status, body } = sample('ollama-error-tools');
  for (const gateway of ['compatible', 'ollama', 'litellm', 'bifrost']) {
    expect(explain(connect(gateway, gateway === 'compatible' ? 'chat' : 'local'), status, body)).toMatchObject({
      code: 'model',
      message: expect.stringMatching(/^This model calls no tools/),
      hint: expect.stringContaining('--tools'),
    });
  }
});

test('the probe holds no list against a server, but a refused key, a failure or a web page', () => {
  const { read: judge } = connect('compatible', 'chat').probe(held(connect('compatible', 'chat')));
  expect(judge(200, { data: [] })).toBe('open');
  expect(judge(404, {})).toMatchObject({ absent: 'list' });
  expect(judge(401, {})).toMatchObject({ code: 'credential' });
  expect(judge(404, '<!doctype html>')).toMatchObject({ code: 'gateway' });
  expect(judge(200, '<!doctype html>')).toMatchObject({ code: 'gateway' });
  expect(judge(500, {})).toMatchObject({ code: 'gateway', transient: true });
});

describe('detection', () => {
  const setting = compatible.settings.find((each) => each.id === 'protocols');
  const detection = setting?.detect?.({ 'base-url': 'http://localhost:11434' }, held({ account: 'none' }, false));
  const read = (...statuses: readonly (number | undefined)[]): object | undefined =>
    detection?.together(statuses).answers;

  test('asks each protocol’s path with a body that no model would get, and one path that nobody has', () => {
    expect(detection?.questions.map((request) => request.url)).toEqual([
      'http://localhost:11434/v1/messages',
      'http://localhost:11434/v1/responses',
      'http://localhost:11434/v1/chat/completions',
      'http://localhost:11434/v1beta/models/none:streamGenerateContent?alt=sse',
      'http://localhost:11434/v1/no-such-path',
      'http://localhost:11434/v1/models',
    ]);
    const posts = detection?.questions.slice(0, -1);
    expect(posts?.every((request) => request.body === '{}' && request.method === 'POST')).toBe(true);
    expect(detection?.questions.at(-1)).not.toHaveProperty('body');
  });

  test('sends the key of the server where there is one', () => {
    const settings = { 'base-url': 'http://localhost:11434' };
    const withKey = setting?.detect?.(settings, held(compatible.connect(settings)));
    expect(withKey?.questions[0]?.headers['authorization']).toEqual(['Bearer ', new Secret('http://localhost:11434')]);
    expect(detection?.questions[0]?.headers['authorization']).toBeUndefined();
  });

  test('takes a refused body for a spoken protocol, and a missing path for none', () => {
    expect(read(400, 422, 400, 404, 404)).toEqual({ protocols: 'anthropic-messages,openai-responses,openai-chat' });
    expect(read(404, 404, 401, 405, 404)).toEqual({ protocols: 'openai-chat' });
    expect(read(500, undefined, 400, 301, 404)).toEqual({ protocols: 'openai-chat' });
  });

  test('tells nothing where every path answers alike, or none', () => {
    expect(read(401, 401, 401, 401, 401)).toEqual({});
    expect(read(undefined, undefined, undefined, undefined, undefined)).toEqual({});
    expect(read()).toEqual({});
  });

  test('of a server that refuses every path tells that it is for the key, or the lack of one', () => {
    const settings = { 'base-url': 'http://localhost:11434' };
    const withKey = setting?.detect?.(settings, held(compatible.connect(settings)));
    const refused = [401, 401, 401, 401, 401];
    expect(detection?.together(refused).refusal).toMatchObject({
      code: 'credential',
      message: expect.stringContaining('needs a key'),
    });
    expect(withKey?.together(refused).refusal).toMatchObject({
      code: 'credential',
      message: expect.stringContaining('does not accept the key'),
    });
    expect(detection?.together([404, 404, 404, 404, 404]).refusal).toBeUndefined();
  });

  test('of an address without any path and list tells that nothing is there', () => {
    expect(detection?.together([404, 405, 404, 501, 404, 404]).refusal).toMatchObject({
      code: 'gateway',
      absent: 'gateway',
      hint: expect.stringContaining('http://localhost:11434'),
    });
    for (const list of [200, 401, 500, undefined]) {
      expect(detection?.together([404, 404, 404, 404, 404, list])).toEqual({ answers: {} });
    }
    const readFirst = detection?.questions[0]?.read;
    const page = '<!doctype html><html></html>';
    expect([200, 400, 401, 403, 502].map((status) => readFirst?.(status, page))).toEqual([404, 404, 401, 403, 502]);
  });
});
