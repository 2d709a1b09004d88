import { isId, type Model } from './catalogue.ts';
import { isObject, at, textAt } from '../json-path.ts';
import { clean } from '../text.ts';
import { fieldsOf, readDetails, type Fields } from './details.ts';
import type { ProtocolId } from '../protocols/protocols.ts';

/**
 * The models in a list as OpenAI (`data`), Anthropic (`data`, with `display_name`) or Google (`models`, ids behind
 * `models/`) write it, with what other servers add: see `model-details.ts`. A model for which `protocolsOf` names no
 * protocol is left out, and so are one that does not converse and one with an id that could not be printed as it is.
 * Junk gives no models. `idsOnly`: without what is known of them.
 */
export function readModelList(
  body: unknown,
  protocolsOf: (id: string) => readonly ProtocolId[],
  idsOnly = false,
): readonly Model[] {
  const models: Model[] = [];
  for (const list of listsIn(body)) {
    for (const item of list) {
      const fields = typeof item === 'string' ? { id: item } : fieldsOf(item);
      const id = idOf(fields);
      if (id === undefined || !isConversational(fields)) continue;
      const protocols = protocolsOf(id);
      if (protocols.length > 0) models.push(idsOnly ? { id, protocols } : readDetails(fields, id, protocols));
    }
  }
  return models;
}

/**
 * The lists of models in a body: a list by itself (Together AI, GitHub Models), the list of a field, or a map of models by
 * their ids, there or by itself. An entry may be an id alone.
 */
function listsIn(body: unknown): readonly (readonly unknown[])[] {
  if (Array.isArray(body)) return [body];
  const within = at(body, 'data', 'models') === undefined ? places : places.slice(1);
  const lists = within.flatMap((path) => {
    const found = at(body, ...path);
    if (Array.isArray(found)) return [found];
    return typeof found === 'object' && found !== null ? [entriesOf(found)] : [];
  });
  return lists.length === 0 && isMapOfModels(body) ? [entriesOf(body)] : lists;
}

/** A map by id that stands alone, where it can be nothing else: each entry says nothing, or what is said of models only. */
function isMapOfModels(body: unknown): body is object {
  if (!isObject(body)) return false;
  const entries = Object.entries(body);
  const isModel = ([id, about]: readonly [string, unknown]): boolean =>
    isObject(about) && !envelopes.test(id) && (Object.keys(about).length === 0 || ofModels.some((key) => key in about));
  return entries.length > 0 && entries.every(isModel);
}

/** Names of what may stand in an answer beside models, or in place of them. */
const envelopes = /^(?:errors?|detail|message|status|meta(?:data)?|info|links?|_links|usage|config|settings|options)$/i;

const ofModels =
  'owned_by context_length context_window max_model_len max_tokens max_input_tokens max_output_tokens pricing model_info litellm_provider architecture'.split(
    ' ',
  );

const places: readonly (readonly string[])[] = [['data'], ['models'], ['data', 'models'], ['endpoints'], ['result']];

/** Of a map by id: what is no description of a model is none. */
function entriesOf(map: object): readonly unknown[] {
  return Object.entries(map).flatMap(([id, about]: readonly [string, unknown]): readonly unknown[] =>
    isObject(about) ? [{ id, ...about }] : [],
  );
}

/**
 * What came in place of a list of models, for people; undefined where it is a list, if an empty one. Only of a body that
 * gave no models: it looks at all of it.
 */
export function otherThanList(body: object): string | undefined {
  const lists = listsIn(body);
  const entries = lists.flat();
  if (entries.some((entry) => typeof entry === 'string' || idOf(fieldsOf(entry)) !== undefined)) return undefined;
  if (lists.length > 0 && entries.length === 0) return undefined;
  const [first] = entries;
  return first === undefined ? `an object ${withFields(body)}` : `entries ${withFields(first)}`;
}

function withFields(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `that are no objects`;
  const names = Object.keys(value).map((name) => clean(name, 40));
  if (names.length === 0) return 'without a field';
  return `with ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more fields` : ''}`;
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

/** `model_name`: LiteLLM's `/model/info`. */
function idOf(item: Fields): string | undefined {
  const given = item['id'] ?? item['model_name'] ?? item['name'] ?? item['model'] ?? item['slug'];
  if (typeof given !== 'string') return undefined;
  const id = given.startsWith('models/') ? given.slice('models/'.length) : given;
  return isId(id) ? id : undefined;
}

/**
 * Unless the server says that it does something else: Bifrost and Google by its methods, Vercel by its type, OpenRouter
 * by what comes out of it, LiteLLM by its mode.
 */
function isConversational(item: Fields): boolean {
  const methods = item['supported_methods'] ?? item['supportedGenerationMethods'];
  if (Array.isArray(methods) && methods.length > 0 && !methods.some(isConversation)) return false;
  const type = item['type'];
  if (type !== undefined && otherTypes.includes(type)) return false;
  if (item['architecture'] !== undefined) {
    const given = fieldsOf(item['architecture'])['output_modalities'];
    if (Array.isArray(given) && given.length > 0 && !given.includes('text')) return false;
  }
  if (item['model_info'] === undefined) return true;
  const mode = fieldsOf(item['model_info'])['mode'];
  return typeof mode !== 'string' || isConversation(mode);
}

function isConversation(method: unknown): boolean {
  return typeof method === 'string' && /chat|responses|^completion$|^generateContent$/.test(method);
}

/** https://vercel.com/docs/ai-gateway/models-and-providers, 2026-11 */
const otherTypes: readonly unknown[] = ['embedding', 'image', 'video', 'reranking', 'speech', 'transcription'];
