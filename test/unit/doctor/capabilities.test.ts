import { expect, test } from 'vitest';
import type { AgentCapabilities, AgentRequest, Feature } from '../../../src/agents/agent-doctor.ts';
import { bareQuestion, trialsOf, type Reading, type Seen } from '../../../src/doctor/capabilities/trials.ts';
import { page, picture } from '../../../src/doctor/capabilities/samples.ts';
import { capabilityNames, type CapabilityId } from '../../../src/protocols/capability.ts';
import { protocolIds, type ProtocolId } from '../../../src/protocols/protocols.ts';

function request(protocol: ProtocolId, features: readonly Feature[] = [], maxOutputTokens?: number): AgentRequest {
  const about = { id: 'm', protocols: [protocol], ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) };
  const endpoint = { protocol, baseUrl: 'http://127.0.0.1:1', model: 'm', credentials: {}, about };
  return { role: 'main', endpoint, path: '/there', headers: {}, body: {}, features, budget: 9 };
}

const feature = (id: string, body: Feature['body'], avoid?: string): Feature => ({
  id,
  name: id,
  body: body ?? {},
  words: /x/,
  ...(avoid === undefined ? {} : { avoid }),
});

const seen = (more: Partial<Seen>): Seen => ({ text: '', body: '', blocks: [], usage: {}, complete: true, ...more });

function read(
  id: CapabilityId,
  answers: readonly Partial<Seen>[],
  { protocol = 'anthropic-messages', features = [] }: { protocol?: ProtocolId; features?: readonly Feature[] } = {},
): Reading | undefined {
  const trial = trialsOf(request(protocol, features), undefined, true).find((one) => one.id === id);
  return trial?.read(answers.map(seen));
}

function bodies(id: CapabilityId, from: AgentRequest, about?: AgentCapabilities, limits = true): readonly string[] {
  const trial = trialsOf(from, about, limits).find((one) => one.id === id);
  return (trial?.sends ?? []).map(({ body }) => JSON.stringify(body));
}

test('the page is a PDF whose table of offsets tells where each object stands', () => {
  const text = atob(page.pdf);
  expect(text).toContain(page.answer);
  const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, digits]) => Number(digits));
  expect(offsets.map((offset, index) => text.startsWith(`${index + 1} 0 obj`, offset))).toEqual(Array(5).fill(true));
  const [, start] = /startxref\n(\d+)\n/.exec(text) ?? [];
  expect(text.startsWith('xref', Number(start))).toBe(true);
  expect(/\/Length (\d+)/.exec(text)?.[1]).toBe(String(/stream\n(.*)\nendstream/.exec(text)?.[1]?.length));
});

test('the picture is a PNG', () => {
  expect(atob(picture.png).slice(1, 4)).toBe('PNG');
});

