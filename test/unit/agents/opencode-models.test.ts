import { expect, test } from 'vitest';
import { opencode } from '../../../src/agents/opencode.ts';
import type { Model } from '../../../src/models/catalogue.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

type Endpoint = AgentCase['target']['main'];

const about: Partial<Model> = {
  name: 'Sonnet',
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
  prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  modalities: ['text', 'image', 'pdf'],
  tools: true,
  reasoning: true,
};

test('what is known of a model is said as OpenCode calls it', () => {
  expect(entries([endpoint('claude-sonnet-4-5', { protocol: 'anthropic-messages', about })])).toEqual({
    'claude-sonnet-4-5': {
      id: 'claude-sonnet-4-5',
      name: 'Sonnet',
      limit: { context: 200_000, output: 64_000 },
      cost: { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 },
      attachment: true,
      modalities: { input: ['text', 'image', 'pdf'], output: ['text'] },
      tool_call: true,
      reasoning: true,
      provider: { npm: '@ai-sdk/anthropic', api: 'https://gateway.test/base/v1' },
      headers: { 'x-jetway-endpoint': '0' },
    },
  });
});

test('of a model that nothing is known of only the limits are made up', () => {
  expect(entries([endpoint('some')])['some']).toEqual({
    id: 'some',
    name: 'some',
    limit: { context: 200_000, output: 32_000 },
    provider: { npm: '@ai-sdk/openai', api: 'https://gateway.test/base' },
    headers: { 'x-jetway-endpoint': '0' },
  });
});

test.each<[string, Partial<Model>, object]>([
  ['a large output stays', { contextWindow: 131_072, maxOutputTokens: 131_072 }, { context: 131_072, output: 131_072 }],
  [
    'an output that would fill the window goes',
    { contextWindow: 8192, maxOutputTokens: 8192 },
    { context: 8192, output: 2048 },
  ],
  [
    'a small window has room beside an output that is not known',
    { contextWindow: 32_768 },
    { context: 32_768, output: 8192 },
  ],
  [
    'a window that is not known is beside a known output',
    { maxOutputTokens: 4096 },
    { context: 200_000, output: 4096 },
  ],
])('%s', (_name, known, limit) => {
  expect(entries([endpoint('some', { about: known })])['some']).toMatchObject({ limit });
});

test('one price without the other is no price', () => {
  expect(entries([endpoint('some', { about: { prices: { input: 1, cacheRead: 0.1 } } })])['some']).not.toHaveProperty(
    'cost',
  );
});

test.each<[ProtocolId, boolean]>([
  ['openai-responses', true],
  ['openai-chat', false],
  ['anthropic-messages', false],
  ['gemini', false],
])('over %s a small model is said to reason: %s', (protocol, said) => {
  const reasons = { protocol, about: { reasoning: true } };
  const found = entries([endpoint('main', reasons), endpoint('small', reasons)]);
  expect('reasoning' in (found['small'] ?? {})).toBe(said);
  expect(found['main']).toMatchObject({ reasoning: true });
});

test('a small model that is the main one too is said to reason', () => {
  expect(entries([endpoint('main', { protocol: 'gemini', about: { reasoning: true } })])['main']).toMatchObject({
    reasoning: true,
  });
});

