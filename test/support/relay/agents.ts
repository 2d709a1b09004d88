import type { Json, JsonObject } from '../../../src/agents/agent.ts';
import { at, listAt, numberAt, parseJson, textAt } from '../../../src/json-path.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { eventsOf } from './grammar.ts';

/** An agent without a mind: it keeps what it is told, answers each call, and sends all of it back. */
export interface Echo {
  /** Its next request. */
  body(): JsonObject;
  user(text: string): void;
  /** Keeps a streamed answer as the real agents do, and gives each of its calls a result. */
  hear(stream: string, result: (name: string, index: number) => string): void;
}

export function echo(protocol: ProtocolId, system: string): Echo {
  switch (protocol) {
    case 'anthropic-messages':
      return claude(system);
    case 'openai-responses':
      return codex(system);
    case 'gemini':
      return geminiCli(system);
    case 'openai-chat':
      throw new Error('No agent of openai-chat is translated.');
  }
}

const schema: JsonObject = { type: 'object', properties: { command: { type: 'string' } } };

/** As Claude Code: the mark for the cache moves on with each turn. */
function claude(system: string): Echo {
  const messages: { role: string; content: JsonObject[] }[] = [];
  return {
    user: (text) => void messages.push({ role: 'user', content: [{ type: 'text', text }] }),
    hear: (stream, result) => {
      const blocks: JsonObject[] = [];
      for (const event of eventsOf(stream)) {
        const place = numberAt(event, 'index') ?? 0;
        const before = blocks[place] ?? {};
        const text = (name: string, more: string | undefined): JsonObject => ({
          ...before,
          [name]: `${(before[name] as string | undefined) ?? ''}${more ?? ''}`,
        });
        if (textAt(event, 'type') === 'content_block_start') blocks[place] = at(event, 'content_block') as JsonObject;
        const delta = at(event, 'delta');
        switch (textAt(delta, 'type')) {
          case 'text_delta':
            blocks[place] = text('text', textAt(delta, 'text'));
            break;
          case 'thinking_delta':
            blocks[place] = text('thinking', textAt(delta, 'thinking'));
            break;
          case 'signature_delta':
            blocks[place] = text('signature', textAt(delta, 'signature'));
            break;
          case 'input_json_delta':
            blocks[place] = text('json', textAt(delta, 'partial_json'));
            break;
          default:
        }
      }
      const content = blocks.map(({ json, ...block }) =>
        block['type'] === 'tool_use' ? { ...block, input: parseJson(json as string) as Json } : block,
      );
      messages.push({ role: 'assistant', content });
      const calls = content.filter((block) => block['type'] === 'tool_use');
      const results = calls.map((call, index): JsonObject => ({
        type: 'tool_result',
        tool_use_id: call['id'] ?? '',
        content: result(call['name'] as string, index),
      }));
      // In the order in which they got ready.
      if (results.length > 0) messages.push({ role: 'user', content: results.toReversed() });
    },
    body: () => ({
      model: 'asked',
      max_tokens: 32_000,
      system: [
        { type: 'text', text: `x-anthropic-billing-header: cc_version=2.1.332.${Math.random()};` },
        { type: 'text', text: system, cache_control: { type: 'ephemeral' } },
      ],
      messages: messages.map(({ role, content }, index) => ({
        role,
        content: content.map((block, place) =>
          index === messages.length - 1 && place === content.length - 1
            ? { ...block, cache_control: { type: 'ephemeral' } }
            : block,
        ),
      })),
      tools: ['Bash', 'Read'].map((name) => ({ name, description: name, input_schema: schema })),
      metadata: { user_id: `{"session_id":"${Math.random()}"}` },
      thinking: { type: 'adaptive', display: 'omitted' },
      output_config: { effort: 'high' },
      stream: true,
    }),
  };
}

/** As Codex: it goes by the items that are done. */
function codex(system: string): Echo {
  const input: JsonObject[] = [{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: system }] }];
  return {
    user: (text) => void input.push({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }),
    hear: (stream, result) => {
      const done = eventsOf(stream)
        .filter((event) => textAt(event, 'type') === 'response.output_item.done')
        .map((event) => at(event, 'item') as JsonObject);
      input.push(...done);
      done
        .filter((item) => (item['type'] as string).endsWith('_call'))
        .forEach((item, index) =>
          input.push({
            type: `${item['type'] as string}_output`,
            call_id: item['call_id'] ?? '',
            output: result(item['name'] as string, index),
          }),
        );
    },
    body: () => ({
      model: 'asked',
      input: [...input],
      tools: ['Bash', 'Read'].map((name) => ({ type: 'function', name, strict: false, parameters: schema })),
      tool_choice: 'auto',
      parallel_tool_calls: true,
      reasoning: { effort: 'medium' },
      store: false,
      include: ['reasoning.encrypted_content'],
      client_metadata: { turn: String(Math.random()) },
      stream: true,
    }),
  };
}

/** As Gemini CLI: it keeps no thoughts, but the signatures of what came behind them. */
function geminiCli(system: string): Echo {
  const contents: JsonObject[] = [];
  return {
    user: (text) => void contents.push({ role: 'user', parts: [{ text }] }),
    hear: (stream, result) => {
      const parts = eventsOf(stream)
        .flatMap((event) => listAt(event, 'candidates', 0, 'content', 'parts') as readonly JsonObject[])
        .filter((part) => part['thought'] !== true);
      contents.push({ role: 'model', parts });
      const calls = parts.filter((part) => part['functionCall'] !== undefined);
      if (calls.length === 0) return;
      const responses = calls.map((part, index): JsonObject => {
        const name = textAt(part, 'functionCall', 'name') ?? '';
        const id = textAt(part, 'functionCall', 'id') ?? '';
        return { functionResponse: { id, name, response: { output: result(name, index) } } };
      });
      contents.push({ role: 'user', parts: responses });
    },
    body: () => ({
      contents: [...contents],
      systemInstruction: { role: 'user', parts: [{ text: system }] },
      tools: [{ functionDeclarations: ['Bash', 'Read'].map((name) => ({ name, parametersJsonSchema: schema })) }],
      generationConfig: { temperature: 1, topP: 0.95, topK: 64, thinkingConfig: { includeThoughts: true } },
    }),
  };
}