test.each(protocolIds)(
  '%s: trials stand in the order of the names, streamed and limited, and hold what they try',
  (protocol) => {
    const trials = trialsOf(request(protocol, [], 64_000), undefined, true);
    const order = Object.keys(capabilityNames);
    const places = trials.map(({ id }) => order.indexOf(id));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    for (const { sends } of trials) {
      for (const { body, path } of sends) {
        const text = JSON.stringify(body);
        expect(path).toBe('/there');
        expect(text).toMatch(/max_?(output_?|completion_)?tokens/i);
        expect(protocol === 'gemini' || text.includes('"stream":true')).toBe(true);
      }
    }
    expect(bodies('images', request(protocol))[0]).toContain(picture.png);
    expect(bodies('pdf', request(protocol))[0]).toContain(page.pdf);
    expect(bodies('long-output', request(protocol, [], 64_000))[0]).toContain('64000');
    expect(bodies('long-output', request(protocol))[0]).toContain('32000');
    const [first = '', second = ''] = bodies('prompt-caching', request(protocol));
    expect(first.replace('Say one.', 'Say two.')).toBe(second);
    expect(first.length / 4).toBeGreaterThan(4096);
    const without = trialsOf(request(protocol), undefined, false);
    expect(without.find(({ id }) => id === 'long-output')?.sends).toEqual([]);
    expect(JSON.stringify(without)).not.toMatch(/max_?(output_?|completion_)?tokens"/i);
    expect(JSON.stringify(bareQuestion(request(protocol), false))).not.toMatch(/max_?(output_?|completion_)?tokens"/i);
  },
);

test('what an agent never asks for is not tried, and its tools go along with its summary where it sends them', () => {
  const ids = trialsOf(request('anthropic-messages'), { unused: { 'web-search': 'it does not' } }, true).map(
    ({ id }) => id,
  );
  expect(ids).not.toContain('web-search');
  expect(ids).toContain('web-fetch');
  const from = request('anthropic-messages');
  expect(bodies('compaction', from)[0]).not.toContain('"tools"');
  expect(bodies('compaction', from, { compactsWithTools: true })[0]).toContain('"tools"');
});

test('thoughts are asked for as the agent does, unless it asks for none', () => {
  const adaptive = feature('thinking', { thinking: { type: 'adaptive' } }, 'NO_THINKING=1');
  const from = request('anthropic-messages', [adaptive]);
  expect(bodies('thinking', from)[0]).toContain('"adaptive"');
  expect(trialsOf(from, undefined, true).find(({ id }) => id === 'thinking')?.avoid).toBe('NO_THINKING=1');
  expect(read('thinking', [{}], { features: [adaptive] })?.result).toBe('unknown');
  expect(read('thinking', [{}])?.result).toBe('ignored');
  expect(read('thinking', [{ blocks: [{ type: 'thinking' }] }])?.result).toBe('works');
  expect(read('thinking', [{ usage: { reasoning: 7 } }], { protocol: 'openai-chat' })?.result).toBe('works');
  const none = feature('reasoning', { reasoning_effort: 'none' });
  expect(bodies('thinking', request('openai-chat', [none]))[0]).toContain('"reasoning_effort":"medium"');
});

test('a budget for thoughts leaves room for the answer', () => {
  const [body = '{}'] = bodies('thinking', request('anthropic-messages'));
  const { max_tokens: limit, thinking } = JSON.parse(body) as {
    max_tokens: number;
    thinking: { budget_tokens: number };
  };
  expect(limit).toBeGreaterThan(thinking.budget_tokens);
});

test.each<[string, CapabilityId, readonly Partial<Seen>[], Reading['result']]>([
  ['the digits', 'images', [{ text: 'It reads 4182.' }], 'works'],
  ['other digits', 'images', [{ text: 'It reads 4128.' }], 'ignored'],
  [
    'a search that failed',
    'web-search',
    [{ blocks: [{ type: 'web_search_tool_result', content: { error_code: 'unavailable' } }] }],
    'refused',
  ],
  ['a search', 'web-search', [{ blocks: [{ type: 'web_search_tool_result', content: [] }] }], 'works'],
  ['words alone', 'web-search', [{ text: 'OK' }], 'ignored'],
  ['tokens from a cache', 'prompt-caching', [{ usage: { cached: 0 } }, { usage: { cached: 9 } }], 'works'],
  ['none from a cache', 'prompt-caching', [{ usage: { cached: 0 } }, { usage: { cached: 0 } }], 'ignored'],
  ['no word of a cache', 'prompt-caching', [{}, {}], 'unknown'],
  [
    'two calls',
    'parallel-tools',
    [
      {
        blocks: [
          { type: 'tool_use', id: 'a' },
          { type: 'tool_use', id: 'b' },
        ],
      },
    ],
    'works',
  ],
  [
    'one call, told twice',
    'parallel-tools',
    [
      {
        blocks: [
          { type: 'tool_use', id: 'a' },
          { type: 'tool_use', id: 'a' },
        ],
      },
    ],
    'ignored',
  ],
  ['no call', 'parallel-tools', [{ text: 'pwd' }], 'unknown'],
  ['a summary', 'compaction', [{ text: 'Files were listed.' }], 'works'],
  ['a call', 'compaction', [{ text: 'Well', blocks: [{ type: 'tool_use', id: 'a' }] }], 'ignored'],
  ['nothing', 'compaction', [{ text: ' \n' }], 'ignored'],
])('of an answer with %s, %s reads %o as it is', (_what, id, answers, result) => {
  expect(read(id, answers)?.result).toBe(result);
});

test('what a server says of why its tool did not run is told', () => {
  const block = { urlContextMetadata: { urlMetadata: [{ urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_ERROR' }] } };
  expect(read('web-fetch', [{ blocks: [block] }], { protocol: 'gemini' })).toEqual({
    result: 'refused',
    said: 'URL_RETRIEVAL_STATUS_ERROR',
  });
  const failed = { type: 'web_search_call', status: 'failed' };
  expect(read('web-search', [{ blocks: [failed] }], { protocol: 'openai-responses' })?.result).toBe('refused');
});
