import type { JsonObject } from '../../agents/agent.ts';
import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { CalledTool } from '../answer.ts';
import {
  argumentsOf,
  objectOf,
  Untranslatable,
  unknownPart,
  type Effort,
  type OfferedTool,
  type Part,
  type RequestReader,
  type RequestWriter,
} from '../request.ts';
import { createOffer } from './offered-tools.ts';

/** https://platform.openai.com/docs/api-reference/responses, 2026-11; what Codex 0.169 to 0.171 sends of it, and OpenCode 1.18.33. */
export const readRequest: RequestReader = (body, about, writer) => {
  refuseState(body);
  const offer = createOffer(about);
  offer.add(listAt(body, 'tools'));
  const instructions = textAt(body, 'instructions') ?? '';
  if (instructions.trim() !== '') writer.system(instructions);
  const input = at(body, 'input');
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listAt(input);
  if (items.length === 0) throw new Untranslatable('The request has no input.');
  let begun = false;

  const message = (item: unknown): void => {
    const role = textAt(item, 'role');
    const content = at(item, 'content');
    const parts = partsOf(content);
    const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).filter((one) => one.trim() !== '');
    switch (role) {
      case 'system':
      case 'developer':
        for (const one of text)
          if (begun) writer.aside(one);
          else writer.system(one);
        return;
      case 'user':
        begun = true;
        writer.user(parts);
        return;
      case 'assistant':
        begun = true;
        writer.said(text.join(''));
        return;
      default:
        throw unknownPart('a message with the role', role);
    }
  };

  const call = (item: unknown, tool: CalledTool, words: string): void =>
    writer.call({ id: textAt(item, 'call_id') ?? textAt(item, 'id') ?? '', tool, arguments: words });

  for (const item of items) {
    const type = textAt(item, 'type') ?? 'message';
    const name = textAt(item, 'name') ?? '';
    const namespace = textAt(item, 'namespace');
    const within = namespace === undefined ? {} : { namespace };
    switch (type) {
      case 'message':
        message(item);
        break;
      case 'reasoning': {
        const own = about.carried(at(item, 'encrypted_content'));
        const text = listAt(item, 'summary').map((part) => textAt(part, 'text') ?? '');
        if (own !== undefined) writer.thought({ text: text.join('\n\n'), ...own });
        break;
      }
      case 'function_call':
        call(item, { kind: 'function', name, ...within }, objectOf(textAt(item, 'arguments') || '{}'));
        break;
      case 'custom_tool_call':
        call(item, { kind: 'custom', name, ...within }, argumentsOf(textAt(item, 'input') ?? ''));
        break;
      case 'tool_search_call':
        call(item, { kind: 'search', name: 'tool_search' }, objectOf(JSON.stringify(at(item, 'arguments') ?? {})));
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        writer.result(textAt(item, 'call_id') ?? '', partsOf(at(item, 'output')), false);
        break;
      case 'tool_search_output': {
        const loaded = offer.add(listAt(item, 'tools'));
        const text = loaded.length === 0 ? 'nothing found' : `loaded: ${loaded.map(about.nameOf).join(', ')}`;
        writer.result(textAt(item, 'call_id') ?? '', [{ kind: 'text', text }], false);
        break;
      }
      case 'additional_tools':
        offer.add(listAt(item, 'tools'));
        break;
      default:
        throw unknownPart('an item of the kind', type);
    }
  }
  offer.tell(writer);
  options(body, writer, offer.tools());
};

/** Nothing is kept between two requests, here or at the gateway. */
function refuseState(body: unknown): void {
  const stateful = ['previous_response_id', 'conversation', 'prompt'].filter(
    (name) => (at(body, name) ?? null) !== null,
  );
  if (at(body, 'store') === true) stateful.push('store: true');
  if (at(body, 'background') === true) stateful.push('background: true');
  if (stateful.length === 0) return;
  throw new Untranslatable(`${stateful.join(', ')}: this model is reached over a protocol that keeps no responses.`);
}

function partsOf(content: unknown): readonly Part[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return listAt(content).map((part): Part => {
    const type = textAt(part, 'type');
    switch (type) {
      case 'input_text':
      case 'output_text':
      case 'text':
      case 'summary_text':
        return { kind: 'text', text: textAt(part, 'text') ?? '' };
      case 'refusal':
        return { kind: 'text', text: textAt(part, 'refusal') ?? '' };
      case 'input_image': {
        const url = textAt(part, 'image_url');
        if (url === undefined) throw unknownPart('an image without a URL:', 'file_id');
        return { kind: 'image', url, detail: textAt(part, 'detail') };
      }
      case 'input_file': {
        const url = textAt(part, 'file_data') ?? textAt(part, 'file_url');
        if (url === undefined) throw unknownPart('a file without its data:', 'file_id');
        return { kind: 'file', url, type: 'application/pdf', name: textAt(part, 'filename') };
      }
      default:
        throw unknownPart('a part of the kind', type);
    }
  });
}

function options(body: unknown, writer: RequestWriter, tools: readonly OfferedTool[]): void {
  const format = at(body, 'text', 'format');
  const type = textAt(format, 'type');
  const parallel = at(body, 'parallel_tool_calls');
  const schema = at(format, 'schema');
  writer.options({
    maxOutput: numberAt(body, 'max_output_tokens'),
    temperature: numberAt(body, 'temperature'),
    topP: numberAt(body, 'top_p'),
    choice: choiceOf(at(body, 'tool_choice'), tools),
    parallel: parallel === false ? false : undefined,
    thinks: typeof at(body, 'reasoning') === 'object',
    effort: textAt(body, 'reasoning', 'effort') as Effort | undefined,
    summaries: textAt(body, 'reasoning', 'summary') !== undefined,
    verbosity: textAt(body, 'text', 'verbosity'),
    format:
      type === 'json_schema' || type === 'json_object'
        ? {
            name: textAt(format, 'name') ?? 'answer',
            ...(schema === undefined ? {} : { schema: schema as JsonObject }),
            ...(at(format, 'strict') === true ? { strict: true } : {}),
          }
        : undefined,
  });
}

function choiceOf(
  choice: unknown,
  tools: readonly OfferedTool[],
): 'auto' | 'none' | 'required' | CalledTool | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  const name = textAt(choice, 'name');
  const found = tools.find(({ tool }) => tool.name === name)?.tool;
  if (found !== undefined) return found;
  if (textAt(choice, 'type') === 'allowed_tools') return textAt(choice, 'mode') === 'required' ? 'required' : 'auto';
  if (choice === undefined || choice === null) return undefined;
  throw unknownPart('a choice of the tool', name ?? textAt(choice, 'type'));
}
