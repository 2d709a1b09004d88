import type { JsonObject } from '../../agents/agent.ts';
import { effortOf, isOpenAiReasoning, limited } from '../openai-chat/request-options.ts';
import { protocols } from '../protocols.ts';
import {
  asideOf,
  defined,
  functionOf,
  nothing,
  unanswered,
  unseen,
  type CreateRequestWriter,
  type Part,
  type RequestAbout,
} from '../request.ts';

/** The fewest tokens of output that the API takes. */
const leastOutput = 16;

/**
 * Writes a body for https://platform.openai.com/docs/api-reference/responses, 2026-11. Nothing is stored at the server, so
 * thoughts travel encrypted, and without the id that it would look them up by.
 */
export const createRequestWriter: CreateRequestWriter = (about) => {
  const system: string[] = [];
  const input: JsonObject[] = [];
  const tools: JsonObject[] = [];
  const open = new Map<string, number>();
  /** Of what the model says or calls next: one that nothing follows, of an answer that was stopped, is refused. */
  const thoughts: JsonObject[] = [];
  let options: JsonObject = {};

  const message = (role: 'user' | 'assistant', content: readonly JsonObject[]): void => {
    const before = thoughts.splice(0);
    if (content.length === 0) return;
    input.push(...(role === 'assistant' ? before : []), { type: 'message', role, content: [...content] });
  };
  const user = (parts: readonly Part[]): void =>
    message(
      'user',
      parts.flatMap((part) => contentOf(part, about)),
    );

  return {
    system: (text) => void system.push(text),
    aside: (text) => user([{ kind: 'text', text: asideOf(text) }]),
    user,
    thought: ({ state }) => {
      const encrypted = state['encrypted'];
      if (typeof encrypted === 'string')
        thoughts.push({ type: 'reasoning', summary: [], encrypted_content: encrypted });
    },
    said: (text) => {
      if (text !== '') message('assistant', [{ type: 'output_text', text }]);
    },
    call: ({ id: asked, tool, arguments: words }) => {
      const id = about.idOf(asked);
      input.push(...thoughts.splice(0));
      open.set(id, input.length);
      input.push({ type: 'function_call', call_id: id, name: about.nameOf(tool), arguments: words });
    },
    result: (asked, parts, failed) => {
      const id = about.idOf(asked);
      const content = parts.flatMap((part) => contentOf(part, about));
      const error = failed ? [{ type: 'input_text', text: 'Error:' }] : [];
      if (!open.delete(id)) {
        message('user', [{ type: 'input_text', text: 'Result of an earlier call:' }, ...error, ...content]);
        return;
      }
      const texts = [...error, ...content].map((part) => (part['type'] === 'input_text' ? part['text'] : undefined));
      const plain = texts.every((text) => typeof text === 'string');
      const output = plain ? texts.join(failed ? ' ' : '\n') || nothing : [...error, ...content];
      thoughts.length = 0;
      input.push({ type: 'function_call_output', call_id: id, output });
    },
    tool: (offered) => {
      const { description, schema: parameters } = functionOf(offered);
      const name = about.nameOf(offered.tool);
      tools.push({ type: 'function', name, description, parameters, strict: offered.strict === true });
    },
    options: (asked) => {
      // The protocol has none.
      about.endAt(asked.stop ?? []);
      const reasons = about.reasons ?? isOpenAiReasoning(about.model);
      const limit = limited(asked.maxOutput, about);
      const effort = effortOf(asked.effort);
      const { format } = asked;
      const text = defined({
        format:
          format === undefined
            ? undefined
            : format.schema === undefined
              ? { type: 'json_object' }
              : { type: 'json_schema', name: format.name, schema: format.schema, strict: format.strict === true },
        verbosity: asked.verbosity,
      });
      const reasoning = defined({ effort, summary: asked.summaries === true ? 'auto' : undefined });
      options = defined({
        max_output_tokens: limit === undefined ? undefined : Math.max(leastOutput, limit),
        temperature: reasons ? undefined : asked.temperature,
        top_p: reasons ? undefined : asked.topP,
        tool_choice:
          typeof asked.choice === 'object' ? { type: 'function', name: about.nameOf(asked.choice) } : asked.choice,
        parallel_tool_calls: asked.parallel === false ? false : undefined,
        reasoning: reasons && Object.keys(reasoning).length > 0 ? reasoning : undefined,
        include: reasons ? ['reasoning.encrypted_content'] : undefined,
        text: Object.keys(text).length > 0 ? text : undefined,
      });
    },
    written: () => {
      const { tool_choice: choice, ...others } = options;
      return {
        path: protocols['openai-responses'].requestPath(about.model),
        headers: {},
        body: defined({
          model: about.model,
          instructions: system.length === 0 ? undefined : system.join('\n\n'),
          input: answered(input, open),
          ...(tools.length === 0 ? {} : defined({ tools, tool_choice: choice })),
          ...others,
          prompt_cache_key: about.session,
          store: false,
          stream: about.streams,
        }),
      };
    },
  };
};

/** A call without its result is refused: the agent was stopped in the middle of it. */
function answered(input: readonly JsonObject[], open: ReadonlyMap<string, number>): readonly JsonObject[] {
  const places = new Map([...open].map(([id, place]) => [place, id]));
  return input.flatMap((item, index) => {
    const id = places.get(index);
    return id === undefined ? [item] : [item, { type: 'function_call_output', call_id: id, output: unanswered }];
  });
}

function contentOf(part: Part, { inputs }: RequestAbout): readonly JsonObject[] {
  const words = unseen(part, inputs);
  if (words !== undefined) return [{ type: 'input_text', text: words }];
  switch (part.kind) {
    case 'text':
      return part.text.trim() === '' ? [] : [{ type: 'input_text', text: part.text }];
    case 'image':
      return [{ type: 'input_image', image_url: part.url, detail: part.detail ?? 'auto' }];
    case 'file':
      return [{ type: 'input_file', filename: part.name ?? 'document.pdf', file_data: part.url }];
  }
}
