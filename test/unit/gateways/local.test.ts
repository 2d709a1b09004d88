import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { catalogueOf } from '../../../src/net/gateway-client.ts';
import type { Model } from '../../../src/models/catalogue.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { llamaCpp } from '../../../src/gateways/llama-cpp.ts';
import { lmStudio } from '../../../src/gateways/lm-studio.ts';
import { ollama } from '../../../src/gateways/ollama.ts';
import { vllm } from '../../../src/gateways/vllm.ts';
import type { Answers, Gateway } from '../../../src/gateways/gateway.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

describe.each([ollama, lmStudio, vllm, llamaCpp])('$name', (gateway) => {
  test('is used without a question, over three protocols', () => {
    expect(gateway.missing({})).toEqual([]);
    expect(gateway.key).toBe('unasked');
    const connection = gateway.connect({});
    expect(connection.routes('qwen3').map((route) => route.protocol)).toEqual([
      'openai-chat',
      'openai-responses',
      'anthropic-messages',
    ]);
    expect(connection.routes('claude-x')[0]?.protocol).toBe('anthropic-messages');
    expect(connection.routes('gemini-x')[0]?.protocol).toBe('openai-chat');
    expect(gateway.localProbe?.url.startsWith(connection.url)).toBe(true);
  });

  test.each(['', '/', '/v1', '/v1/models', '/v1/chat/completions'])('is understood with the ending %s', (ending) => {
    expect(gateway.connect({ 'base-url': `http://127.0.0.1:9999${ending}` }).url).toBe('http://127.0.0.1:9999');
  });

  test('takes the window that it is told to have', () => {
    const setting = gateway.settings.find(({ id }) => id === 'context-window');
    expect(setting?.read('64k')).toEqual({ 'context-window': '64000' });
    expect(setting?.read('0')).toEqual({});
    expect(() => setting?.read('much')).toThrow(/number of tokens/);
  });

  test('says how it is started, and what mends a window that is too small', () => {
    const { hints } = gateway.connect({});
    expect(hints?.start).toMatch(/^Start /);
    expect(hints?.window).toMatch(/larger window/);
  });
});

/** The models that these bodies make, one for each of its lists. */
function listed(gateway: Gateway, bodies: readonly string[], answers: Answers = {}): readonly Model[] {
  const connection = gateway.connect(answers);
  expect(connection.lists(held(connection))).toHaveLength(bodies.length);
  const found = connection.lists(held(connection)).map((list, index) => {
    return { list, models: modelsIn(list, sample(bodies[index] ?? '').body) };
  });
  return catalogueOf(connection, found, 0).models;
}

describe('the window', () => {
  test('of a model that Ollama has loaded is the one that it really has', () => {
    expect(listed(ollama, ['ollama-ps', 'ollama-models'])).toMatchObject([
      { id: 'qwen3-coder:30b', contextWindow: 4096 },
    ]);
  });

  test('that Ollama is told to give holds for every model, unless it gives less', () => {
    const answers = { 'context-window': '64000' };
    expect(listed(ollama, ['ollama-models', 'ollama-models'], answers)).toMatchObject([{ contextWindow: 64_000 }]);
    expect(listed(ollama, ['ollama-ps', 'ollama-models'], answers)).toMatchObject([{ contextWindow: 4096 }]);
  });

  test('of LM Studio is that of what it has loaded, and unknown of what it has not; embeddings are no models', () => {
    const models = listed(lmStudio, ['lmstudio-native-models', 'lmstudio-models']);
    expect(models).toMatchObject([
      { id: 'openai/gpt-oss-20b', name: 'GPT OSS 20B', contextWindow: 16_384, tools: true },
      { id: 'google/gemma-3-12b', modalities: ['text', 'image'] },
    ]);
    expect(models[1]?.contextWindow).toBeUndefined();
    expect(models[1]?.tools).toBeUndefined();
  });

  test('of vLLM stands in its list', () => {
    expect(listed(vllm, ['vllm-models'])).toMatchObject([{ contextWindow: 262_144 }]);
  });

  test('of llama.cpp stands in its list, beside the one that the model was trained with', () => {
    const connection = connect('llama-cpp', 'local');
    const [, list] = connection.lists(held(connection));
    expect(modelsIn(list, sample('llamacpp-models-loaded').body)).toMatchObject([{ contextWindow: 16_384 }]);
    expect(modelsIn(list, sample('llamacpp-models').body)[0]?.contextWindow).toBeUndefined();
  });

  test('of llama.cpp is what the server was started with, not what the model was trained with', () => {
    expect(listed(llamaCpp, ['llamacpp-props', 'llamacpp-models'])).toMatchObject([
      { id: 'qwen3-8b', contextWindow: 16_384 },
    ]);
  });
});

