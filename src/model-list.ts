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
  const models: Model[] = [];
  for (const list of [listAt(body, 'data'), listAt(body, 'models')]) {
    for (const item of list) {
      const fields = fieldsOf(item);
      const id = idOf(fields);
      const protocols = id === undefined ? [] : protocolsOf(id, item);
      if (id !== undefined && protocols.length > 0) models.push(modelOf(id, protocols, fields));
    }
  }
  return models;
}

/** A list may have ten thousand models: nothing is built on the way to one. */
function modelOf(id: string, protocols: readonly ProtocolId[], fields: Fields): Model {
  const model: { -readonly [Field in keyof Model]: Model[Field] } = { id, protocols };
  const name = nameOf(fields, id);
  if (name !== undefined) model.name = name;
  const contextWindow = firstCount(fields, contextFields);
  if (contextWindow !== undefined) model.contextWindow = contextWindow;
  const maxOutputTokens =
    firstCount(fields, outputFields) ?? firstCount(fieldsOf(fields['top_provider']), outputFields);
  if (maxOutputTokens !== undefined) model.maxOutputTokens = maxOutputTokens;
  return model;
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

/** A JSON object's fields; none of anything else. No name that is read here stands on `Object.prototype`. */
type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(item: unknown): Fields {
  return typeof item === 'object' && item !== null ? (item as Fields) : {};
}

function idOf(fields: Fields): string | undefined {
  const given = fields['id'] ?? fields['name'];
  if (typeof given !== 'string') return undefined;
  const id = given.startsWith('models/') ? given.slice('models/'.length) : given;
  return isId(id) ? id : undefined;
}

/** Visible ASCII: it is printed as it stands, one a line. */
function isId(text: string): boolean {
  return text.length <= 256 && /^[!-~]+$/.test(text);
}

function nameOf(fields: Fields, id: string): string | undefined {
  const given = fields['display_name'] ?? fields['displayName'] ?? fields['name'];
  if (typeof given !== 'string' || given.length > 100 || given === id || given === `models/${id}`) return undefined;
  const name = given.trim();
  // The classes of Unicode take a millisecond to compile, and most names need none of them.
  return name !== '' && (/^[ -~]*$/.test(name) || !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) ? name : undefined;
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

function firstCount(fields: Fields, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  }
  return undefined;
}
