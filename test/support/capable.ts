import type { ProtocolId } from '../../src/protocols/protocols.ts';
import type { CapabilityId } from '../../src/protocols/capability.ts';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';

/** What a request of `doctor --capabilities` tries; `bare`: whether the route answers. */
export type Asked = CapabilityId | 'bare';

/** How a stand-in takes it: does what it is asked for, takes it and does nothing, or says no. */
export type Manner = 'works' | 'ignored' | 'refused';

/** By what stands in a body, the first that fits. */
const marks: readonly (readonly [RegExp, Asked])[] = [
  [/"safeguards"/, 'auto-mode'],
  [/iVBORw0KGgo/, 'images'],
  [/JVBERi0/, 'pdf'],
  [/web_search|googleSearch/, 'web-search'],
  [/web_fetch|urlContext/, 'web-fetch'],
  [/Rule 600:/, 'prompt-caching'],
  [/multiple of 7/, 'thinking'],
  [/side by side/, 'parallel-tools'],
  [/summary of this conversation/, 'compaction'],
  [/[tT]okens"?:\s*(?:[3-9]\d{4}|\d{6})/, 'long-output'],
];

export function askedIn(body: string): Asked {
  return marks.find(([mark]) => mark.test(body))?.[1] ?? 'bare';
}

/** Answers each request of `doctor --capabilities` in the given manner, in the protocol of its path; undefined for any other request. */
export function capable(
  mannerOf: (asked: Asked) => Manner,
  refusal = (asked: Asked): string => `This gateway takes no ${asked}.`,
): (request: ServedRequest) => ServedAnswer | undefined {
  return ({ method, path, body }) => {
    const protocol = method === 'POST' ? protocolOf(path) : undefined;
    if (protocol === undefined) return undefined;
    const asked = askedIn(body);
    const manner = asked === 'bare' ? 'works' : mannerOf(asked);
    if (manner === 'refused') {
      const error = { message: refusal(asked), type: 'invalid_request_error' };
      return { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
    }
    const events = answers[protocol](manner === 'works' ? held(asked) : {});
    const lines = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
    return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: lines };
  };
}

function protocolOf(path: string): ProtocolId | undefined {
  if (path.includes('count_tokens')) return undefined;
  if (/\/v1\/messages(\?|$)/.test(path)) return 'anthropic-messages';
  if (path.endsWith('/responses')) return 'openai-responses';
  if (path.endsWith('/chat/completions')) return 'openai-chat';
  return path.includes(':streamGenerateContent') ? 'gemini' : undefined;
}

/** What an answer holds. */
interface Held {
  readonly text?: string;
  readonly thought?: true;
  readonly searched?: true;
  readonly fetched?: true;
  readonly calls?: number;
  readonly cached?: number;
  readonly verdict?: true;
}

function held(asked: Asked): Held {
  const all: Readonly<Record<Asked, Held>> = {
    bare: {},
    images: { text: 'It is 4182.' },
    pdf: { text: '7316' },
    'web-search': { searched: true },
    'web-fetch': { fetched: true },
    thinking: { thought: true },
    'prompt-caching': { cached: 5000 },
    'parallel-tools': { calls: 2 },
    'long-output': {},
    compaction: { text: 'The files were listed.' },
    'auto-mode': { calls: 1, verdict: true },
  };
  return all[asked];
}

const list = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** As each vendor's own server streams them; of Anthropic's tools of its own the block with the result alone. */
const answers: Readonly<Record<ProtocolId, (held: Held) => readonly object[]>> = {
  'anthropic-messages': ({ text = 'OK', thought, searched, fetched, calls = 0, cached = 0, verdict }) => {
    const blocks = [
      ...(thought ? [{ type: 'thinking', thinking: '', signature: 's' }] : []),
      ...(searched ? [{ type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [] }] : []),
      ...(fetched
        ? [{ type: 'web_fetch_tool_result', tool_use_id: 'srv_1', content: { type: 'web_fetch_result' } }]
        : []),
      ...list(calls).map((index) => ({ type: 'tool_use', id: `toolu_${index}`, name: 'run_command', input: {} })),
      { type: 'text', text: '' },
    ];
    const usage = {
      input_tokens: 9,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: 0,
      output_tokens: 1,
    };
    const results = verdict ? { safeguard_results: [{ type: 'dangerous_tool_use' }] } : {};
    return [
      { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage } },
      ...blocks.map((block, index) => ({ type: 'content_block_start', index, content_block: block })),
      { type: 'content_block_delta', index: blocks.length - 1, delta: { type: 'text_delta', text } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', ...results }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ];
  },
  'openai-responses': ({ text = 'OK', thought, searched, calls = 0, cached = 0 }) => {
    const said = { type: 'output_text', text, annotations: [] };
    const output = [
      ...(thought ? [{ type: 'reasoning', id: 'rs_1', summary: [] }] : []),
      ...(searched
        ? [{ type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'weather' } }]
        : []),
      ...list(calls).map((index) => ({
        type: 'function_call',
        id: `fc_${index}`,
        call_id: `call_${index}`,
        name: 'run_command',
        arguments: '{}',
        status: 'completed',
      })),
      { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [said] },
    ];
    const usage = {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: 3,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 12,
    };
    const about = { id: 'resp_1', object: 'response', created_at: 1, model: 'stand-in', parallel_tool_calls: true };
    const rest = { tool_choice: 'auto', tools: [], temperature: 1, top_p: 1 };
    const last = output.length - 1;
    const events = [
      { type: 'response.created', response: { ...about, ...rest, status: 'in_progress', output: [] } },
      ...output.map((item, index) => ({ type: 'response.output_item.added', output_index: index, item })),
      { type: 'response.output_text.delta', item_id: 'msg_1', output_index: last, content_index: 0, delta: text },
      ...output.map((item, index) => ({ type: 'response.output_item.done', output_index: index, item })),
      { type: 'response.completed', response: { ...about, ...rest, status: 'completed', output, usage } },
    ];
    return events.map((event, index) => ({ ...event, sequence_number: index }));
  },
  'openai-chat': ({ text = 'OK', thought, calls = 0, cached = 0 }) => {
    const made = list(calls).map((index) => ({
      index: index - 1,
      id: `call_${index}`,
      type: 'function',
      function: { name: 'run_command', arguments: '{}' },
    }));
    return [
      { choices: [{ index: 0, delta: { role: 'assistant', ...(thought ? { reasoning_content: 'Hm.' } : {}) } }] },
      { choices: [{ index: 0, delta: { content: text, ...(calls > 0 ? { tool_calls: made } : {}) } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: calls > 0 ? 'tool_calls' : 'stop' }] },
      {
        choices: [],
        usage: { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: cached }, completion_tokens: 3 },
      },
    ];
  },
  gemini: ({ text = 'OK', thought, searched, fetched, calls = 0, cached = 0 }) => [
    {
      candidates: [
        {
          content: {
            parts: [
              ...(thought ? [{ thought: true, text: 'Hm.' }] : []),
              ...list(calls).map((index) => ({ functionCall: { name: 'run_command', args: { command: `${index}` } } })),
              { text },
            ],
          },
          finishReason: 'STOP',
          ...(searched ? { groundingMetadata: { webSearchQueries: ['weather'] } } : {}),
          ...(fetched
            ? { urlContextMetadata: { urlMetadata: [{ urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_SUCCESS' }] } }
            : {}),
        },
      ],
      usageMetadata: { promptTokenCount: 9, cachedContentTokenCount: cached, candidatesTokenCount: 3 },
    },
  ],
};
