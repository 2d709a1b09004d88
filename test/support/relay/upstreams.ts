import type { JsonObject } from '../../../src/agents/agent.ts';

/** Streams as servers send them: an event for each object, without names. */
export function sse(...events: readonly (object | string)[]): string {
  return events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
}

/** A stream of the Messages or the Responses API, whose events are named by their type. */
export function named(...events: readonly ({ readonly type: string } & Record<string, unknown>)[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

export function chunk(delta: object, finish: string | null = null, more: object = {}): object {
  return {
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'up',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  };
}

export function callPiece(index: number, words?: string, id?: string, name?: string): object {
  return chunk({
    tool_calls: [
      {
        index,
        ...(id === undefined ? {} : { id, type: 'function' }),
        function: { ...(name === undefined ? {} : { name }), ...(words === undefined ? {} : { arguments: words }) },
      },
    ],
  });
}

export const usage: JsonObject = {
  prompt_tokens: 1000,
  completion_tokens: 70,
  total_tokens: 1070,
  prompt_tokens_details: { cached_tokens: 600 },
  completion_tokens_details: { reasoning_tokens: 20 },
};

export const usageChunk = { id: 'c', object: 'chat.completion.chunk', model: 'up', choices: [], usage };

/** What each stream means, whoever reads it. */
interface Meaning {
  readonly text?: string;
  readonly thought?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[];
  /** Default: it stops by itself, or calls. */
  readonly end?: 'length' | 'error' | 'filter';
  /** Default: as in `usage`; `false`: the server said nothing. */
  readonly usage?: false;
}

export interface Upstream {
  readonly stream: string;
  readonly meaning: Meaning;
  /** The line died, in words. */
  readonly broke?: string;
}

const ls = { name: 'Bash', arguments: { command: 'ls' } };
const read = { name: 'Read', arguments: { file: 'ü"\\' } };
const readWords = JSON.stringify(read.arguments);

/** Of the chat protocol: what servers were seen to send, by what is hard about it. */
export const chatStreams: Readonly<Record<string, Upstream>> = {
  'a plain text': {
    stream: sse(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      chunk({}, 'stop'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { text: 'Hello' },
  },
  'a text and a call': {
    stream: sse(
      chunk({ role: 'assistant', content: 'Let me look.' }),
      callPiece(0, '', 'call_1', 'Bash'),
      callPiece(0, '{"command"'),
      callPiece(0, ':"ls"}'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { text: 'Let me look.', calls: [ls] },
  },
  'parallel calls whose pieces alternate': {
    stream: sse(
      callPiece(0, '', 'call_1', 'Bash'),
      callPiece(1, '', 'call_2', 'Read'),
      callPiece(0, '{"comm'),
      callPiece(1, readWords.slice(0, 9)),
      callPiece(0, 'and":"ls"'),
      callPiece(1, readWords.slice(9)),
      callPiece(0, '}'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { calls: [ls, read] },
  },
  'calls that all have index 0': {
    stream: sse(
      callPiece(0, '{"command":"ls"}', 'call_1', 'Bash'),
      callPiece(0, readWords, 'call_2', 'Read'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { calls: [ls, read] },
  },
  'stop beside calls, nulls everywhere, no usage': {
    stream: sse(
      chunk({ role: null, content: null, tool_calls: [], reasoning_content: null, refusal: null }),
      { id: 'c', object: 'chat.completion.chunk', choices: [] },
      callPiece(0, '{"command":"ls"}', 'call_1', 'Bash'),
      chunk({ content: null, tool_calls: null }, 'stop', { usage: null }),
      '[DONE]',
    ),
    meaning: { calls: [ls], usage: false },
  },
  'a thought, a text and a call in one chunk': {
    stream: sse(
      chunk({
        role: 'assistant',
        reasoning_content: 'Hm.',
        content: 'So.',
        tool_calls: [
          { index: 0, id: 'call_1', type: 'function', function: { name: 'Bash', arguments: '{"command":"ls"}' } },
        ],
      }),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { thought: 'Hm.', text: 'So.', calls: [ls] },
  },
  'a thought under its other name': {
    stream: sse(
      chunk({ reasoning: 'Hm' }),
      chunk({ reasoning: '.' }),
      chunk({ content: 'So.' }),
      chunk({}, 'stop'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { thought: 'Hm.', text: 'So.' },
  },
  'an error in the middle': {
    stream: sse(chunk({ content: 'Hal' }), { error: { message: 'Provider overloaded', code: 529 } }),
    meaning: { text: 'Hal', end: 'error' },
  },
  'an error as the first event': {
    stream: sse({ error: { message: 'No', type: 'invalid_request_error' } }),
    meaning: { end: 'error' },
  },
  'a call that the limit cuts': {
    stream: sse(callPiece(0, '{"command":"ech', 'call_1', 'Bash'), chunk({}, 'length'), usageChunk, '[DONE]'),
    meaning: { calls: [], end: 'length' },
  },
  'a call that is cut, and the server says stop': {
    stream: sse(
      callPiece(0, '{"command":"rm -rf /tm', 'call_1', 'Bash'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { calls: [], end: 'length' },
  },
  'whole calls in one chunk': {
    stream: sse(
      chunk({
        tool_calls: [
          { index: 0, id: 'call_1', function: { name: 'Bash', arguments: '{"command":"ls"}' } },
          { index: 1, id: 'call_2', function: { name: 'Read', arguments: readWords } },
        ],
      }),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { calls: [ls, read] },
  },
  'calls without index, with arguments that are an object': {
    stream: sse(
      chunk({
        tool_calls: [
          { id: 'call_1', function: { name: 'Bash', arguments: { command: 'ls' } } },
          { id: 'call_2', function: { name: 'Read', arguments: read.arguments } },
        ],
      }),
      chunk({}, 'stop'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { calls: [ls, read] },
  },
  'an empty answer': {
    stream: sse(chunk({ role: 'assistant' }), chunk({}, 'stop'), usageChunk, '[DONE]'),
    meaning: {},
  },
  'a dead line': {
    stream: sse(chunk({ content: 'Hal' })),
    broke: 'The line died.',
    meaning: { text: 'Hal', end: 'error' },
  },
  'an end without a finish': { stream: sse(chunk({ content: 'Hal' })), meaning: { text: 'Hal', end: 'error' } },
  'nothing at all': { stream: '', meaning: { end: 'error' } },
  'calls without arguments': {
    stream: sse(
      callPiece(0, undefined, 'call_1', 'Now'),
      callPiece(1, '', 'call_2', 'Then'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: {
      calls: [
        { name: 'Now', arguments: {} },
        { name: 'Then', arguments: {} },
      ],
    },
  },
  'a text inside a call': {
    stream: sse(
      callPiece(0, '{"command"', 'call_1', 'Bash'),
      chunk({ content: 'Wait' }),
      callPiece(0, ':"ls"}'),
      chunk({ content: '.' }),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { text: 'Wait.', calls: [ls] },
  },
  'no end mark': {
    stream: sse(chunk({ content: 'Hello' }), chunk({}, 'stop'), usageChunk),
    meaning: { text: 'Hello' },
  },
  'two end marks, comments, CR LF': {
    stream: `: ping\r\n\r\n${sse(chunk({ content: 'Hello' }), chunk({}, 'stop'), usageChunk, '[DONE]', '[DONE]')
      .replaceAll('\n', '\r\n')
      .replaceAll('data: ', 'data:')}`,
    meaning: { text: 'Hello' },
  },
  'calls without ids, or with one id for all': {
    stream: sse(
      chunk({ tool_calls: [{ index: 0, function: { name: 'Bash', arguments: '{"command":"ls"}' } }] }),
      callPiece(1, readWords, 'same', 'Read'),
      callPiece(2, readWords, 'same', 'Read'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    ),
    meaning: { calls: [ls, read, read] },
  },
  'one whole completion for a stream': {
    stream: JSON.stringify({
      id: 'c',
      object: 'chat.completion',
      model: 'up',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Hello',
            tool_calls: [{ id: 'call_1', function: { name: 'Bash', arguments: '{"command":"ls"}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage,
    }),
    meaning: { text: 'Hello', calls: [ls] },
  },
  'an answer that a filter ends': {
    stream: sse(chunk({ content: 'Hal' }), chunk({}, 'content_filter'), usageChunk, '[DONE]'),
    meaning: { text: 'Hal', end: 'filter' },
  },
};

const item = (place: number, value: object): { type: string } & Record<string, unknown> => ({
  type: 'response.output_item.done',
  output_index: place,
  item: value,
});
const added = (place: number, value: object): { type: string } & Record<string, unknown> => ({
  type: 'response.output_item.added',
  output_index: place,
  item: value,
});
const responseUsage = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 600 },
  output_tokens: 70,
  output_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 1070,
};
const completed = (more: object = {}): { type: string } & Record<string, unknown> => ({
  type: 'response.completed',
  response: { status: 'completed', model: 'up', error: null, output: [], usage: responseUsage, ...more },
});
const bash = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'Bash',
  arguments: '{"command":"ls"}',
  status: 'completed',
};
const reader = {
  type: 'function_call',
  id: 'fc_2',
  call_id: 'call_2',
  name: 'Read',
  arguments: readWords,
  status: 'completed',
};

/** Of the Responses API. */
export const responsesStreams: Readonly<Record<string, Upstream>> = {
  'a thought, a text and a call': {
    stream: named(
      { type: 'response.created', response: { status: 'in_progress', model: 'up', usage: null } },
      added(0, { type: 'reasoning', id: 'rs_1', summary: [] }),
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Hm.' },
      item(0, {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'Hm.' }],
        encrypted_content: 'SEALED',
      }),
      added(1, { type: 'message', id: 'msg_1', content: [] }),
      { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'So.' },
      item(1, { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'So.' }] }),
      added(2, { ...bash, arguments: '' }),
      { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"command":' },
      { type: 'response.function_call_arguments.delta', output_index: 2, delta: '"ls"}' },
      item(2, bash),
      completed(),
    ),
    meaning: { thought: 'Hm.', text: 'So.', calls: [ls] },
  },
  'items whose ids change, and no deltas': {
    stream: named(
      added(0, { type: 'message', id: 'a', content: [] }),
      item(0, { type: 'message', id: 'b', content: [{ type: 'output_text', text: 'So.' }] }),
      added(1, { ...bash, id: 'c', arguments: '' }),
      item(1, { ...bash, id: 'd' }),
      completed(),
    ),
    meaning: { text: 'So.', calls: [ls] },
  },
  'parallel calls whose pieces alternate': {
    stream: named(
      added(0, { ...bash, arguments: '' }),
      added(1, { ...reader, arguments: '' }),
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: readWords },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"command":"ls"}' },
      item(1, reader),
      item(0, bash),
      completed(),
    ),
    meaning: { calls: [ls, read] },
  },
  'everything in the last event': {
    stream: named(
      completed({ output: [{ type: 'message', id: 'm', content: [{ type: 'output_text', text: 'So.' }] }, bash] }),
    ),
    meaning: { text: 'So.', calls: [ls] },
  },
  'the limit in a call': {
    stream: named(
      added(0, { ...bash, arguments: '' }),
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"command":"ec' },
      {
        type: 'response.incomplete',
        response: {
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [],
          usage: responseUsage,
        },
      },
    ),
    meaning: { calls: [], end: 'length' },
  },
  'a failure in the middle': {
    stream: named(
      { type: 'response.output_text.delta', output_index: 0, delta: 'Hal' },
      { type: 'response.failed', response: { status: 'failed', error: { code: 'server_error', message: 'broken' } } },
    ),
    meaning: { text: 'Hal', end: 'error' },
  },
  'a bare error event': {
    stream: named({ type: 'error', code: 'rate_limit_exceeded', message: 'slow down' }),
    meaning: { end: 'error' },
  },
  'an end without a terminal event': {
    stream: named({ type: 'response.output_text.delta', output_index: 0, delta: 'Hal' }),
    meaning: { text: 'Hal', end: 'error' },
  },
  'an item that nobody knows': {
    stream: named(item(0, { type: 'hologram', id: 'h' }), completed()),
    meaning: { end: 'error' },
  },
  'a call without arguments': {
    stream: named(
      added(0, { ...bash, name: 'Now', arguments: '' }),
      item(0, { ...bash, name: 'Now', arguments: '' }),
      completed(),
    ),
    meaning: { calls: [{ name: 'Now', arguments: {} }] },
  },
  'an empty answer': { stream: named(completed()), meaning: {} },
  'one whole response for a stream': {
    stream: JSON.stringify({
      object: 'response',
      status: 'completed',
      error: null,
      output: [bash],
      usage: responseUsage,
    }),
    meaning: { calls: [ls] },
  },
};

const start = {
  type: 'message_start',
  message: {
    type: 'message',
    model: 'up',
    content: [],
    usage: { input_tokens: 400, cache_read_input_tokens: 600, output_tokens: 1 },
  },
};
const begin = (index: number, block: object): { type: string } & Record<string, unknown> => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const piece = (index: number, delta: object): { type: string } & Record<string, unknown> => ({
  type: 'content_block_delta',
  index,
  delta,
});
const stop = (index: number): { type: string } & Record<string, unknown> => ({ type: 'content_block_stop', index });
const over = (reason: string): ({ type: string } & Record<string, unknown>)[] => [
  { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 70 } },
  { type: 'message_stop' },
];

/** Of the Messages API. */
export const messagesStreams: Readonly<Record<string, Upstream>> = {
  'a thought, a text and calls': {
    stream: named(
      start,
      { type: 'ping' },
      begin(0, { type: 'thinking', thinking: '', signature: '' }),
      piece(0, { type: 'thinking_delta', thinking: 'Hm.' }),
      piece(0, { type: 'signature_delta', signature: 'SEALED' }),
      stop(0),
      begin(1, { type: 'text', text: '' }),
      piece(1, { type: 'text_delta', text: 'So.' }),
      stop(1),
      begin(2, { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} }),
      piece(2, { type: 'input_json_delta', partial_json: '' }),
      piece(2, { type: 'input_json_delta', partial_json: '{"command":"ls"}' }),
      stop(2),
      begin(3, { type: 'tool_use', id: 'toolu_2', name: 'Read', input: {} }),
      piece(3, { type: 'input_json_delta', partial_json: readWords }),
      stop(3),
      ...over('tool_use'),
    ),
    meaning: { thought: 'Hm.', text: 'So.', calls: [ls, read] },
  },
  'a thought that nobody may read, and a call whose input comes at once': {
    stream: named(
      start,
      begin(0, { type: 'redacted_thinking', data: 'SEALED' }),
      stop(0),
      begin(1, { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls' } }),
      stop(1),
      ...over('end_turn'),
    ),
    meaning: { calls: [ls] },
  },
  'a call without arguments': {
    stream: named(
      start,
      begin(0, { type: 'tool_use', id: 'toolu_1', name: 'Now', input: {} }),
      stop(0),
      ...over('tool_use'),
    ),
    meaning: { calls: [{ name: 'Now', arguments: {} }] },
  },
  'a call that the limit cuts': {
    stream: named(
      start,
      begin(0, { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} }),
      piece(0, { type: 'input_json_delta', partial_json: '{"comm' }),
      stop(0),
      ...over('max_tokens'),
    ),
    meaning: { calls: [], end: 'length' },
  },
  'an error in the middle': {
    stream: named(start, begin(0, { type: 'text', text: '' }), piece(0, { type: 'text_delta', text: 'Hal' }), {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    }),
    meaning: { text: 'Hal', end: 'error' },
  },
  'an end without a terminal event': {
    stream: named(start, begin(0, { type: 'text', text: '' }), piece(0, { type: 'text_delta', text: 'Hal' }), stop(0)),
    meaning: { text: 'Hal', end: 'error' },
  },
  'a block that nobody knows': {
    stream: named(start, begin(0, { type: 'hologram' }), stop(0), ...over('end_turn')),
    meaning: { end: 'error' },
  },
  'an empty answer': { stream: named(start, ...over('end_turn')), meaning: {} },
  'a refusal': { stream: named(start, ...over('refusal')), meaning: { end: 'filter' } },
  'one whole message for a stream': {
    stream: JSON.stringify({
      type: 'message',
      content: [
        { type: 'text', text: 'So.' },
        { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls' } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 400, cache_read_input_tokens: 600, output_tokens: 70 },
    }),
    meaning: { text: 'So.', calls: [ls] },
  },
};