test.each([
  [ollama, 'ollama-version'],
  [lmStudio, 'lmstudio-models'],
  [vllm, 'vllm-models'],
  [llamaCpp, 'llamacpp-models'],
])('%# is known by what it answers', (gateway, name) => {
  expect(gateway.localProbe?.read(200, sample(name).body)).toBe(true);
  expect(gateway.localProbe?.read(200, sample('bifrost-health').body)).toBe(false);
});

test('Bifrost and LiteLLM are known by what they answer to all', () => {
  const liteLlm = findGateway('litellm').localProbe;
  expect(findGateway('bifrost').localProbe?.read(200, sample('bifrost-health').body)).toBe(true);
  expect(findGateway('bifrost').localProbe?.read(200, { status: 'ok' })).toBe(false);
  expect(liteLlm?.read(200, "I'm alive!")).toBe(true);
  expect(liteLlm?.read(200, 'It works!')).toBe(false);
});

test('llama.cpp, vLLM and Bifrost are not taken for each other, whose ports are the same', () => {
  expect(vllm.localProbe?.read(200, sample('llamacpp-models').body)).toBe(false);
  expect(llamaCpp.localProbe?.read(200, sample('vllm-models').body)).toBe(false);
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:8000', 'http://127.0.0.1:8000'],
  [':8000', 'http://127.0.0.1:8000'],
  ['http://0.0.0.0:8000', 'http://127.0.0.1:8000'],
  ['[::]:8000', 'http://127.0.0.1:8000'],
  ['localhost', 'http://localhost:11434'],
  ['https://ollama.example.com', 'https://ollama.example.com'],
  ['ollama.example.com', 'https://ollama.example.com'],
])('OLLAMA_HOST=%s is %s', (host, url) => {
  expect(ollama.connect({ 'base-url': host }).url).toBe(url);
});

test('a server in the network is not spoken to in plain HTTP', () => {
  expect(() => ollama.connect({ 'base-url': '192.168.1.5' })).toThrow(/Plain http/);
});

describe('errors', () => {
  const say = (gateway: string, name: string): ReturnType<typeof explain> => {
    const { status, body } = sample(name);
    return explain(connect(gateway, 'local'), status, body);
  };

  test('a model that was not pulled is to be pulled', () => {
    expect(say('ollama', 'ollama-error-model')).toMatchObject({ code: 'model', hint: 'Get it: ollama pull qwen3:8b' });
  });

  test('a model without tools is of no use', () => {
    expect(say('ollama', 'ollama-error-tools')).toMatchObject({
      code: 'model',
      message: expect.stringMatching(/no tools/),
    });
  });

  test('is told the same to whoever speaks Anthropic’s protocol', () => {
    const { status, body } = sample('ollama-error-tools');
    const { error } = body as { readonly error: { readonly message: string } };
    const asAnthropic = { type: 'error', error: { type: 'invalid_request_error', message: error.message } };
    expect(explain(connect('ollama', 'local'), status, { ...asAnthropic, request_id: 'req_1' })).toEqual(
      say('ollama', 'ollama-error-tools'),
    );
  });

  test('a conversation that does not fit is the server’s to make room for', () => {
    const code = 'model';
    expect(say('vllm', 'vllm-error-context')).toMatchObject({ code, hint: expect.stringMatching(/--max-model-len/) });
    expect(say('llama-cpp', 'llamacpp-error-context')).toMatchObject({
      code,
      hint: expect.stringMatching(/--ctx-size/),
      message: 'The conversation is longer than what llama.cpp gives it (25611 tokens, of 4096).',
    });
  });

  test('a key is wanted where the server refuses to go without', () => {
    const { read: judge } = connect('vllm', 'local').probe(held(connect('vllm', 'local'), false));
    expect(judge(401, { error: 'Unauthorized' })).toMatchObject({ code: 'credential' });
    expect(judge(200, sample('vllm-models').body)).toBe('open');
    expect(judge(200, '<!doctype html>')).toMatchObject({ code: 'gateway' });
  });
});
