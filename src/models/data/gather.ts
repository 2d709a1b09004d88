import { type Modality, type Prices } from '../catalogue.ts';
import { isCount, rowOf, type Row } from './entry.ts';
import { keyOf } from './key.ts';

/** A model as one source describes it, still with what is no sane value. */
export interface Offer {
  readonly maker: string;
  /** Without the maker; or an id of Cloudflare's own, `@cf/…`. */
  readonly name: string;
  readonly title?: unknown;
  readonly contextWindow?: unknown;
  readonly maxOutputTokens?: unknown;
  readonly modalities?: readonly Modality[];
  readonly reasoning?: unknown;
  readonly tools?: unknown;
  readonly prices?: Prices | undefined;
}

/** Rows by key, sorted. Of several offers of one model the first stands. */
export function gather(offers: readonly Offer[]): Readonly<Record<string, Row>> {
  const rows = new Map<string, Row>();
  for (const offer of offers) {
    const free = offer.name.endsWith(':free');
    const name = free ? offer.name.slice(0, -':free'.length) : offer.name;
    const key = name.startsWith('@') ? name.toLowerCase() : keyOf(name);
    if (key === '' || rows.has(key) || !isOneModel(name) || !isCount(offer.contextWindow)) continue;
    rows.set(key, toRow({ ...offer, name, ...(free ? { prices: undefined } : {}) }, offer.contextWindow));
  }
  return Object.fromEntries([...undated(rows)].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Routers, names that move from model to model, and a model on other terms are not. */
function isOneModel(name: string): boolean {
  // A short plain word (`apex`, `beam`) may be anybody's name for anything.
  if (name.length <= 8 && /^[a-z]+$/i.test(name)) return false;
  return (
    /^[!-~]{1,256}$/.test(name) &&
    !/^~|:|[-/](?:batch|free|beta)$|^(?:auto|auto-.*|free|fusion|chat-latest)$/.test(name)
  );
}

function toRow(offer: Offer, contextWindow: number): Row {
  const { maker, name, title, maxOutputTokens, modalities, reasoning, tools, prices } = offer;
  const known = typeof title === 'string' ? titleOf(title) : undefined;
  return rowOf({
    id: name.startsWith('@') ? name : `${maker}/${name}`,
    ...(known === undefined ? {} : { name: known }),
    contextWindow,
    // Some write nearly the whole window where there is no limit; an agent that keeps that free has no room to ask.
    ...(isCount(maxOutputTokens) && maxOutputTokens <= contextWindow * 0.8 ? { maxOutputTokens } : {}),
    ...(modalities === undefined || modalities.length === 0 ? {} : { modalities }),
    ...(typeof reasoning === 'boolean' ? { reasoning } : {}),
    ...(typeof tools === 'boolean' ? { tools } : {}),
    ...(prices === undefined || isOpen(name) ? {} : { prices }),
  });
}

/** `Anthropic: Claude Sonnet 4.5 (latest)` → `Claude Sonnet 4.5`. Undefined where it could not be printed as it is. */
function titleOf(text: string): string | undefined {
  const title = text
    .replace(/^[^:]{1,30}: /, '')
    .replace(/ \((?:free|global|latest)\)$/i, '')
    .trim();
  return title.length > 0 && title.length <= 80 && /^[ -~]+$/.test(title) ? title : undefined;
}

/** A dated name is left out where the name alone says the same, and gives it its entry where there is no other. */
function undated(rows: ReadonlyMap<string, Row>): ReadonlyMap<string, Row> {
  const kept = new Map(rows);
  for (const [key, [id, title, ...rest]] of rows) {
    const name = typeof id === 'string' ? id.replace(/-20\d\d-?[01]\d-?[0-3]\d$/, '') : id;
    if (typeof name !== 'string' || name === id) continue;
    const short = keyOf(name.slice(name.indexOf('/') + 1));
    const [, , ...other] = kept.get(short) ?? [];
    if (!kept.has(short)) kept.set(short, [name, title ?? null, ...rest]);
    if (other.length === 0 || JSON.stringify(rest) === JSON.stringify(other)) kept.delete(key);
  }
  return kept;
}

/** False for another maker's model, as some makers sell them too: `zai-glm-5-3` at Mistral. */
export function isMadeBy(maker: string, name: string): boolean {
  const family = families.find(([pattern]) => pattern.test(name.toLowerCase()));
  return family === undefined || family[1] === maker;
}

const families: readonly (readonly [RegExp, string])[] = [
  [/^claude/, 'anthropic'],
  [/^(?:gpt|chatgpt|o\d)/, 'openai'],
  [/^gem(?:ini|ma)/, 'google'],
  [/^grok/, 'xai'],
  [/^deepseek/, 'deepseek'],
  [/^(?:zai-)?glm/, 'zai'],
  [/^(?:moonshot-)?kimi/, 'moonshotai'],
  [/^minimax/, 'minimax'],
  [/^qw(?:en|q)/, 'qwen'],
  [/^(?:meta-)?llama/, 'meta'],
  [/^(?:mistral|ministral|mixtral|codestral|devstral|magistral)/, 'mistral'],
];

/** A name with a size is one of open weights: whoever serves it, oneself too, has a price of its own. */
function isOpen(name: string): boolean {
  return !name.startsWith('@') && /\d+b(?:-|$)/i.test(name);
}

/** Routers choose a model, or hide it; `~openai/gpt-latest` moves from one to the next. */
export function makesNothing(prefix: string): boolean {
  return prefix.startsWith('~') || ['openrouter', 'typesafe', 'stealth'].includes(prefix);
}
