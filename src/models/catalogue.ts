import type { Failure } from '../failure.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import { spanOf } from '../text.ts';

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

/**
 * Whether a text can be a model's id: it is printed as it stands, one a line, so nothing in it may break a line, move a
 * cursor or stand unseen at an end. llama.cpp takes a file's path for one, with blanks and letters of any script.
 */
export function isId(text: string): boolean {
  if (text === '' || text.length > 256) return false;
  // The classes of Unicode take a millisecond to compile, and most ids need none of them.
  return /^[!-~]+$/.test(text) || (text === text.trim() && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text));
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
  /** Why none of the gateway's lists answered, where the bundled models are all there is. */
  readonly unanswered?: Failure;
}

/** What narrows a list; what is absent asks for nothing. */
export interface Wanted {
  /** Of an agent: over one of these. */
  readonly speaks?: readonly ProtocolId[];
  /** The gateway's ways to a model, where a list may name a protocol over which it can't be reached. */
  readonly routes?: (id: string) => readonly { readonly protocol: ProtocolId }[];
  /** Each word of it is in the id or the name. */
  readonly search?: string;
  /** Only models that are known to call tools. */
  readonly tools?: boolean;
  /** Tokens; only models whose window is known to be as large. */
  readonly minContext?: number;
}

export function select(models: readonly Model[], wanted: Wanted): readonly Model[] {
  const { speaks, routes, search = '', tools = false, minContext } = wanted;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (speaks === undefined && words.length === 0 && !tools && minContext === undefined) return models;
  return models.filter(
    (model) =>
      (minContext === undefined || (model.contextWindow ?? 0) >= minContext) &&
      (!tools || model.tools === true) &&
      (words.length === 0 || matches(`${model.id} ${model.name ?? ''}`.toLowerCase(), words)) &&
      (speaks === undefined || isSpokenTo(model, speaks, routes)),
  );
}

function matches(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

/** Whether who speaks these can use the model: over a protocol that the list names and, with `routes`, the gateway has a way to. */
export function isSpokenTo(model: Model, speaks: readonly ProtocolId[], routes?: Wanted['routes']): boolean {
  const served = speaks.filter((protocol) => model.protocols.includes(protocol));
  if (served.length === 0 || routes === undefined) return served.length > 0;
  return routes(model.id).some((way) => served.includes(way.protocol));
}

export const orders = ['price', 'context', 'name'] as const;

/** `price`: cheapest first, input and output added; `context`: largest window first. What is not known comes last. */
export type Order = (typeof orders)[number];

export function sort(models: readonly Model[], order: Order): readonly Model[] {
  if (order === 'name') {
    const { compare } = new Intl.Collator('en', { numeric: true });
    return models.toSorted((a, b) => compare(a.name ?? a.id, b.name ?? b.id) || compare(a.id, b.id));
  }
  const figure = order === 'price' ? price : (model: Model): number => -(model.contextWindow ?? Number.NaN);
  const ranked = models.map((model) => ({ model, rank: figure(model) }));
  const known = ranked.filter(({ rank }) => !Number.isNaN(rank)).toSorted((a, b) => a.rank - b.rank);
  return [...known, ...ranked.filter(({ rank }) => Number.isNaN(rank))].map(({ model }) => model);
}

function price({ prices }: Model): number {
  return (prices?.input ?? Number.NaN) + (prices?.output ?? Number.NaN);
}

/** The user's preferred models come first, in the user's order; `unlisted` makes those that the list has not. */
export function preferredFirst(
  models: readonly Model[],
  preferred: readonly string[],
  unlisted: (id: string) => Model,
): readonly Model[] {
  if (preferred.length === 0) return models;
  const wanted = new Set(preferred);
  const listed = new Map(models.filter(({ id }) => wanted.has(id)).map((model) => [model.id, model]));
  return [...[...wanted].map((id) => listed.get(id) ?? unlisted(id)), ...models.filter(({ id }) => !wanted.has(id))];
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

/** Tokens as people say them: `200k`, `1M`, `1.05M`. */
export function formatTokens(count: number): string {
  if (count < 1000) return String(count);
  const thousands = Math.round(count / 1000);
  return thousands < 1000 ? `${thousands}k` : `${Number((count / 1_000_000).toFixed(2))}M`;
}

/** USD without the sign, to a hundredth of a cent: `3`, `0.075`. */
export function formatPrice(usd: number): string {
  return usd > 0 && usd < 0.0001 ? '<0.0001' : String(Number(usd.toFixed(4)));
}

/** How long ago; `a moment ago` within the first minute. */
export function formatAge(milliseconds: number): string {
  return milliseconds < 60_000 ? 'a moment ago' : `${spanOf(milliseconds)} ago`;
}

/** The number of tokens in `200k`, `1M` or `200000`; undefined for anything else. */
export function parseTokens(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d+)?)([km]?)$/i.exec(text.trim().replaceAll('_', '')) ?? [];
  if (digits === undefined) return undefined;
  return Math.round(Number(digits) * ({ k: 1000, m: 1_000_000 }[unit.toLowerCase()] ?? 1));
}
