import { parseJson } from '../../json-path.ts';
import type { ServedAnswer, ServedRequest } from '../../net/served.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/server.ts';
import { gemini } from '../../protocols/gemini/server.ts';
import { anthropicList, demoModels, geminiList, openaiList, type DemoModel } from './models.ts';
import { openaiChat } from '../../protocols/openai-chat/server.ts';
import { openaiResponses } from '../../protocols/openai-responses/server.ts';
import { replyTo } from './reply.ts';
import { json, tokens, type Reply, type ProtocolServer } from '../../protocols/replies.ts';

export { demoModelFor } from './models.ts';

export const servers: readonly ProtocolServer[] = [anthropicMessages, openaiResponses, openaiChat, gemini];

/**
 * What the demo gateway says: canned answers in every protocol, under any prefix, to any key or none. Pure, and throws
 * nothing.
 */
export function answer(request: ServedRequest, models: readonly DemoModel[] = demoModels): ServedAnswer {
  const path = request.path.split('?')[0] ?? '';
  switch (request.method) {
    case 'HEAD':
      return { status: 200, headers: {}, body: '' };
    case 'GET':
      return look(path, request.headers, models);
    case 'POST':
      return speak(path, request);
    default:
      return json(
        { error: { message: `The demo gateway takes no ${request.method}.`, type: 'method_not_allowed' } },
        405,
      );
  }
}

function speak(path: string, request: ServedRequest): ServedAnswer {
  if (/\/v1\/messages\/count_tokens$/.test(path)) return json({ input_tokens: tokens(request.body) });
  const server = servers.find((candidate) => candidate.path.test(path));
  if (server === undefined) return notFound(path);
  const read = server.read(parseJson(request.body), request.path);
  if (read === undefined) return json(server.errorBody(`This is no ${server.protocol} request.`), 400);
  const reply = replyTo(read);
  return server.write(reply, {
    model: read.model,
    stream: read.stream,
    id: fingerprint(request.body),
    tokensIn: tokens(request.body),
    tokensOut: tokens(wordsOf(reply)),
  });
}

function look(path: string, headers: ServedRequest['headers'], models: readonly DemoModel[]): ServedAnswer {
  if (/\/v1beta\/models$/.test(path)) return geminiList(models);
  if (/\/anthropic\/v1\/models$/.test(path)) return anthropicList(models);
  if (/\/models$/.test(path)) {
    return headers['anthropic-version'] === undefined ? openaiList(models) : anthropicList(models);
  }
  if (/\/health$/.test(path)) return json({ status: 'ok' });
  if (/\/api\/hello$/.test(path)) return json({ message: "This is Jetway's demo gateway." });
  if (/\/api\/governance\/virtual-keys\/quota$/.test(path)) {
    return json({
      virtual_key_name: 'demo',
      is_active: true,
      budgets: [],
      rate_limits: [],
      provider_configs: [],
      model_configs: [],
    });
  }
  return notFound(path);
}

function notFound(path: string): ServedAnswer {
  return json({ error: { message: `The demo gateway has nothing at ${path}`, type: 'not_found' } }, 404);
}

function wordsOf(reply: Reply): string {
  return reply.kind === 'text' ? reply.text : JSON.stringify(reply.arguments);
}

/** FNV-1a: an id that agents can tell from that of the turn before, without chance. */
function fingerprint(text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return `demo${(hash >>> 0).toString(16).padStart(8, '0')}`;
}
