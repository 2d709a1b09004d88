import type { Json, JsonObject } from '../../agents/agent.ts';
import { protocols } from '../protocols.ts';
import {
  asideOf,
  defined,
  functionOf,
  joined,
  nothing,
  unanswered,
  unseen,
  type CreateRequestWriter,
  type OwnThought,
  type Part,
  type RequestAbout,
} from '../request.ts';
import { optionsOf } from './request-options.ts';

interface Assistant {
  text: string;
  readonly thoughts: OwnThought[];
  readonly calls: { readonly id: string; readonly name: string; readonly json: JsonObject; result?: string }[];
}

/**
 * Writes a body for https://platform.openai.com/docs/api-reference/chat, 2026-11, as the strictest of the servers take it: one
 * system message in front, a `tool` message for each call right behind it, in the order of the calls, and user turns that
 * follow one another made one. From one turn to the next a body only grows at its end.
 */
export const createRequestWriter: CreateRequestWriter = (about) => {
  const system: string[] = [];
  const messages: JsonObject[] = [];
  const tools: JsonObject[] = [];
  /** Of what the model says or calls next; one that nothing follows is no turn. */
  const thoughts: OwnThought[] = [];
  /** Gemini's, of the next call. */
  let signature: Json | undefined;
  let turn: Assistant | undefined;
  /** Behind the turn's results. */
  let rest: Part[] = [];
  let options: JsonObject = {};

  const flush = (): void => {
    if (turn !== undefined) messages.push(...messagesOf(turn));
    if (rest.length > 0) messages.push({ role: 'user', content: contentOf(rest) });
    [turn, rest] = [undefined, []];
  };
  /** What the model says next begins a new turn where a result or the user came in between. */
  const assistant = (): Assistant => {
    if (turn === undefined || rest.length > 0 || turn.calls.some(({ result }) => result !== undefined)) {
      flush();
      turn = { text: '', thoughts: [], calls: [] };
    }
    turn.thoughts.push(...thoughts.splice(0));
    return turn;
  };
  const user = (parts: readonly Part[]): void => {
    thoughts.length = 0;
    signature = undefined;
    rest.push(...parts.flatMap((part) => visible(part, about)));
  };

  return {
    system: (text) => void system.push(text),
    aside: (text) => user([{ kind: 'text', text: asideOf(text) }]),
    user,
    thought: (thought) => {
      thoughts.push(thought);
      signature = thought.state['google'] ?? signature;
    },
    said: (text) => {
      if (text !== '') assistant().text += text;
    },
    call: ({ id: asked, tool, arguments: words }) => {
      const name = about.nameOf(tool);
      const id = about.idOf(asked);
      const current = assistant();
      const signed: JsonObject =
        signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } };
      signature = undefined;
      const json = { id, type: 'function', function: { name, arguments: words }, ...signed };
      current.calls.push({ id, name, json });
    },
    result: (asked, parts, failed) => {
      const id = about.idOf(asked);
      const call = turn?.calls.find((one) => one.id === id && one.result === undefined);
      const shown = parts.flatMap((part) => visible(part, about));
      const media = shown.filter(({ kind }) => kind !== 'text');
      const note = media.length === 0 ? [] : [{ kind: 'text', text: '[It follows in the next message.]' } as const];
      const text = joined([...shown, ...note], '\n') || nothing;
      const said = failed ? `Error: ${text}` : text;
      if (call === undefined) user([{ kind: 'text', text: `Result of an earlier call:\n${said}` }, ...media]);
      else {
        call.result = said;
        if (media.length > 0) user([{ kind: 'text', text: `From the result of ${call.name}:` }, ...media]);
      }
    },
    tool: (offered) => {
      const { description, schema } = functionOf(offered);
      const { $schema: _dialect, ...parameters } = schema;
      const strict = offered.strict === true ? { strict: true } : {};
      const name = about.nameOf(offered.tool);
      tools.push({ type: 'function', function: { name, description, parameters, ...strict } });
    },
    options: (asked) => {
      options = optionsOf(asked, about);
    },
    written: () => {
      flush();
      const { tool_choice: choice, parallel_tool_calls: parallel, ...others } = options;
      return {
        path: protocols['openai-chat'].requestPath(about.model),
        headers: {},
        body: defined({
          model: about.model,
          messages: [...(system.length === 0 ? [] : [{ role: 'system', content: system.join('\n\n') }]), ...messages],
          ...(tools.length === 0 ? {} : defined({ tools, tool_choice: choice, parallel_tool_calls: parallel })),
          ...others,
          stream: about.streams,
          stream_options: about.streams ? { include_usage: true } : undefined,
        }),
      };
    },
  };
};

function messagesOf({ text, thoughts, calls }: Assistant): readonly JsonObject[] {
  if (text === '' && calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      content: text === '' ? null : text,
      ...thoughtOf(thoughts, calls.length > 0),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(({ json }) => json) }),
    },
    ...calls.map(({ id, result = unanswered }) => ({ role: 'tool', tool_call_id: id, content: result })),
  ];
}

/**
 * As the server named it. DeepSeek and Kimi refuse a turn with calls without its thoughts, and want no others back;
 * OpenRouter's details go with any.
 */
function thoughtOf(thoughts: readonly OwnThought[], calls: boolean): JsonObject {
  const details = thoughts.flatMap(({ state }) =>
    Array.isArray(state['details']) ? (state['details'] as Json[]) : [],
  );
  if (details.length > 0) return { reasoning_details: details };
  const field = thoughts.map(({ state }) => state['field']).find((name) => typeof name === 'string');
  if (field === undefined || !calls) return {};
  return { [field]: thoughts.map(({ text }) => text).join('') };
}

function visible(part: Part, about: RequestAbout): readonly Part[] {
  const words = unseen(part, about.inputs);
  if (words !== undefined) return [{ kind: 'text', text: words }];
  return part.kind === 'text' && part.text.trim() === '' ? [] : [part];
}

/** One text where there is nothing else: not every server's template takes a list. */
function contentOf(parts: readonly Part[]): Json {
  if (parts.every(({ kind }) => kind === 'text')) return joined(parts, '\n\n');
  return parts.map((part): JsonObject => {
    switch (part.kind) {
      case 'text':
        return { type: 'text', text: part.text };
      case 'image': {
        // `original` is a word of the Responses API alone.
        const detail = ['low', 'high', 'auto'].includes(part.detail ?? '') ? { detail: part.detail ?? 'auto' } : {};
        return { type: 'image_url', image_url: { url: part.url, ...detail } };
      }
      case 'file':
        return { type: 'file', file: { filename: part.name ?? 'document.pdf', file_data: part.url } };
    }
  });
}
