import type { Json, JsonObject } from '../../agents/agent.ts';
import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { AnswerEvent } from '../answer.ts';

/** `reasoning_content`: DeepSeek, Kimi, vLLM, llama.cpp, LiteLLM; `reasoning`: OpenRouter, Vercel, Ollama, newer vLLM. */
const fields = ['reasoning_content', 'reasoning'] as const;

interface Thoughts {
  read(part: unknown): readonly AnswerEvent[];
  /** Where a thought was read, or `more` is known: the end of it, with what the server wants back. */
  seal(more?: JsonObject): readonly AnswerEvent[];
}

/**
 * The protocol knows no thoughts; servers send them under names of their own, and some want them back under the same name:
 * that is a seal's state, `{ field }` or `{ details }` or, for Gemini, `{ google }`.
 */
export function createThoughts(): Thoughts {
  let field: string | undefined;
  let details: JsonObject[] = [];

  return {
    read: (part) => {
      const found = fields.find((name) => (textAt(part, name) ?? '') !== '');
      const listed = listAt(part, 'reasoning_details');
      if (listed.length > 0) details = listed.reduce<JsonObject[]>(merged, details);
      const text =
        found !== undefined ? (textAt(part, found) ?? '') : thinkingOf(part) || listed.map(textOfDetail).join('');
      if (text === '') return none;
      field ??= found ?? '';
      return [{ kind: 'thought', text }];
    },
    seal: (more) => {
      // Asked before every piece of a text.
      if (field === undefined && details.length === 0 && more === undefined) return none;
      const state: JsonObject = {
        ...(details.length > 0 ? { details } : field === undefined || field === '' ? {} : { field }),
        ...more,
      };
      const thought = field !== undefined || Object.keys(state).length > 0;
      field = undefined;
      details = [];
      return thought ? [{ kind: 'seal', state }] : none;
    },
  };
}

const none: readonly AnswerEvent[] = [];

/** Mistral's: `content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }]`. */
function thinkingOf(part: unknown): string {
  const content = at(part, 'content');
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((one) => listAt(one, 'thinking'))
    .map((one) => textAt(one, 'text') ?? '')
    .join('');
}

function textOfDetail(detail: unknown): string {
  return textAt(detail, 'text') ?? textAt(detail, 'summary') ?? '';
}

/** OpenRouter streams its details in pieces: those of one index belong together, and their texts are one text. */
function merged(details: JsonObject[], piece: unknown): JsonObject[] {
  if (typeof piece !== 'object' || piece === null) return details;
  const index = numberAt(piece, 'index');
  const place = details.findIndex(
    (one) => index !== undefined && one['index'] === index && one['type'] === textAt(piece, 'type'),
  );
  const old = details[place];
  if (old === undefined) return [...details, piece as JsonObject];
  const texts = ['text', 'summary', 'data'].flatMap((name) => {
    const [before, more] = [textAt(old, name), textAt(piece, name)];
    return before === undefined || more === undefined ? [] : [[name, before + more] as const];
  });
  const known = Object.entries(piece as JsonObject).filter((entry): entry is [string, Json] => at(entry, 1) !== null);
  const one: JsonObject = { ...old, ...Object.fromEntries(known), ...Object.fromEntries(texts) };
  return details.with(place, one);
}