test('models of one name are told apart by their ids', () => {
  const named = ['a/one', 'b/one', 'two'].map((id) => endpoint(id, { about: { name: id.replace(/^.\//, 'The ') } }));
  const names = Object.values(entries(named)).map((entry) => (entry as { name: string }).name);
  expect(names).toEqual(['a/one', 'b/one', 'two']);
});

test('five hundred models have as many endpoints as there are addresses and credentials', () => {
  const protocols: readonly ProtocolId[] = ['openai-responses', 'openai-chat', 'anthropic-messages', 'gemini'];
  const many = Array.from({ length: 500 }, (_, index) =>
    endpoint(`model-${index}`, {
      protocol: protocols[index % 4] ?? 'gemini',
      credentials: index < 250 ? { authorization: 'Bearer <key>' } : { 'x-api-key': '<key>' },
    }),
  );
  const { endpoints } = delivery(many);
  expect(endpoints.map(({ baseUrl, headers }) => [baseUrl, Object.keys(headers)])).toEqual([
    ['https://gateway.test/base', ['x-attribution', 'authorization']],
    ['https://gateway.test/base/v1', ['x-attribution', 'authorization']],
    ['https://gateway.test/base/v1beta', ['x-attribution', 'authorization']],
    ['https://gateway.test/base/v1', ['x-attribution', 'x-api-key']],
    ['https://gateway.test/base/v1beta', ['x-attribution', 'x-api-key']],
    ['https://gateway.test/base', ['x-attribution', 'x-api-key']],
  ]);
  const found = entries(many) as Record<string, { readonly provider: { api: string }; readonly headers: object }>;
  for (const { provider, headers } of Object.values(found)) {
    expect(endpoints[Number(Object.values(headers)[0])]?.baseUrl).toBe(provider.api);
  }
});

test.each([
  ['the key itself', { 'x-api-key': '<key>' }, { 'x-api-key': '<provider-key>' }],
  ['what stands before the key', { authorization: 'Bearer <key>' }, { authorization: 'Token <key>' }],
  ['a second header', { 'x-api-key': '<key>' }, { 'x-api-key': '<key>', authorization: 'Bearer <key>' }],
  ['having none', { 'x-api-key': '<key>' }, {}],
  ['a text for a key', { 'x-api-key': '<key>' }, { 'x-api-key': 'none' }],
])('credentials that differ by %s are two endpoints, in either order', (_name, left, right) => {
  const pair = [endpoint('one', { credentials: left }), endpoint('two', { credentials: right })] as const;
  expect(delivery(pair).endpoints).toHaveLength(2);
  expect(delivery(pair.toReversed()).endpoints).toHaveLength(2);
});

test('the variable holds the models in use alone, however many there are', () => {
  const many = Array.from({ length: 500 }, (_, index) => endpoint(`vendor/model-${index}`));
  const text = JSON.stringify(planOf(many).set['OPENCODE_CONFIG_CONTENT']);
  expect(text.match(/"vendor\/model-\d+":/g)).toEqual(['"vendor/model-1":', '"vendor/model-0":']);
  expect(text.length).toBeLessThan(2000);
});

test('the variable holds no name that a gateway gave, for OpenCode would expand it', () => {
  const named = endpoint('main', { about: { name: '{file:~/.netrc}' } });
  expect(JSON.stringify(planOf([named]).set)).not.toContain('{file:');
  expect(entries([named])['main']).toMatchObject({ name: '{file:~/.netrc}' });
});

test('the file is named after all that is in it', () => {
  const path = (models: readonly Endpoint[]): string | undefined => planOf(models).files?.[0]?.path;
  const two = [endpoint('one'), endpoint('two')];
  expect(path(two)).toMatch(/^\/home\/dev\/\.cache\/jetway\/agents\/opencode-models-[0-9a-f]{16}\.json$/);
  expect(path(two)).toBe(path(two));
  expect(path([endpoint('one'), endpoint('two', { credentials: { 'x-api-key': '<key>' } })])).not.toBe(path(two));
  expect(delivery(two).models).toBe(path(two));
});

function endpoint(model: string, part: Partial<Endpoint> = {}): Endpoint {
  return {
    protocol: 'openai-responses',
    baseUrl: 'https://gateway.test/base',
    model,
    credentials: { authorization: 'Bearer <key>' },
    ...part,
  };
}

/** The second model is the small one. */
function planOf([main = endpoint(''), small = main, ...others]: readonly Endpoint[]) {
  const headers = { 'x-attribution': 'a' };
  const given: AgentCase = { target: { main, ...(small === main ? {} : { small }), others, headers } };
  return opencode.plan(targetOf(given), launchOf(given));
}

function entries(models: readonly Endpoint[]): Readonly<Record<string, object>> {
  return JSON.parse(planOf(models).files?.[0]?.content() ?? '') as Record<string, object>;
}

function delivery(models: readonly Endpoint[]) {
  const content = planOf(models).pipes?.[0]?.content;
  return (content as unknown as { json: Delivered }).json;
}

interface Delivered {
  readonly endpoints: readonly { readonly baseUrl: string; readonly headers: object }[];
  readonly models: string;
}
