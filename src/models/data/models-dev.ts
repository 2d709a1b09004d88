import { at, textAt } from '../../json-path.ts';
import { isModality, pricesOf, type Row } from './entry.ts';
import { gather, isMadeBy, makesNothing, type Offer } from './gather.ts';
import { hasOnePrice, makerOf } from './key.ts';

/**
 * Reads models.dev's api.json: `{ <provider>: { models: { <id>: { name, reasoning, tool_call, modalities, limit, cost } } } }`,
 * cost in USD per million tokens. https://github.com/anomalyco/models.dev, 2026-11. Junk gives no rows.
 */
export function readModelsDev(body: unknown): Readonly<Record<string, Row>> {
  return gather([
    ...makers.flatMap(([provider, maker]) =>
      modelsOf(body, provider)
        .filter(({ id }) => isMadeBy(maker, id))
        .map((model) => offer(model, maker, model.id, true)),
    ),
    ...modelsOf(body, 'cloudflare-workers-ai')
      .filter(({ id }) => id.startsWith('@'))
      .map((model) => offer(model, '', model.id, true)),
    ...hosts.flatMap((host) =>
      modelsOf(body, host).flatMap((model) => {
        const [, prefix = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(model.id) ?? [];
        return name === '' || makesNothing(prefix)
          ? []
          : [offer(model, makerOf(prefix) ?? prefix, name, hasOnePrice(makerOf(prefix) ?? prefix))];
      }),
    ),
  ]);
}

/** Its providers that make what they sell, each with the maker's name. */
const makers = [
  ['anthropic', 'anthropic'],
  ['openai', 'openai'],
  ['google', 'google'],
  ['xai', 'xai'],
  ['deepseek', 'deepseek'],
  ['mistral', 'mistral'],
  ['moonshotai', 'moonshotai'],
  ['zai', 'zai'],
  ['minimax', 'minimax'],
  ['alibaba', 'qwen'],
  ['llama', 'meta'],
  ['xiaomi', 'xiaomi'],
  ['cohere', 'cohere'],
] as const;

const hosts = ['openrouter', 'vercel', 'huggingface'] as const;

interface Listed {
  readonly id: string;
  readonly about: unknown;
}

function modelsOf(body: unknown, provider: string): readonly Listed[] {
  const models = at(body, provider, 'models');
  if (typeof models !== 'object' || models === null || Array.isArray(models)) return [];
  return Object.entries(models).map(([id, about]) => ({ id, about: about as unknown }));
}

function offer({ about }: Listed, maker: string, name: string, priced: boolean): Offer {
  const input = at(about, 'modalities', 'input');
  const cost = (field: string): unknown => at(about, 'cost', field);
  return {
    maker,
    name,
    title: textAt(about, 'name'),
    contextWindow: at(about, 'limit', 'context'),
    maxOutputTokens: at(about, 'limit', 'output'),
    modalities: Array.isArray(input) ? input.filter(isModality) : [],
    reasoning: at(about, 'reasoning'),
    tools: at(about, 'tool_call'),
    prices: priced ? pricesOf(cost('input'), cost('output'), cost('cache_read'), cost('cache_write')) : undefined,
  };
}
