import type { Modality, Model, Prices } from '../catalogue.ts';
import { modalities } from '../catalogue.ts';
import { makerOf } from './key.ts';

/** What the model data say about one model. */
export interface Entry extends Omit<Model, 'protocols'> {
  /** `maker/model`, or an id of Cloudflare's: `@cf/…`. */
  readonly id: string;
}

/**
 * An entry as it is kept, in the order id, name, context window, output, input modalities (`ti`: text and image), reasoning,
 * tools, then the prices for input, output, cache read and cache write. null, or nothing at the end: not known.
 */
export type Row = readonly (string | number | boolean | null)[];

/** Its own order is that of `Row`. */
export function rowOf(entry: Entry): Row {
  const { prices = {} } = entry;
  const row = [
    entry.id,
    entry.name,
    entry.contextWindow,
    entry.maxOutputTokens,
    entry.modalities?.map((modality) => modality[0]).join(''),
    entry.reasoning,
    entry.tools,
    prices.input,
    prices.output,
    prices.cacheRead,
    prices.cacheWrite,
  ].map((value) => value ?? null);
  return row.slice(0, row.findLastIndex((value) => value !== null) + 1);
}

/** Undefined for anything but a row. What is no sane value of a field is not known, and neither is what is not wanted. */
export function entryOf(row: unknown, wanted: { readonly name: boolean; readonly prices: boolean }): Entry | undefined {
  if (!Array.isArray(row) || typeof row[0] !== 'string') return undefined;
  // Read by place: taking a row apart by a pattern goes through an iterator, and a list may have ten thousand models.
  const fields: readonly unknown[] = row;
  const entry: { -readonly [Field in keyof Entry]: Entry[Field] } = { id: row[0], vendor: makerOfId(row[0]) };
  if (wanted.name && typeof fields[1] === 'string') entry.name = fields[1];
  if (isCount(fields[2])) entry.contextWindow = fields[2];
  if (isCount(fields[3])) entry.maxOutputTokens = fields[3];
  if (typeof fields[4] === 'string') entry.modalities = modalitiesOf(fields[4]);
  if (typeof fields[5] === 'boolean') entry.reasoning = fields[5];
  if (typeof fields[6] === 'boolean') entry.tools = fields[6];
  const prices = wanted.prices ? pricesOf(fields[7], fields[8], fields[9], fields[10]) : undefined;
  if (prices !== undefined) entry.prices = prices;
  return entry;
}

/** `anthropic/claude-…` → `anthropic`, `@cf/zai-org/glm-…` → `zai`. */
export function makerOfId(id: string): string {
  if (!id.startsWith('@')) return id.slice(0, id.indexOf('/'));
  const maker = id.split('/', 2)[1] ?? '';
  return makerOf(maker) ?? maker;
}

function modalitiesOf(letters: string): readonly Modality[] {
  if (letters === 't') return textOnly;
  return letters === 'ti' ? textAndImages : modalities.filter((modality) => letters.includes(modality.charAt(0)));
}

const textOnly: readonly Modality[] = ['text'];
const textAndImages: readonly Modality[] = ['text', 'image'];

/** Where input and output cost nothing, they were not recorded. */
export function pricesOf(input: unknown, output: unknown, cacheRead: unknown, cacheWrite: unknown): Prices | undefined {
  if (!isPrice(input) || !isPrice(output) || (input === 0 && output === 0)) return undefined;
  const prices: { -readonly [Field in keyof Prices]: Prices[Field] } = { input, output };
  // 0 stands for no price recorded.
  if (isPrice(cacheRead) && cacheRead > 0) prices.cacheRead = cacheRead;
  if (isPrice(cacheWrite) && cacheWrite > 0) prices.cacheWrite = cacheWrite;
  return prices;
}

/** Tokens; the largest window sold is 10 million (2026-11). */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= 20_000_000;
}

/** USD per million tokens; the dearest sold is 600 (2026-11). */
function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 2000;
}

export function isModality(value: unknown): value is Modality {
  return (modalities as readonly unknown[]).includes(value);
}
