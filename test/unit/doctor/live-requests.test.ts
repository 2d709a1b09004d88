import { expect, test } from 'vitest';
import type { Feature } from '../../../src/agents/agent-doctor.ts';
import { speed, createAnswerReader } from '../../../src/doctor/live-requests/answer.ts';
import { assemble, without } from '../../../src/doctor/live-requests/assemble.ts';
import { bisect, requestLimit, type Tried } from '../../../src/doctor/live-requests/bisect.ts';

const feature = (id: string, more: Partial<Feature> = {}): Feature => ({
  id,
  name: id,
  words: new RegExp(`\\b${id}\\b`),
  ...more,
});
const features = ['a', 'b', 'c', 'd', 'e'].map((id) => feature(id));

/** Takes requests without these; `names`: and says which one it does not take. */
function server(
  refused: readonly string[],
  names: boolean,
): {
  readonly asked: string[];
  attempt(chosen: readonly Feature[]): Promise<Tried<string>>;
} {
  const asked: string[] = [];
  return {
    asked,
    attempt: async (chosen) => {
      const ids = chosen.map(({ id }) => id);
      asked.push(ids.join(''));
      const first = ids.find((id) => refused.includes(id));
      if (first === undefined) return { answer: ids.join('') };
      return {
        said: names ? `400: ${first}: not allowed (request ${asked.length}9f)` : '400: Bad request',
        mayTakeLess: true,
      };
    },
  };
}

test('what is taken as a whole costs one request', async () => {
  const { asked, attempt } = server([], true);
  expect(await bisect(features, attempt)).toEqual({ answer: 'abcde', refused: [], said: '', requests: 1 });
  expect(asked).toEqual(['abcde']);
});

test('what the refusal names is left out, one after the other', async () => {
  const { asked, attempt } = server(['b', 'd'], true);
  const found = await bisect(features, attempt);
  expect(found.refused.map((one) => one.feature.id)).toEqual(['b', 'd']);
  expect(found.refused[0]?.said).toContain('b: not allowed');
  expect(found.answer).toBe('ace');
  expect(asked).toEqual(['abcde', 'acde', 'ace']);
});

test('behind a refusal without a word every feature is tried on top of the bare question', async () => {
  const { asked, attempt } = server(['b', 'd'], false);
  const found = await bisect(features, attempt);
  expect(found.refused.map((one) => one.feature.id)).toEqual(['b', 'd']);
  expect(found.answer).toBe('ace');
  expect(asked).toEqual(['abcde', '', 'a', 'ab', 'ac', 'acd', 'ace']);
});

test('a feature that is named by chance stays in', async () => {
  const attempt = async (chosen: readonly Feature[]): Promise<Tried<string>> =>
    chosen.some(({ id }) => id === 'c') ? { said: '400: a bad request 12', mayTakeLess: true } : { answer: 'fine' };
  const found = await bisect(features, attempt);
  expect(found.refused.map((one) => one.feature.id)).toEqual(['c']);
  expect(found.answer).toBe('fine');
});

test('where not even the bare question is answered nothing is blamed', async () => {
  const attempt = async (): Promise<Tried<string>> => ({ said: '404: no such model', mayTakeLess: true });
  expect(await bisect(features, attempt)).toEqual({
    answer: undefined,
    refused: [],
    said: '404: no such model',
    requests: 2,
  });
});

test('a refused key is asked about once', async () => {
  const attempt = async (): Promise<Tried<string>> => ({ said: '401: a bad key', mayTakeLess: false });
  expect((await bisect(features, attempt)).requests).toBe(1);
});

test('there is an end to the requests', async () => {
  const many = Array.from({ length: 40 }, (_, index) => feature(`feature${index}`));
  const { asked, attempt } = server(
    many.map(({ id }) => id),
    true,
  );
  const found = await bisect(many, attempt);
  expect(asked).toHaveLength(requestLimit);
  expect(found.requests).toBe(requestLimit);
});

test('what makes no sense alone goes with what it belongs to, unblamed', async () => {
  const pair = [feature('a'), feature('b', { with: 'a' }), feature('c')];
  for (const names of [true, false]) {
    const found = await bisect(pair, server(['a'], names).attempt);
    expect(found.refused.map((one) => one.feature.id)).toEqual(['a']);
    expect(found.answer).toBe('c');
  }
  expect(without([feature('b', { with: 'gone' })], new Set())).toEqual([]);
});

test('with a refusal that names all tools, a special one is tried first', async () => {
  const tools = [feature('tools'), feature('lazy', { with: 'tools' }), feature('c')];
  const attempt = async (chosen: readonly Feature[]): Promise<Tried<string>> =>
    chosen.some(({ id }) => id === 'lazy')
      ? { said: '400: tools.1: Extra inputs are not permitted', mayTakeLess: true }
      : { answer: 'fine' };
  expect((await bisect(tools, attempt)).refused.map((one) => one.feature.id)).toEqual(['lazy']);
});

test('features are laid over a request: headers are joined, objects merged, lists grow', () => {
  const whole = assemble({ headers: { x: '1', y: '1' }, body: { list: [1], object: { a: 1 }, text: 'old' } }, [
    feature('a', { headers: { x: '2' }, body: { list: [2], object: { b: { c: 1 } } } }),
    feature('b', { headers: { x: '3', z: '1' }, body: { object: { b: { d: 2 } }, text: 'new' } }),
  ]);
  expect(whole).toEqual({
    headers: { x: '1,2,3', y: '1', z: '1' },
    body: { list: [1, 2], object: { a: 1, b: { c: 1, d: 2 } }, text: 'new' },
  });
});

test('the first token is the first thing that the model makes, a thought as well as a word', () => {
  const look = createAnswerReader('anthropic-messages', 1000);
  look.push('event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":9}}}\n\n', 1100);
  look.push('data: {"type":"content_block_start","content_block":{"type":"thinking","thinking":""}}\n\n', 1300);
  look.push('data: {"type":"content_block_start","content_block":{"type":"tool_use","name":"Bash"}}\n\n', 1900);
  look.push('data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":41}}\n\n', 2300);
  const answer = look.end(2300);
  expect(answer).toEqual({
    firstTokenMs: 300,
    milliseconds: 1300,
    tokensIn: 9,
    tokensOut: 41,
    called: true,
    complete: true,
  });
  if ('error' in answer) throw new Error('It is an answer.');
  expect(speed(answer)).toBe(40);
});

test.each([
  [
    'openai-responses',
    '{"type":"response.output_item.added","item":{"type":"function_call"},"response":{"status":"completed"}}',
  ],
  ['openai-chat', '{"choices":[{"delta":{"tool_calls":[{"index":0}]},"finish_reason":"tool_calls"}]}'],
  ['gemini', '{"candidates":[{"content":{"parts":[{"functionCall":{"name":"bash"}}]},"finishReason":"STOP"}]}'],
] as const)('a call over %s is seen', (protocol, event) => {
  const look = createAnswerReader(protocol, 0);
  look.push(`data: ${event}\n\n`, 5);
  expect(look.end(9)).toMatchObject({ called: true, complete: true, firstTokenMs: 5 });
});

test('an error inside of a stream is one', () => {
  const look = createAnswerReader('openai-chat', 0);
  look.push('data: {"error":{"message":"No tools here"}}\n\n', 5);
  expect(look.end(9)).toEqual({ error: 'No tools here' });
});
