import { describe, expect, test } from 'vitest';
import { createReader, question } from '../../../src/protocols/conversation.ts';
import type { AnswerSummary } from '../../../src/protocols/summary.ts';
import { protocolIds, type ProtocolId } from '../../../src/protocols/protocols.ts';

const sse = (...events: readonly (object | string)[]): string =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');

/** One answer, `Hé 👋 two\nlines`, as each protocol streams it. */
const streams: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': `event: message_start\n${sse({
    type: 'message_start',
    message: { model: 'm-1', content: [], usage: { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 1 } },
  })}event: ping\n${sse({ type: 'ping' })}${sse(
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'secretly' } },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hé 👋 ' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'two\nlines' } },
    { type: 'content_block_stop', index: 1 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  )}`,
  'openai-responses': sse(
    { type: 'response.created', response: { model: 'm-1', status: 'in_progress', error: null, output: [] } },
    { type: 'response.reasoning_summary_text.delta', delta: 'secretly' },
    { type: 'response.output_text.delta', delta: 'Hé 👋 ' },
    { type: 'response.output_text.delta', delta: 'two\nlines' },
    { type: 'response.output_text.done', text: 'Hé 👋 two\nlines' },
    {
      type: 'response.completed',
      response: {
        model: 'm-1',
        status: 'completed',
        error: null,
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hé 👋 two\nlines' }] }],
        usage: { input_tokens: 7, output_tokens: 9 },
      },
    },
  ),
  'openai-chat': `: keep-alive\n\n${sse(
    { model: 'm-1', choices: [{ delta: { role: 'assistant', content: '', reasoning_content: 'secretly' } }] },
    { model: 'm-1', choices: [{ delta: { content: 'Hé 👋 ' }, finish_reason: null }] },
    { model: 'm-1', choices: [{ delta: { content: 'two\nlines' } }] },
    { model: 'm-1', choices: [{ delta: {}, finish_reason: 'stop' }] },
    { model: 'm-1', choices: [], usage: { prompt_tokens: 7, completion_tokens: 9 } },
    '[DONE]',
  )}`,
  gemini: sse(
    {
      candidates: [{ content: { parts: [{ text: 'secretly', thought: true }, { text: 'Hé 👋 ' }] } }],
      modelVersion: 'm-1',
    },
    {
      candidates: [{ content: { parts: [{ text: 'two\nlines' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 6, thoughtsTokenCount: 3 },
      modelVersion: 'm-1',
    },
  ),
};

const stops: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'end_turn',
  'openai-responses': 'completed',
  'openai-chat': 'stop',
  gemini: 'STOP',
};

function readAll(
  protocol: ProtocolId,
  chunks: readonly string[],
): { readonly text: string; readonly outcome: AnswerSummary } {
  const reader = createReader(protocol);
  const pushed = chunks.map((chunk) => reader.push(chunk)).join('');
  const { text, ...outcome } = reader.end();
  return { text: `${pushed}${text}`, outcome };
}

/** A repeatable sequence of numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function split(text: string, next: () => number): readonly string[] {
  const chunks: string[] = [];
  for (let from = 0; from < text.length;) {
    const length = 1 + Math.floor(next() * 12);
    chunks.push(text.slice(from, from + length));
    from += length;
  }
  return chunks;
}

describe.each(protocolIds)('%s', (protocol) => {
  const whole = {
    text: 'Hé 👋 two\nlines',
    outcome: { tokensIn: 7, tokensOut: 9, model: 'm-1', stop: stops[protocol] },
  };

  test('a stream gives text, model, tokens and the reason of its end, and no thoughts', () => {
    expect(readAll(protocol, [streams[protocol]])).toEqual(whole);
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('a stream with %s line ends is read the same however it is split', (_name, end) => {
    const stream = streams[protocol].replaceAll('\n', end);
    expect(readAll(protocol, [...stream])).toEqual(whole);
    for (let seed = 1; seed <= 50; seed += 1) {
      expect(readAll(protocol, split(stream, random(seed))), `seed ${seed}`).toEqual(whole);
    }
  });

  test('junk between the events is passed over', () => {
    const junk =
      'data: {"half\n\nid: 7\nretry\n:::\ndata:\n\ndata: null\n\ndata: [[],7,"x"]\n\nwhat is this\n\n\u0000\n';
    const events = streams[protocol].split(/(?<=\n\n)/);
    expect(readAll(protocol, [junk, ...events.flatMap((event) => [event, junk])])).toEqual(whole);
  });

  test('a body that is no answer at all is an error, not an exception', () => {
    for (const body of ['', '<html>Sign in</html>', 'data: 7\n\n', '[', '{"a":', 'null', '[1,[2],null]', '{}']) {
      expect(readAll(protocol, [body]), body).toEqual({
        text: '',
        outcome: { error: `The answer is no ${protocol} message.` },
      });
    }
  });

  test('an error is surfaced, as an event and as a body, in every wording', () => {
    const errors: readonly unknown[] = [
      { error: { message: 'broken', type: 'x' } },
      { error: 'broken' },
      { error: [{ code: 2001, message: 'broken' }] },
      { type: 'error', error: { type: 'overloaded_error', message: 'broken' } },
    ];
    for (const error of errors) {
      expect(readAll(protocol, [`event: error\ndata: ${JSON.stringify(error)}\n\n`]).outcome.error).toBe('broken');
      expect(readAll(protocol, split(JSON.stringify(error, null, 2), random(1))).outcome.error).toBe('broken');
      expect(readAll(protocol, [streams[protocol], `data: ${JSON.stringify(error)}`])).toMatchObject({
        text: whole.text,
        outcome: { error: 'broken' },
      });
    }
  });

  test('a stream that breaks off has no stop', () => {
    const half = streams[protocol].slice(0, streams[protocol].indexOf('two') - 60);
    expect(readAll(protocol, [half]).outcome.stop).toBeUndefined();
  });

  test('a question asks for one stream of one model', () => {
    const { body, headers } = question(protocol, 'some-model', { message: 'Hello' }, 64);
    expect(headers).toMatchObject({ 'content-type': 'application/json', accept: 'text/event-stream' });
    expect(body).toContain('Hello');
    if (protocol !== 'gemini') expect(JSON.parse(body)).toMatchObject({ model: 'some-model', stream: true });
  });
});

test('an answer that is not streamed is read as well', () => {
  const bodies: Readonly<Record<ProtocolId, unknown>> = {
    'anthropic-messages': {
      type: 'message',
      model: 'm-1',
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 7, output_tokens: 9 },
    },
    'openai-responses': {
      object: 'response',
      model: 'm-1',
      status: 'completed',
      error: null,
      output: [{ type: 'reasoning' }, { type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }],
      usage: { input_tokens: 7, output_tokens: 9 },
    },
    'openai-chat': {
      model: 'm-1',
      choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 9 },
    },
    gemini: [
      { candidates: [{ content: { parts: [{ text: 'Hel' }] } }], modelVersion: 'm-1' },
      {
        candidates: [{ content: { parts: [{ text: 'lo' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 9 },
      },
    ],
  };
  for (const protocol of protocolIds) {
    const text = `\uFEFF ${JSON.stringify(bodies[protocol], null, 1)}\n`;
    expect(readAll(protocol, split(text, random(3))), protocol).toEqual({
      text: 'Hello',
      outcome: { tokensIn: 7, tokensOut: 9, model: 'm-1', stop: stops[protocol] },
    });
  }
});

test('an event without the blank line at its end is read when the body ends', () => {
  expect(readAll('gemini', [streams.gemini.trimEnd()])).toEqual(readAll('gemini', [streams.gemini]));
});

test('a failed and an incomplete response say why', () => {
  const failed = sse({
    type: 'response.failed',
    response: { status: 'failed', error: { code: 'x', message: 'no quota' } },
  });
  expect(readAll('openai-responses', [failed]).outcome).toEqual({ error: 'no quota', stop: 'failed' });
  const cut = sse({
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
  });
  expect(readAll('openai-responses', [cut]).outcome).toEqual({ stop: 'max_output_tokens' });
  const bare = sse({ type: 'error', code: 'x', message: 'gone', sequence_number: 1 });
  expect(readAll('openai-responses', [bare]).outcome).toEqual({ error: 'gone' });
});

test('a response whose text came only with its end is shown', () => {
  const late = sse({
    type: 'response.completed',
    response: { status: 'completed', output: [{ content: [{ text: 'late' }] }] },
  });
  expect(readAll('openai-responses', [late]).text).toBe('late');
});

test('each protocol limits the answer in its own field', () => {
  const body = (protocol: ProtocolId, model: string, limit: number): unknown =>
    JSON.parse(question(protocol, model, { message: 'Hello' }, limit).body);
  expect(body('anthropic-messages', 'm', 5)).toMatchObject({ max_tokens: 5 });
  expect(question('anthropic-messages', 'm', { message: 'x' }, 5).headers['anthropic-version']).toBe('2023-06-01');
  expect(body('openai-responses', 'm', 5)).toMatchObject({ max_output_tokens: 16, store: false });
  expect(body('openai-responses', 'm', 500)).toMatchObject({ max_output_tokens: 500 });
  expect(body('gemini', 'm', 5)).toMatchObject({ generationConfig: { maxOutputTokens: 5 } });
  for (const model of ['gpt-5', 'openai/gpt-5.5', 'gpt-6.1-sol', 'o3-mini', 'azure/o4-mini']) {
    expect(body('openai-chat', model, 5), model).toMatchObject({ max_completion_tokens: 5 });
    expect(body('openai-chat', model, 5), model).not.toHaveProperty('max_tokens');
  }
  for (const model of ['gpt-4.1', 'openai/gpt-oss-120b', '@cf/meta/llama-3.3-70b', 'mixtral-o3ish', 'demo/small']) {
    expect(body('openai-chat', model, 5), model).toMatchObject({ max_tokens: 5 });
  }
});
