import type { ProtocolId } from './protocols.ts';

/** A model that a gateway offers. `id` is what the user types after `--model`. */
export interface Model {
  readonly id: string;
  readonly name?: string;
  /** Its maker, as in front of the slash of `vendor/model`: `anthropic`, `openai`, `google` … */
  readonly vendor?: string;
  /** Tokens. */
  readonly contextWindow?: number;
  /** Tokens. */
  readonly maxOutputTokens?: number;
  readonly prices?: Prices;
  /** What it takes as input. */
  readonly modalities?: readonly Modality[];
  readonly reasoning?: boolean;
  /** Whether it calls tools; without, no agent can work with it. */
  readonly tools?: boolean;
  /** Over which protocols this gateway serves it. */
  readonly protocols: readonly ProtocolId[];
}

/** USD per million tokens; what is absent is not known. */
export interface Prices {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

export const modalities = ['text', 'image', 'audio', 'video', 'pdf'] as const;

export type Modality = (typeof modalities)[number];

/** The models of one gateway, and how sure that list is. */
export interface Catalogue {
  readonly models: readonly Model[];
  /** `gateway`: the gateway listed them. `bundled`: shipped with Jetway, of `date`; any other id may work too. */
  readonly source: 'gateway' | 'bundled';
  /** ISO day of a bundled list. */
  readonly date?: string;
  /** When the gateway was asked, in milliseconds since 1970. */
  readonly at: number;
}

/** The models an agent can use, narrowed by a search text that each word of must match. */
export function select(
  models: readonly Model[],
  wanted: { readonly speaks?: readonly ProtocolId[]; readonly search?: string },
): readonly Model[] {
  const { speaks, search = '' } = wanted;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (speaks === undefined && words.length === 0) return models;
  return models.filter(
    (model) =>
      (speaks === undefined || speaks.some((protocol) => model.protocols.includes(protocol))) &&
      (words.length === 0 || matches(`${model.id} ${model.name ?? ''}`.toLowerCase(), words)),
  );
}

function matches(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

/**
 * Whether a list has the model: by its id, without its provider, or under the dated id that a vendor lists in place of
 * the short one (`claude-sonnet-4-5` as `claude-sonnet-4-5-20250929`).
 */
export function offers(models: readonly Model[], id: string): boolean {
  return models.some(
    (model) =>
      model.id === id ||
      model.id.endsWith(`/${id}`) ||
      id.endsWith(`/${model.id}`) ||
      (model.id.startsWith(`${id}-`) && /^\d{8}$/.test(model.id.slice(id.length + 1))),
  );
}

/** The ids nearest to a wrong one: shared pieces between dashes, dots and slashes, longest agreement first. */
export function nearest(id: string, models: readonly Model[], count = 3): readonly string[] {
  const pieces = (text: string): readonly string[] =>
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
  const wanted = new Set(pieces(id));
  return models
    .map((model) => ({ id: model.id, shared: pieces(model.id).filter((piece) => wanted.has(piece)).length }))
    .filter((entry) => entry.shared > 0)
    .toSorted((a, b) => b.shared - a.shared || a.id.length - b.id.length)
    .slice(0, count)
    .map((entry) => entry.id);
}
