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

/** https://platform.openai.com/docs/api-reference/chat, 2026-11. */
export const openaiChat: ProtocolServer = {
  protocol: 'openai-chat',
  path: /\/chat\/completions$/,
  read: (body) => {
    const model = textAt(body, 'model');
    const messages = listAt(body, 'messages');
    if (model === undefined || messages.length === 0) return undefined;
    const by = (role: string): readonly unknown[] => messages.filter((message) => textAt(message, 'role') === role);
    const turn = messages.slice(messages.findLastIndex((message) => textAt(message, 'role') === 'user') + 1);
    const result = turn.findLast((message) => textAt(message, 'role') === 'tool');
    const schema = at(body, 'response_format', 'json_schema', 'schema');
    return {
      model,
      stream: at(body, 'stream') === true,
      instructions: [...by('system'), ...by('developer')].map((message) => textOf(at(message, 'content'))).join('\n'),
      prompt: written(by('user').flatMap((message) => textBlocks(at(message, 'content')))),
      tools: listAt(body, 'tools').map((tool) => ({
        name: textAt(tool, 'function', 'name') ?? '',
        schema: at(tool, 'function', 'parameters'),
      })),
      ...(result === undefined ? {} : { toolResult: textOf(at(result, 'content')) }),
      ...(schema === undefined ? {} : { schema }),
    };
  },
  write: (reply, call) => (call.stream ? stream(events(reply, call)) : json(completion(reply, call))),
  errorBody: (message) => ({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
};

function completion(reply: Reply, call: Call): object {
  const message =
    reply.kind === 'text'
      ? { role: 'assistant', content: reply.text }
      : { role: 'assistant', content: null, tool_calls: [toolCall(reply, call)] };
  return {
    ...envelope(call, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishReason(reply) }],
    usage: usage(call),
  };
}

/** The last chunk before the end mark carries the usage and no choice, as with `stream_options.include_usage`. */
function events(reply: Reply, call: Call): readonly string[] {
  const chunk = (delta: object, finish: string | null): object => ({
    ...envelope(call, 'chat.completion.chunk'),
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const deltas =
    reply.kind === 'text'
      ? pieces(reply.text).map((content) => ({ content }))
      : [{ tool_calls: [{ index: 0, ...toolCall(reply, call) }] }];
  return [
    chunk({ role: 'assistant', content: '' }, null),
    ...deltas.map((delta) => chunk(delta, null)),
    chunk({}, finishReason(reply)),
    { ...envelope(call, 'chat.completion.chunk'), choices: [], usage: usage(call) },
    '[DONE]',
  ].map((data) => event(data));
}

function toolCall(reply: Reply & { readonly kind: 'call' }, call: Call): object {
  return {
    id: `call_${call.id}`,
    type: 'function',
    function: { name: reply.tool, arguments: JSON.stringify(reply.arguments) },
  };
}

function envelope(call: Call, object: string): object {
  return { id: `chatcmpl-${call.id}`, object, created: madeAt, model: call.model };
}

function usage(call: Call): object {
  const { tokensIn, tokensOut } = call;
  return { prompt_tokens: tokensIn, completion_tokens: tokensOut, total_tokens: tokensIn + tokensOut };
}

function finishReason(reply: Reply): string {
  return reply.kind === 'text' ? 'stop' : 'tool_calls';
}
