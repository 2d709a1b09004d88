import { makerOf } from './key.ts';

/** What an id of a gateway's says about the model behind it. */
export interface Identity {
  /** The model's name, in its maker's spelling or another; or an id of Cloudflare's: `@cf/…`. */
  readonly name: string;
  /** The maker that the id names in front of the model. */
  readonly maker: string | undefined;
  /** Whether it is that model itself: not for a fine-tune, nor for a tag that anything may stand behind. */
  readonly itself: boolean;
  /** Whose prices it has: its maker's, its maker's where those are the same everywhere, or a host's that are not known. */
  readonly price: 'own' | 'passed on' | 'other';
}

/**
 * Reads an id as gateways write it: `openrouter/anthropic/claude-sonnet-4.5:beta`,
 * `bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `vertex_ai/claude-sonnet-4-5@20250929`,
 * `databricks-claude-sonnet-4-5`, `qwen3-coder:30b`, `Qwen/Qwen3-Coder-30B-A3B-Instruct`, `@cf/openai/gpt-oss-120b`.
 * Undefined for what names no one model: `dynamic/<route>`.
 */
export function identify(id: string): Identity | undefined {
  const segments = id.split('/');
  const last = segments.pop() ?? '';
  const [first] = segments;
  // The second are OpenRouter's names that move from model to model.
  if (first === 'dynamic' || first?.startsWith('~') === true || last === '') return undefined;
  // Cloudflare serves some with smaller windows than others do: they have entries of their own.
  if (id.includes('@cf/') || id.includes('@hf/')) {
    const own = segments.findIndex((segment) => segment.startsWith('@'));
    const name = [...segments.slice(own), last].join('/').toLowerCase();
    return { name, maker: makerOf(segments[own + 1] ?? ''), itself: true, price: 'own' };
  }
  const isFireworks = first === 'accounts' || first === 'fireworks_ai';
  const prefix = segments.at(-1) === 'models' ? segments.at(-2) : segments.at(-1);
  // Fireworks writes `glm-5p3`.
  const inner = unwrapped(isFireworks ? last.replaceAll(/(?<=\d)p(?=\d)/g, '.') : last);
  const tagged = withoutTag(inner.name);
  if (tagged === undefined || tagged.name === '') return undefined;
  // Hugging Face's spelling, which servers of one's own have too; MiniMax itself writes that way.
  const isFile = prefix !== undefined && prefix !== 'minimax' && last !== last.toLowerCase();
  return {
    name: tagged.name,
    maker: inner.maker ?? (prefix === undefined ? undefined : makerOf(prefix)),
    itself: tagged.itself,
    price: inner.priced && tagged.priced && !isFile && !isFireworks ? priceOf(segments) : 'other',
  };
}

/**
 * The name without what does not make it another model: a date, `-latest`, how its numbers are stored, when it answers.
 * `same`: none of the last two, which make it another price.
 */
export function otherNames(name: string): readonly { readonly name: string; readonly same: boolean }[] {
  const names = [name.replace(/[-@]20\d\d-?[01]\d-?[0-3]\d$/, '')];
  if (name.startsWith('gemini-')) names.push(name.replace(/[-@]00\d$/, ''));
  // Anthropic's `claude-sonnet-4-0`, and `-latest` where a version stands before it: elsewhere that moves on.
  if (name.startsWith('claude-')) names.push(name.replace(/(\d.*)-(?:latest|0)$/, '$1'));
  let plain = name.replace(/-(?:batch|free)$/, '');
  while (quantised.test(plain)) plain = plain.replace(quantised, '');
  return [...names.map((other) => ({ name: other, same: true })), { name: plain, same: false }].filter(
    (other) => other.name !== name && other.name !== '',
  );
}

function priceOf(segments: readonly string[]): Identity['price'] {
  let price: Identity['price'] = 'own';
  for (const segment of segments) {
    if (makerOf(segment) !== undefined) continue;
    if (!passOn.has(segment.toLowerCase())) return 'other';
    price = 'passed on';
  }
  return price;
}

