import { at, listAt, textAt } from '../../json-path.ts';
import {
  event,
  json,
  pieces,
  stream,
  textBlocks,
  textOf,
  written,
  type Call,
  type Reply,
  type ProtocolServer,
} from '../replies.ts';

/** https://docs.claude.com/en/api/messages, 2026-11. */
export const anthropicMessages: ProtocolServer = {
  protocol: 'anthropic-messages',
  path: /\/v1\/messages$/,
  read: (body) => {
    const model = textAt(body, 'model');
    const messages = listAt(body, 'messages');
    if (model === undefined || messages.length === 0) return undefined;
    const user = messages
      .filter((message) => textAt(message, 'role') === 'user')
      .map((message) => at(message, 'content'));
    const result = listAt(user.at(-1)).findLast((block) => textAt(block, 'type') === 'tool_result');
    const schema = at(body, 'output_config', 'format', 'schema');
    return {
      model,
      stream: at(body, 'stream') === true,
      instructions: textOf(at(body, 'system')),
      prompt: written(user.flatMap(textBlocks)),
      tools: listAt(body, 'tools').map((tool) => ({
        name: textAt(tool, 'name') ?? '',
        schema: at(tool, 'input_schema'),
      })),
      ...(result === undefined ? {} : { toolResult: textOf(at(result, 'content')) }),
      ...(schema === undefined ? {} : { schema }),
    };
  },
  write: (reply, call) => (call.stream ? stream(events(reply, call)) : json(whole(reply, call))),
  errorBody: (words) => ({ type: 'error', error: { type: 'invalid_request_error', message: words } }),
};

function whole(reply: Reply, call: Call): object {
  return {
    ...envelope(call),
    content: [
      reply.kind === 'text'
        ? { type: 'text', text: reply.text }
        : { type: 'tool_use', id: `toolu_${call.id}`, name: reply.tool, input: reply.arguments },
    ],
    stop_reason: stopReason(reply),
    usage: { input_tokens: call.tokensIn, output_tokens: call.tokensOut },
  };
}

function events(reply: Reply, call: Call): readonly string[] {
  const start =
    reply.kind === 'text'
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: `toolu_${call.id}`, name: reply.tool, input: {} };
  const deltas =
    reply.kind === 'text'
      ? pieces(reply.text).map((text) => ({ type: 'text_delta', text }))
      : [{ type: 'input_json_delta', partial_json: JSON.stringify(reply.arguments) }];
  return [
    {
      type: 'message_start',
      message: {
        ...envelope(call),
        content: [],
        stop_reason: null,
        usage: { input_tokens: call.tokensIn, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(reply), stop_sequence: null },
      usage: { output_tokens: call.tokensOut },
    },
    { type: 'message_stop' },
  ].map((data) => event(data, data.type));
}

function envelope(call: Call): object {
  return { id: `msg_${call.id}`, type: 'message', role: 'assistant', model: call.model, stop_sequence: null };
}

function stopReason(reply: Reply): string {
  return reply.kind === 'text' ? 'end_turn' : 'tool_use';
}
