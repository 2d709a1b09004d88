import { at, listAt, textAt } from '../../json-path.ts';
import {
  event,
  json,
  madeAt,
  pieces,
  stream,
  textBlocks,
  textOf,
  written,
  type Call,
  type Reply,
  type ProtocolServer,
} from '../replies.ts';

/** https://platform.openai.com/docs/api-reference/responses, 2026-11. */
export const openaiResponses: ProtocolServer = {
  protocol: 'openai-responses',
  path: /\/responses$/,
  read: (body) => {
    const model = textAt(body, 'model');
    const input = textAt(body, 'input');
    const items = input === undefined ? listAt(body, 'input') : [{ role: 'user', content: input }];
    if (model === undefined || items.length === 0) return undefined;
    const by = (role: string): readonly unknown[] => items.filter((item) => textAt(item, 'role') === role);
    const turn = items.slice(items.findLastIndex((item) => textAt(item, 'role') === 'user') + 1);
    const result = turn.findLast((item) => textAt(item, 'type') === 'function_call_output');
    const schema = at(body, 'text', 'format', 'schema');
    return {
      model,
      stream: at(body, 'stream') === true,
      instructions: [
        textAt(body, 'instructions') ?? '',
        ...[...by('system'), ...by('developer')].map((item) => textOf(at(item, 'content'))),
      ].join('\n'),
      prompt: written(by('user').flatMap((item) => textBlocks(at(item, 'content')))),
      tools: listAt(body, 'tools')
        .filter((tool) => textAt(tool, 'type') === 'function')
        .map((tool) => ({ name: textAt(tool, 'name') ?? '', schema: at(tool, 'parameters') })),
      ...(result === undefined ? {} : { toolResult: textOf(at(result, 'output')) }),
      ...(schema === undefined ? {} : { schema }),
    };
  },
  write: (reply, call) =>
    call.stream ? stream(events(reply, call)) : json(response(call, 'completed', [said(reply, call)])),
  errorBody: (message) => ({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
};

function events(reply: Reply, call: Call): readonly string[] {
  const done = said(reply, call);
  const place = { item_id: textAt(done, 'id'), output_index: 0 };
  const middle =
    reply.kind === 'text' ? textEvents(reply.text, place) : callEvents(JSON.stringify(reply.arguments), place);
  return [
    { type: 'response.created', response: response(call, 'in_progress', []) },
    { type: 'response.in_progress', response: response(call, 'in_progress', []) },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...done, status: 'in_progress', ...(reply.kind === 'text' ? { content: [] } : { arguments: '' }) },
    },
    ...middle,
    { type: 'response.output_item.done', output_index: 0, item: done },
    { type: 'response.completed', response: response(call, 'completed', [done]) },
  ].map((data, index) => event({ ...data, sequence_number: index }, data.type));
}

type Named = { readonly type: string } & Readonly<Record<string, unknown>>;

function textEvents(text: string, place: object): readonly Named[] {
  const part = { ...place, content_index: 0 };
  return [
    { type: 'response.content_part.added', ...part, part: { type: 'output_text', text: '', annotations: [] } },
    ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...part, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...part, text, logprobs: [] },
    { type: 'response.content_part.done', ...part, part: { type: 'output_text', text, annotations: [] } },
  ];
}

function callEvents(words: string, place: object): readonly Named[] {
  return [
    { type: 'response.function_call_arguments.delta', ...place, delta: words },
    { type: 'response.function_call_arguments.done', ...place, arguments: words },
  ];
}

function said(reply: Reply, call: Call): object {
  return reply.kind === 'text'
    ? {
        id: `msg_${call.id}`,
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: reply.text, annotations: [] }],
      }
    : {
        id: `fc_${call.id}`,
        type: 'function_call',
        status: 'completed',
        call_id: `call_${call.id}`,
        name: reply.tool,
        arguments: JSON.stringify(reply.arguments),
      };
}

function response(call: Call, status: 'in_progress' | 'completed', output: readonly object[]): object {
  const usage = {
    input_tokens: call.tokensIn,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: call.tokensOut,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: call.tokensIn + call.tokensOut,
  };
  return {
    id: `resp_${call.id}`,
    object: 'response',
    created_at: madeAt,
    status,
    error: null,
    incomplete_details: null,
    model: call.model,
    output,
    parallel_tool_calls: true,
    store: false,
    tool_choice: 'auto',
    tools: [],
    usage: status === 'completed' ? usage : null,
  };
}
