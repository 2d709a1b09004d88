import { isId, type Model, type Prices } from '../../models/catalogue.ts';
import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { cloudflareModels } from '../../models/data/cloudflare.ts';
import { dollars } from '../../models/details.ts';
import { readModelList } from '../../models/read-list.ts';
import { routesTo } from './routes.ts';

/**
 * The models that are known to be called: Cloudflare has no list of what an account may use. A model that is missing
 * here may well work.
 */
export function bundled(): { readonly date: string; readonly models: readonly Model[] } {
  const { date, anthropic, openai, google, workersAi } = cloudflareModels;
  const ids = [...anthropic, ...openai, ...google, ...workersAi];
  return { date, models: ids.map((id) => ({ id, protocols: protocolsOf(id) })) };
}

/** Anthropic's own list names dated versions; the shorter names of those, which people use, are added. */
export function readAnthropicList(body: unknown): readonly Model[] {
  const listed = readModelList(body, (id) => (id.startsWith('claude') ? protocolsOf(id) : []));
  const ids = new Set(listed.map(({ id }) => id));
  const short: readonly string[] = cloudflareModels.anthropic;
  return [
    ...listed,
    ...listed.flatMap((model) => {
      const id = model.id.replace(/-\d{8}$/, '');
      return ids.has(id) || !short.includes(id) ? [] : [{ ...model, id }];
    }),
  ];
}

/** OpenAI's own list names everything it has; an agent can talk to these only. */
export function readOpenAiList(body: unknown): readonly Model[] {
  return readModelList(body, (id) =>
    /^(?:ft:)?(?:gpt-|chatgpt|codex|o\d)/.test(id) && !isOther(id) ? protocolsOf(id) : [],
  );
}

export function readGoogleList(body: unknown): readonly Model[] {
  return readModelList(body, (id) => (id.startsWith('gemini-') && !isOther(id) ? protocolsOf(id) : []));
}

export function readGrokList(body: unknown): readonly Model[] {
  return readModelList(body, (id) => (id.startsWith('grok-') && !isOther(id) ? protocolsOf(id) : []));
}

/** By its name it has another job than to converse. */
function isOther(id: string): boolean {
  return /audio|computer-use|embedding|imag|instruct|live|moderation|realtime|search|transcribe|tts|video/.test(id);
}

/**
 * The models that run at Cloudflare, with `properties` that differ from model to model.
 * https://developers.cloudflare.com/api/resources/ai/subresources/models/methods/list/, 2026-11
 */
export function readSearch(body: unknown): readonly Model[] {
  return listAt(body, 'result').flatMap((item) => {
    const name = textAt(item, 'name');
    const task = textAt(item, 'task', 'name');
    if (name === undefined || !name.startsWith('@cf/') || (task !== undefined && task !== 'Text Generation')) return [];
    const id = `workers-ai/${name}`;
    return isId(id) ? [searched(id, item)] : [];
  });
}

/** The search starts at page 1. */
export function nextSearchPage(url: string, body: unknown): string | undefined {
  const count = (name: string): number => numberAt(body, 'result_info', name) ?? 0;
  const page = count('page');
  const isMore = Number.isSafeInteger(page) && page > 0 && page * count('per_page') < count('total_count');
  return isMore ? `${url}&page=${page + 1}` : undefined;
}

/**
 * The names under which a gateway picks the model itself, by rules of its owner's; they are called on `/compat`.
 * https://developers.cloudflare.com/ai-gateway/features/dynamic-routing/usage/, 2026-11
 */
export function readDynamicRoutes(body: unknown): readonly Model[] {
  const given = [listAt(body, 'data', 'routes'), listAt(body, 'result', 'routes'), listAt(body, 'result')];
  return given.flat().flatMap((item) => {
    const id = `dynamic/${textAt(item, 'name') ?? ''}`;
    return id !== 'dynamic/' && !id.includes(' ') && isId(id) ? [{ id, protocols: protocolsOf(id) }] : [];
  });
}

/** Over which protocols a gateway of Cloudflare's serves a model. */
function protocolsOf(id: string): Model['protocols'] {
  return [...new Set(routesTo('', id).map((route) => route.protocol))];
}

/** A flag that a model has not is not among its properties; numbers and flags may be written as text. */
function searched(id: string, item: unknown): Model {
  const properties = new Map(listAt(item, 'properties').map((one) => [textAt(one, 'property_id'), at(one, 'value')]));
  const is = (name: string): boolean => [true, 'true'].includes(properties.get(name) as string);
  const contextWindow = numberIn(properties.get('context_window'));
  const prices = pricesIn(properties.get('price'));
  return {
    id,
    protocols: protocolsOf(id),
    ...(contextWindow !== undefined && Number.isSafeInteger(contextWindow) && contextWindow > 0
      ? { contextWindow }
      : {}),
    ...(prices === undefined ? {} : { prices }),
    ...(is('vision') ? { modalities: ['text', 'image'] } : {}),
    reasoning: is('reasoning'),
    tools: is('function_calling'),
  };
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}

/** `[{ unit: 'per M input tokens', price: 0.35, currency: 'USD' }, …]`; other units are of other things than tokens. */
function pricesIn(value: unknown): Prices | undefined {
  const priceOf = (unit: string): number | undefined => {
    const entry = listAt(value).find((one) => textAt(one, 'unit') === `per M ${unit} tokens`);
    return (textAt(entry, 'currency') ?? 'USD') === 'USD' ? dollars(numberIn(at(entry, 'price'))) : undefined;
  };
  const [input, output, cacheRead] = [priceOf('input'), priceOf('output'), priceOf('cached input')];
  if (input === undefined || output === undefined) return undefined;
  return { input, output, ...(cacheRead === undefined ? {} : { cacheRead }) };
}
