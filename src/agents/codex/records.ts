import type { Model } from '../../models/catalogue.ts';
import { listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import { vendorOf } from '../../models/vendors.ts';
import type { ModelEndpoint } from '../agent.ts';

/**
 * A model as Codex's catalogue has it. A key that its version does not know does no harm, and a missing one stops it,
 * so each of ours starts from one of its own (0.134.0 to 0.169.0).
 */
export type ModelRecord = Readonly<Record<string, unknown>>;

/** The records in what `codex debug models --bundled` prints; none where ours can't be made from them. */
export function readRecords(printed: string): readonly ModelRecord[] {
  const records = listAt(parseJson(printed), 'models');
  return records.every(isWhole) ? records : [];
}

function isWhole(item: unknown): item is ModelRecord {
  return textAt(item, 'slug') !== undefined && instructionsOf(item) !== undefined;
}

/** One for each model, in the order of the picker. `own`: not empty. */
export function recordsOf(models: readonly ModelEndpoint[], own: readonly ModelRecord[]): readonly ModelRecord[] {
  const bySlug = new Map(own.map((record) => [record['slug'], record]));
  const base = bySlug.get(plainest) ?? own.toSorted((a, b) => rank(a) - rank(b))[0] ?? {};
  return models.map(({ model, about }, priority) => {
    const known = bySlug.get(bareName(model));
    const record = { ...(known ?? base), ...plain, ...(known ? like(known, about) : unlike(base, model, about)) };
    return {
      ...record,
      slug: model,
      display_name: clean(about.name ?? '') || clean(about.id),
      description: describe(about, record['context_window']),
      priority,
    };
  });
}

/** Of OpenAI's own the one that asks least of a server (0.169.0). */
const plainest = 'gpt-5.5';

/** As the picker has them: those that it lists first. */
function rank(record: ModelRecord): number {
  return (record['visibility'] === 'list' ? 0 : 1_000_000) + (numberAt(record, 'priority') ?? 0);
}

/** Codex knows it: what the vendor's own servers take behind a gateway stays as it is. */
function like(known: ModelRecord, about: Model): ModelRecord {
  const listed = windowOf(about) ?? Infinity;
  // Codex counts what fits as input, and stays below where that gets dearer: mostly less than a gateway lists.
  const lower = (own: unknown): number => Math.min(typeof own === 'number' ? own : Infinity, listed);
  return {
    context_window: lower(known['context_window']),
    max_context_window: lower(known['max_context_window']),
    multi_agent_version: null,
  };
}

/** Codex does not know it: nothing goes out that not every server takes. */
function unlike(base: ModelRecord, model: string, about: Model): ModelRecord {
  const { maxOutputTokens = 0, reasoning = false } = about;
  const window = windowOf(about);
  // OpenAI takes no more than the longest answer leaves of the window, and compaction comes at nine tenths of it.
  const byOpenAi = (about.vendor ?? vendorOf(model)?.id) === 'openai';
  const input = window === undefined || !byOpenAi ? 0 : window - Math.ceil(maxOutputTokens);
  return {
    base_instructions: instructionsOf(base),
    // The same text again, for the most part: half of the record.
    model_messages: null,
    context_window: window ?? unknownWindow,
    max_context_window: window ?? null,
    auto_compact_token_limit: window !== undefined && input < window * 0.9 && input >= window / 2 ? input : null,
    // Without levels a model taken in the picker is asked for the effort `none`, which those that reason may refuse.
    supported_reasoning_levels: reasoning ? listAt(base, 'supported_reasoning_levels').filter(isCommon) : [],
    default_reasoning_level: null,
    default_reasoning_summary: 'none',
    // Up to 0.142.0: whether `reasoning` is sent at all.
    supports_reasoning_summaries: reasoning,
    input_modalities: ['text', ...(about.modalities?.includes('image') === false ? [] : ['image'])],
    supports_image_detail_original: false,
    support_verbosity: false,
    apply_patch_tool_type: null,
    // Null gives a tool of the type `namespace`.
    multi_agent_version: 'disabled',
    // Where two models differ in it, a change from one to the other begins with a compaction.
    comp_hash: null,
  };
}

/** Where nobody knows: a window that is too small costs a compaction, one that is too large the session. Tokens. */
const unknownWindow = 128_000;

/** Codex takes whole numbers, and stops at any other. */
function windowOf({ contextWindow }: Model): number | undefined {
  return contextWindow !== undefined && contextWindow >= 1 ? Math.floor(contextWindow) : undefined;
}

function isCommon(level: unknown): boolean {
  return ['low', 'medium', 'high'].includes(textAt(level, 'effort') ?? '');
}

/**
 * For every model. `use_responses_lite` sends the tools as a part of the input and `tool_mode` has them written in code,
 * which a gateway that translates loses; what is proposed, sold or searched on the vendor's side is none of a gateway's.
 */
const plain: ModelRecord = {
  visibility: 'list',
  supported_in_api: true,
  use_responses_lite: false,
  tool_mode: null,
  supports_search_tool: false,
  experimental_supported_tools: [],
  additional_speed_tiers: [],
  service_tiers: [],
  upgrade: null,
  availability_nux: null,
};

/** `openai/gpt-5.5` and `gpt-5.5-2026-01-01` are `gpt-5.5`, as Codex itself has it. */
export function bareName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).replace(/-\d{4}-\d{2}-\d{2}$/, '');
}

function instructionsOf(record: unknown): string | undefined {
  return textAt(record, 'base_instructions') ?? textAt(record, 'model_messages', 'instructions_template');
}

/** Beside the name in the picker: the id where the name is another, the window, prices per million tokens. */
function describe({ id, name, contextWindow, prices }: Model, window: unknown): string {
  const { input, output } = prices ?? {};
  return [
    ...(name === undefined || name === id ? [] : [id]),
    ...(contextWindow === undefined || typeof window !== 'number' ? [] : [`${tokens(window)} tokens`]),
    ...(input === undefined || output === undefined ? [] : [`${dollars(input)} in, ${dollars(output)} out`]),
  ].join(' · ');
}

function dollars(price: number): string {
  return `$${Number(price.toPrecision(4))}`;
}

function tokens(count: number): string {
  return count < 1_000_000 ? `${Math.round(count / 1000)}K` : `${Math.round(count / 10_000) / 100}M`;
}
