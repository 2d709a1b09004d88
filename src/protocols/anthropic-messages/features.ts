import type { JsonObject } from '../../agents/agent.ts';
import type { Feature } from '../../agents/agent-doctor.ts';
import { brief, type Question, type Tool } from '../turn.ts';

/** Of the API, in its header. */
const version = '2023-06-01';

/** Anthropic's Messages API. */
export const messages = {
  version,

  question: (model: string, text: string, budget: number): Question => ({
    headers: { 'anthropic-version': version },
    body: { model, max_tokens: budget, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
    budget,
  }),

  /** The fewest tokens that it takes for a thought with a budget; they are part of the output. */
  leastThinking: 1024,

  systemBlocks: {
    id: 'system-blocks',
    name: 'system text in blocks',
    body: { system: [{ type: 'text', text: brief }] },
    words: /\bsystem\b/i,
  },

  cacheControl: {
    id: 'cache-control',
    name: 'cache_control',
    body: { system: [{ type: 'text', text: brief, cache_control: { type: 'ephemeral' } }] },
    words: /cache[_ -]control|prompt caching/i,
  },

  thinking: (thinking: JsonObject): Feature => ({
    id: 'thinking',
    name: 'thinking',
    body: { thinking },
    words: /\bthinking\b|budget_tokens|adaptive/i,
  }),

  /** With the beta in which the model goes on thinking between calls. */
  interleavedThinking: (thinking: JsonObject): Feature => ({
    id: 'thinking',
    name: 'thinking',
    headers: { 'anthropic-beta': 'interleaved-thinking-2025-05-14' },
    body: { thinking },
    words: /\bthinking\b|budget_tokens|adaptive|anthropic-beta/i,
  }),

  tool: ({ schema, ...named }: Tool): JsonObject => ({ ...named, input_schema: schema }),

  /** `tool`: another one than in `tools`, in the protocol's shape. */
  eagerInputStreaming: (tool: JsonObject): Feature => ({
    id: 'eager-input-streaming',
    name: 'eager_input_streaming of tools',
    body: { tools: [{ ...tool, eager_input_streaming: true }] },
    words: /eager_input_streaming/i,
    with: 'tools',
  }),
} as const;
