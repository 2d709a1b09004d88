import type { Model } from './catalogue.ts';
import { at, listAt, textAt } from './json-path.ts';
import type { ProtocolId } from './protocols.ts';

/**
 * The models in a list as OpenAI (`data`), Anthropic (`data`, with `display_name`) or Google (`models`, ids behind
 * `models/`) write it, with the limits that other servers add. A model for which `protocolsOf` names no protocol is left
 * out, and so is one with an id that could not be printed as it is. Junk gives no models.
 */
export function readModelList(
  body: unknown,
  protocolsOf: (id: string, item: unknown) => readonly ProtocolId[],
): readonly Model[] {
  const found = new Map<string, Model>();
  for (const item of [...listAt(body, 'data'), ...listAt(body, 'models')]) {
    const id = idOf(item);
    if (id === undefined || found.has(id)) continue;
    const protocols = protocolsOf(id, item);
    if (protocols.length > 0) found.set(id, { id, ...nameOf(item, id), ...limitsOf(item), protocols });
  }
  return [...found.values()];
}

/**
 * The address of the page after this one in Anthropic's list (pages of 20, at most 1000 on request); undefined on the
 * last. https://platform.claude.com/docs/en/api/models/list, 2026-11
 */
export function nextAnthropicPage(url: string, body: unknown): string | undefined {
  const last = textAt(body, 'last_id');
  return at(body, 'has_more') === true && last !== undefined && isId(last)
    ? `${url}?limit=1000&after_id=${encodeURIComponent(last)}`
    : undefined;
}

function idOf(item: unknown): string | undefined {
  const id = (textAt(item, 'id') ?? textAt(item, 'name') ?? '').replace(/^models\//, '');
  return isId(id) ? id : undefined;
}

/** Visible ASCII: it is printed as it stands, one a line. */
function isId(text: string): boolean {
  return text.length <= 256 && /^[!-~]+$/.test(text);
}

function nameOf(item: unknown, id: string): Pick<Model, 'name'> {
  const name = textAt(item, 'display_name') ?? textAt(item, 'displayName') ?? textAt(item, 'name') ?? '';
  const printable = name.length <= 100 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name);
  return printable && name.trim() !== '' && name.replace(/^models\//, '') !== id ? { name: name.trim() } : {};
}

/** The names that OpenRouter and Bifrost, vLLM, Vercel, Google and Bifrost again have for the context window. */
const contextFields: readonly string[] = [
  'context_length',
  'max_model_len',
  'context_window',
  'inputTokenLimit',
  'max_input_tokens',
];

const outputFields: readonly string[] = ['max_output_tokens', 'max_completion_tokens', 'outputTokenLimit'];

function limitsOf(item: unknown): Pick<Model, 'contextWindow' | 'maxOutputTokens'> {
  const contextWindow = firstCount(item, contextFields);
  const maxOutputTokens = firstCount(item, outputFields) ?? firstCount(at(item, 'top_provider'), outputFields);
  return {
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}

/** A list may have ten thousand models: nothing is built on the way. */
function firstCount(item: unknown, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = at(item, name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  }
  return undefined;
}
