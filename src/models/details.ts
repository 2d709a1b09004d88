import { modalities, type Model, type Prices } from './catalogue.ts';
import { makerOf } from './data/key.ts';
import type { ProtocolId } from '../protocols/protocols.ts';

/** A JSON object's fields, each of which may hold anything; none of anything else. No name that is read here stands on `Object.prototype`. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * What an entry of a list says of its model, in the words of OpenRouter, Vercel AI Gateway, Bifrost, LiteLLM, vLLM, Google,
 * Anthropic and Cloudflare's `/compat/models` (2026-11). Every field is read by a name that stands in the code: in a
 * list of ten thousand, names out of a table cost ten times as much.
 */
export function readDetails(item: Fields, id: string, protocols: readonly ProtocolId[]): Model {
  const model: Writable<Model> = { id, protocols };
  // LiteLLM's `/model/info` has it all one level down.
  const about = item['model_info'] === undefined ? item : fieldsOf(item['model_info']);
  const name = nameOf(item, id);
  if (name !== undefined) model.name = name;
  const owner = item['owned_by'];
  const vendor = typeof owner === 'string' ? makerIn(owner, id) : undefined;
  if (vendor !== undefined) model.vendor = vendor;
  // Bifrost adds Gemini's output to what goes in: `context_length` 1,114,112 beside `max_input_tokens` 1,048,576 (2.0.0).
  // llama.cpp's `meta.n_ctx` is the window that a loaded model really has, `n_ctx_train` the one that it was made for.
  const contextWindow = smaller(
    count(about['context_length']) ??
      count(about['max_model_len']) ??
      count(about['context_window']) ??
      count(about['inputTokenLimit']) ??
      (item['meta'] === undefined ? undefined : count(fieldsOf(item['meta'])['n_ctx'])),
    count(about['max_input_tokens']),
  );
  if (contextWindow !== undefined) model.contextWindow = contextWindow;
  const maxOutputTokens =
    count(about['max_output_tokens']) ??
    count(about['max_completion_tokens']) ??
    count(about['outputTokenLimit']) ??
    count(about['max_tokens']) ??
    (about['top_provider'] === undefined ? undefined : count(fieldsOf(about['top_provider'])['max_completion_tokens']));
  if (maxOutputTokens !== undefined) model.maxOutputTokens = maxOutputTokens;
  const prices = pricesOf(item, about);
  if (prices !== undefined) model.prices = prices;
  if (about === item) readAbilities(item, model);
  else readFlags(about, model);
  return model;
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function nameOf(item: Fields, id: string): string | undefined {
  const given = item['display_name'] ?? item['displayName'] ?? item['name'];
  if (typeof given !== 'string' || given.length > 100 || given === id || given === `models/${id}`) return undefined;
  const name = given.trim();
  // The classes of Unicode take a millisecond to compile, and most names need none of them.
  return name !== '' && (/^[ -~]*$/.test(name) || !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) ? name : undefined;
}

/** Some servers own their models themselves (`vllm`, `library`), and to LiteLLM every model is OpenAI's. */
function makerIn(owner: string, id: string): string | undefined {
  return owner === 'openai' && !id.startsWith('openai/') && !id.startsWith('gpt-') ? undefined : makerOf(owner);
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function pricesOf(item: Fields, about: Fields): Prices | undefined {
  if (item['pricing'] !== undefined) {
    const pricing = fieldsOf(item['pricing']);
    return tokenPrices(
      pricing['prompt'] ?? pricing['input'],
      pricing['completion'] ?? pricing['output'],
      pricing['input_cache_read'],
      pricing['input_cache_write'],
    );
  }
  // The last two write 0 where they know no price.
  if (item['cost_in'] !== undefined) return tokenPrices(item['cost_in'] || undefined, item['cost_out'] || undefined);
  if (about === item) return undefined;
  return tokenPrices(
    about['input_cost_per_token'] || undefined,
    about['output_cost_per_token'] || undefined,
    about['cache_read_input_token_cost'],
    about['cache_creation_input_token_cost'],
  );
}

/** From USD per token. */
function tokenPrices(input: unknown, output: unknown, cacheRead?: unknown, cacheWrite?: unknown): Prices | undefined {
  const perInput = perMillion(input);
  const perOutput = perMillion(output);
  if (perInput === undefined && perOutput === undefined) return undefined;
  const found: Writable<Prices> = {};
  if (perInput !== undefined) found.input = perInput;
  if (perOutput !== undefined) found.output = perOutput;
  // A cache that costs nothing beside input that does is a price that nobody has noted.
  const perRead = perMillion(cacheRead);
  if (perRead !== undefined && (perRead > 0 || perInput === 0)) found.cacheRead = perRead;
  const perWrite = perMillion(cacheWrite);
  if (perWrite !== undefined && (perWrite > 0 || perInput === 0)) found.cacheWrite = perWrite;
  return found;
}

/**
 * USD per million tokens, from USD per token as a number or a decimal text; undefined for what is no price, such as the
 * -1 of a router that picks the model itself.
 */
function perMillion(perToken: unknown): number | undefined {
  if (typeof perToken !== 'string') return typeof perToken === 'number' ? dollars(perToken * 1e6) : undefined;
  const known = pricesRead.get(perToken);
  if (known !== undefined) return known;
  const found = perToken === '' ? undefined : dollars(Number(perToken) * 1e6);
  if (found !== undefined) pricesRead.set(perToken, found);
  return found;
}

/** By text: many models have the same price. */
const pricesRead = new Map<string, number>();

/**
 * A price per million tokens, undefined where it can be none. Kept to a millionth of a dollar: whole numbers of those
 * divide exactly, where 0.0000003 × 1,000,000 is not quite 0.3.
 */
export function dollars(usd: number | undefined): number | undefined {
  if (usd === undefined) return undefined;
  const rounded = Math.round(usd * 1e6) / 1e6;
  return rounded >= 0 && rounded <= dearest ? Math.abs(rounded) : undefined;
}

/** What is above is in another unit. */
const dearest = 10_000;

/** OpenRouter and Bifrost name the parameters that a model takes, Vercel tags it. */
function readAbilities(item: Fields, model: Writable<Model>): void {
  const parameters = item['supported_parameters'];
  const tags = item['tags'];
  if (Array.isArray(parameters) && parameters.length > 0) {
    model.tools = parameters.includes('tools');
    if (parameters.includes('reasoning') || parameters.includes('reasoning_effort')) model.reasoning = true;
  } else if (Array.isArray(tags) && tags.length > 0) {
    // In another gateway's list tags are anybody's words: they deny nothing.
    if (tags.includes('tool-use')) model.tools = true;
    if (tags.includes('reasoning')) model.reasoning = true;
    if (tags.includes('vision'))
      model.modalities = tags.includes('file-input') ? ['text', 'image', 'pdf'] : ['text', 'image'];
  }
  if (item['architecture'] === undefined) return;
  const given = fieldsOf(item['architecture'])['input_modalities'];
  if (!Array.isArray(given)) return;
  const found = modalities.filter((one) => given.includes(one) || (one === 'pdf' && given.includes('file')));
  if (found.length > 0) model.modalities = found;
}

/** LiteLLM's. */
function readFlags(about: Fields, model: Writable<Model>): void {
  const tools = about['supports_function_calling'];
  if (typeof tools === 'boolean') model.tools = tools;
  const reasoning = about['supports_reasoning'];
  if (typeof reasoning === 'boolean') model.reasoning = reasoning;
  if (about['supports_vision'] === true) {
    model.modalities = about['supports_pdf_input'] === true ? ['text', 'image', 'pdf'] : ['text', 'image'];
  }
}