/** Where a model of a maker's with one price costs just that. */
const passOn: ReadonlySet<string> = new Set([
  'models',
  'responses',
  'chat',
  'openrouter',
  'vercel',
  'vercel_ai_gateway',
  'vercel-ai-gateway',
  'azure',
  'vertex',
  'vertex_ai',
  'google-vertex',
]);

interface Unwrapped {
  readonly name: string;
  readonly maker?: string;
  readonly priced: boolean;
}

/** Without what Bedrock, Databricks and Vertex put around a name. */
function unwrapped(text: string): Unwrapped {
  if (text.startsWith('databricks-')) return { name: text.slice('databricks-'.length), priced: false };
  if (text.startsWith('system.ai.')) return { name: text.slice('system.ai.'.length), priced: false };
  // Vertex AI sells those of other makers at prices of its own.
  if (text.endsWith('-maas')) return { name: text.slice(0, -'-maas'.length), priced: false };
  if (text.includes('@')) return { name: text.replace(/@(?:default|latest)$/, ''), priced: true };
  const name = text.includes(':') ? text.replace(/-v?\d+:0(?::\d+k)?$/, '') : text;
  const dot = name.indexOf('.');
  const isRegion = dot !== -1 && regions.has(name.slice(0, dot));
  const start = isRegion ? dot + 1 : 0;
  const end = isRegion ? name.indexOf('.', start) : dot;
  const prefix = name.slice(start, end);
  const maker = end === -1 ? undefined : makerOf(prefix);
  if (maker === undefined) return { name, priced: true };
  const rest = name.slice(end + 1);
  // `deepseek.v3.2` leaves out what `anthropic.claude-…` repeats. Bedrock's prices are Amazon's own: within a region, and
  // for some models everywhere, a tenth more. https://aws.amazon.com/bedrock/pricing/, 2026-11
  return { name: /^[vr]\d/.test(rest) ? `${prefix}-${rest}` : rest, maker, priced: false };
}

const regions: ReadonlySet<string> = new Set([
  'us',
  'us-gov',
  'eu',
  'apac',
  'ap',
  'au',
  'ca',
  'in',
  'jp',
  'sa',
  'global',
]);

interface Tagged {
  readonly name: string;
  readonly itself: boolean;
  readonly priced: boolean;
}

/** Without what stands behind a colon, as far as that changes nothing. */
function withoutTag(text: string): Tagged | undefined {
  const colon = text.indexOf(':');
  if (colon === -1) return { name: text, itself: true, priced: true };
  // `ft:gpt-4o-mini-2024-07-18:team::id`
  if (text.startsWith('ft:')) return { name: text.split(':')[1] ?? '', itself: false, priced: false };
  const name = text.slice(0, colon);
  const tag = text.slice(colon + 1).toLowerCase();
  if (tag === 'beta' || tag === 'thinking') return { name, itself: true, priced: true };
  if (otherTerms.has(tag) || quantised.exec(`-${tag}`)?.index === 0) return { name, itself: true, priced: false };
  if (tag === 'latest' || tag === 'cloud') return { name, itself: false, priced: false };
  // Of a longer window nothing is known.
  if (tag === 'extended') return undefined;
  // Ollama's tags begin with the size.
  return { name: `${name}-${tag.replace(/-cloud$/, '')}`, itself: true, priced: false };
}

/** The same model at another price. https://openrouter.ai/docs/guides/routing/model-variants, 2026-11 */
const otherTerms: ReadonlySet<string> = new Set(['free', 'batch', 'nitro', 'floor', 'exacto', 'online']);

const quantised =
  /[-_](?:fp8|fp16|fp4|nvfp4|mxfp4|bf16|awq|gptq|int[48]|gguf|mlx|[48]bit|i?q\d(?:_[a-z0-9]+)*)(?:-dynamic)?$/i;
