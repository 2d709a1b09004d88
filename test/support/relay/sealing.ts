import { createServer } from 'node:http';
import { at, listAt, parseJson, textAt } from '../../../src/json-path.ts';
import { named } from './upstreams.ts';
import { listening } from '../listening.ts';

export interface Sealing extends AsyncDisposable {
  readonly origin: string;
  /** The bodies that were asked, with how many tools. */
  readonly bodies: readonly unknown[];
}

const words = 'First "I" look: ü.';
const seal = 'SEALED+/by=the-maker';

/** A maker's own server, over anthropic-messages and openai-responses: it seals its thoughts, and calls one tool, once. */
export async function sealing(tool: string, args: object): Promise<Sealing> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (piece: Buffer) => chunks.push(piece));
    request.on('end', () => {
      const body = parseJson(Buffer.concat(chunks).toString('utf8'));
      bodies.push(body);
      const responses = request.url?.endsWith('/responses') === true;
      const history = JSON.stringify(at(body, responses ? 'input' : 'messages'));
      const called = history.includes('call_sealed');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(responses ? ofResponses(called, tool, args) : ofMessages(called, tool, args));
    });
  });
  const there = await listening(server);
  return {
    origin: there.origin,
    bodies,
    [Symbol.asyncDispose]: there[Symbol.asyncDispose],
  };
}

/** What came back of the thought, as the maker wants it. */
export function sealsIn(body: unknown): readonly unknown[] {
  const blocks = [
    ...listAt(body, 'input'),
    ...listAt(body, 'messages').flatMap((message) => listAt(message, 'content')),
  ];
  return blocks.filter((block) => ['thinking', 'reasoning'].includes(textAt(block, 'type') ?? ''));
}

export const sealedThinking = { type: 'thinking', thinking: words, signature: seal };
export const sealedReasoning = { type: 'reasoning', summary: [], encrypted_content: seal };

function ofMessages(called: boolean, tool: string, args: object): string {
  const block = (index: number, start: object, ...deltas: readonly object[]): readonly Named[] => [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
  const usage = { input_tokens: 100, cache_read_input_tokens: 800, cache_creation_input_tokens: 100, output_tokens: 1 };
  return named(
    { type: 'message_start', message: { type: 'message', model: 'up', content: [], usage } },
    ...(called
      ? block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'All is done here.' })
      : [
          ...block(
            0,
            { type: 'thinking', thinking: '', signature: '' },
            { type: 'thinking_delta', thinking: words },
            { type: 'signature_delta', signature: seal },
          ),
          ...block(
            1,
            { type: 'tool_use', id: 'call_sealed', name: tool, input: {} },
            { type: 'input_json_delta', partial_json: JSON.stringify(args) },
          ),
        ]),
    { type: 'message_delta', delta: { stop_reason: called ? 'end_turn' : 'tool_use' }, usage: { output_tokens: 70 } },
    { type: 'message_stop' },
  );
}

type Named = { readonly type: string } & Record<string, unknown>;

function ofResponses(called: boolean, tool: string, args: object): string {
  const items = called
    ? [
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'All is done here.' }],
        },
      ]
    : [
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: words }], encrypted_content: seal },
        { type: 'function_call', id: 'fc_1', call_id: 'call_sealed', name: tool, arguments: JSON.stringify(args) },
      ];
  const usage = {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 800 },
    output_tokens: 70,
    total_tokens: 1070,
  };
  return named(...items.map((item, place) => ({ type: 'response.output_item.done', output_index: place, item })), {
    type: 'response.completed',
    response: { status: 'completed', output: items, usage },
  });
}
