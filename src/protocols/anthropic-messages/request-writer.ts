import type { JsonObject } from '../../agents/agent.ts';
import { protocols } from '../protocols.ts';
import {
  asideOf,
  dataOf,
  defined,
  functionOf,
  nothing,
  unanswered,
  unseen,
  type CreateRequestWriter,
  type Part,
  type RequestAbout,
  type RequestOptions,
} from '../request.ts';
import { parseJson } from '../../json-path.ts';
import { cached } from './cache-marks.ts';
import { messages as words } from './features.ts';
import { thinkingOf } from './thinking.ts';

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: JsonObject[];
}

/** Where neither the agent nor the catalogue says one; the API wants a limit. */
const usualOutput = 32_000;
/** For a turn in which the user says nothing. */
const goOn = '(go on)';

/**
 * Writes a body for https://docs.claude.com/en/api/messages, 2026-11: turns take turns, all results of a turn's calls stand
 * first in the next one, and marks for the cache stand where the prompt grows.
 */
export const createRequestWriter: CreateRequestWriter = (about) => {
  const system: JsonObject[] = [];
  const turns: Turn[] = [];
  /** Of what the model says or calls next. One that nothing follows is refused: Codex 0.171.0 keeps that of an answer that Esc stopped. */
  const thoughts: JsonObject[] = [];
  const tools: JsonObject[] = [];
  let options: RequestOptions = {};

  const turnOf = (role: Turn['role']): Turn => {
    const last = turns.at(-1);
    if (last?.role === role) return last;
    const turn: Turn = { role, content: [] };
    turns.push(turn);
    return turn;
  };
  const told = (content: readonly JsonObject[]): void => {
    thoughts.length = 0;
    if (content.length > 0) turnOf('user').content.push(...content);
  };
  const user = (parts: readonly Part[]): void => told(parts.flatMap((part) => contentOf(part, about)));
  const answer = (block: JsonObject): void => void turnOf('assistant').content.push(...thoughts.splice(0), block);

  return {
    system: (text) => void system.push({ type: 'text', text }),
    aside: (text) => user([{ kind: 'text', text: asideOf(text) }]),
    user,
    thought: ({ state, text }) => {
      const { signature, redacted } = state;
      if (typeof redacted === 'string') thoughts.push({ type: 'redacted_thinking', data: redacted });
      else if (typeof signature === 'string') thoughts.push({ type: 'thinking', thinking: text, signature });
    },
    said: (text) => {
      if (text.trim() !== '') answer({ type: 'text', text });
    },
    call: ({ id, tool, arguments: json }) =>
      answer({
        type: 'tool_use',
        id: about.idOf(id),
        name: about.nameOf(tool),
        input: parseJson(json) as JsonObject,
      }),
    result: (id, parts, failed) => {
      const content = parts.flatMap((part) => contentOf(part, about));
      const result = content.length === 0 ? [{ type: 'text', text: nothing }] : content;
      const error = failed ? { is_error: true } : {};
      told([{ type: 'tool_result', tool_use_id: about.idOf(id), content: result, ...error }]);
    },
    tool: (offered) => {
      const { description, schema } = functionOf(offered);
      const { $schema: _dialect, ...inputSchema } = schema;
      tools.push({ name: about.nameOf(offered.tool), description, input_schema: { type: 'object', ...inputSchema } });
    },
    options: (asked) => {
      options = asked;
    },
    written: () => {
      const asked = options.maxOutput ?? about.maxOutput ?? usualOutput;
      const limit = Math.min(asked, about.maxOutput ?? asked);
      const history = answered(turns);
      const forced = options.choice === 'required' || typeof options.choice === 'object';
      const thinking = forced ? {} : thinkingOf(options, about, history, limit);
      const schema = options.format?.schema;
      const { headers, ...thinks } = thinking;
      const output = defined({
        effort: thinks.effort,
        format: schema === undefined ? undefined : { type: 'json_schema', schema },
      });
      const marked = cached({ system, tools, messages: history });
      return {
        path: protocols['anthropic-messages'].requestPath(about.model),
        headers: { 'anthropic-version': words.version, ...headers },
        body: defined({
          model: about.model,
          max_tokens: limit,
          ...marked,
          tool_choice: tools.length === 0 ? undefined : choiceOf(options, about),
          thinking: thinks.thinking,
          output_config: Object.keys(output).length > 0 ? output : undefined,
          temperature: thinks.thinking === undefined ? options.temperature : undefined,
          stop_sequences: (options.stop ?? []).length > 0 ? options.stop : undefined,
          stream: about.streams,
        }),
      };
    },
  };
};

function choiceOf({ choice, parallel }: RequestOptions, about: RequestAbout): JsonObject | undefined {
  const single: JsonObject = parallel === false ? { disable_parallel_tool_use: true } : {};
  if (typeof choice === 'object') return { type: 'tool', name: about.nameOf(choice), ...single };
  if (choice === 'required') return { type: 'any', ...single };
  if (choice === 'none') return { type: 'none' };
  return parallel === false ? { type: 'auto', ...single } : undefined;
}

/**
 * Results first, one for each call of the turn before, and none that belongs to no call. The user begins and ends it: newer models
 * refuse to go on with a text that is given as theirs.
 */
function answered(turns: readonly Turn[]): readonly JsonObject[] {
  const all = turns.at(-1)?.role === 'assistant' ? [...turns, { role: 'user' as const, content: [] }] : [...turns];
  if (all[0]?.role === 'assistant') all.unshift({ role: 'user', content: [] });
  return all.flatMap(({ role, content }, index): readonly JsonObject[] => {
    if (role === 'assistant') return [{ role, content }];
    const before = index === 0 ? undefined : all[index - 1];
    const calls = (before?.content ?? [])
      .filter((block) => block['type'] === 'tool_use')
      .map((block) => block['id'] ?? '');
    const results = content.filter((block) => block['type'] === 'tool_result');
    const mine = calls.map(
      (id) =>
        results.find((block) => block['tool_use_id'] === id) ?? {
          type: 'tool_result',
          tool_use_id: id,
          content: [{ type: 'text', text: unanswered }],
        },
    );
    const rest = content.flatMap((block): readonly JsonObject[] => {
      if (block['type'] !== 'tool_result') return [block];
      if (calls.includes(block['tool_use_id'] ?? '')) return [];
      return [{ type: 'text', text: 'Result of an earlier call:' }, ...(block['content'] as JsonObject[])];
    });
    const whole = [...mine, ...rest];
    return [{ role, content: whole.length === 0 ? [{ type: 'text', text: goOn }] : whole }];
  });
}

function contentOf(part: Part, { inputs }: RequestAbout): readonly JsonObject[] {
  const said = unseen(part, inputs);
  if (said !== undefined) return [{ type: 'text', text: said }];
  if (part.kind === 'text') return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
  const inline = dataOf(part.url);
  const source: JsonObject =
    inline === undefined
      ? { type: 'url', url: part.url }
      : { type: 'base64', media_type: inline.type, data: inline.data };
  return [part.kind === 'image' ? { type: 'image', source } : { type: 'document', source }];
}
