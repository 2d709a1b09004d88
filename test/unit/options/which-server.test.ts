import { expect, test } from 'vitest';
import { compatible } from '../../../src/gateways/compatible.ts';
import { gateways } from '../../../src/gateways/index.ts';
import { recognition } from '../../../src/options/which-server.ts';
import { junk, sample } from '../../support/bodies.ts';

/** What a server has at one place, and nothing elsewhere. */
function found(url: string, path: string, body: unknown): string | undefined {
  const survey = recognition(compatible.connect({ 'base-url': url }), new Map(), gateways);
  const parts = survey.questions.map((question) =>
    question.url === `${url}${path}` ? question.read(200, body) : question.read(404, { error: 'not found' }),
  );
  return survey.together(parts)?.id;
}

const here = 'http://127.0.0.1:9876';

test.each([
  ['bifrost', '/health', sample('bifrost-health').body],
  ['litellm', '/health/liveliness', "I'm alive!"],
  ['portkey', '', 'AI Gateway says hey!'],
  ['claude-apps', '/.well-known/oauth-authorization-server', sample('claude-apps-metadata').body],
  ['cliproxyapi', '', sample('cliproxyapi-greeting').body],
  ['claude-code-router', '', sample('ccr-greeting').body],
  ['ollama', '/api/version', sample('ollama-version').body],
  ['lm-studio', '/v1/models', sample('lmstudio-models').body],
  ['vllm', '/v1/models', sample('vllm-models').body],
  ['llama-cpp', '/v1/models', sample('llamacpp-models').body],
])('%s is known by its answer, at whatever address', (id, path, body) => {
  expect(found(here, path, body)).toBe(id);
});

test.each([
  ['cloudflare', 'https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gw/compat'],
  ['openrouter', 'https://openrouter.ai/api/v1'],
  ['vercel', 'https://ai-gateway.vercel.sh/v1'],
  ['helicone', 'https://oai.helicone.ai/v1'],
  ['databricks', 'https://dbc-a1b2c3d4-e5f6.cloud.databricks.com/ai-gateway/mlflow/v1'],
])('%s is known by where it stands, and asked nothing', (id, url) => {
  const survey = recognition(compatible.connect({ 'base-url': url }), new Map(), gateways);
  expect(survey.questions).toEqual([]);
  expect(survey.together([])?.id).toBe(id);
});

test('a server of its own kind is none of them, and no host is one that ends alike', () => {
  expect(found(here, '/v1/models', { data: [{ id: 'some-model', owned_by: 'somebody' }] })).toBe(undefined);
  expect(found(here, '/v1/models', { data: [] })).toBe(undefined);
  // Open WebUI's.
  expect(found(here, '/api/version', { version: '0.6.5', deployment_id: '' })).toBe(undefined);
  expect(found('https://notopenrouter.ai', '', 'x')).toBe(undefined);
  for (const body of junk)
    for (const path of ['', '/v1/models', '/health']) expect(found(here, path, body)).toBe(undefined);
});

test('each place is asked once, with the key where there is one', () => {
  const connection = compatible.connect({ 'base-url': here, protocols: 'openai-chat' });
  const { questions } = recognition(connection, new Map([[connection.account, 'key']]), gateways);
  expect(new Set(questions.map(({ url }) => url)).size).toBe(questions.length);
  for (const { url, headers } of questions) {
    expect(new URL(url).origin).toBe(here);
    expect(Object.keys(headers)).toEqual(['authorization']);
  }
});

test('what was found is kept by its word, which may be one of another version', () => {
  const setting = compatible.settings.find(({ id }) => id === 'server');
  expect(setting?.read(' LiteLLM ')).toEqual({ server: 'litellm' });
  expect(setting?.read('of-tomorrow')).toEqual({ server: 'of-tomorrow' });
  expect(() => setting?.read('a b')).toThrow(/no gateway's word/);
});
