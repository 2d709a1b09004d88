import type { JsonObject } from '../../agents/agent.ts';
import type { Feature } from '../../agents/agent-doctor.ts';
import { brief, outputLimit, type Question, type Tool } from '../turn.ts';

/** OpenAI's Responses API. */
export const responses = {
  question: (model: string, text: string, budget: number): Question => ({
    body: { model, input: [{ role: 'user', content: [{ type: 'input_text', text }] }] },
    budget,
  }),

  outputLimit: (budget: number): Feature => outputLimit('max_output_tokens', budget),

  /** A system prompt as a message. */
  instructing: (role: 'developer' | 'system'): Feature => ({
    id: 'developer-messages',
    name: `messages of the role ${role}`,
    body: { input: [{ role, content: brief }] },
    words: /\bdeveloper\b|\broles?\b/i,
  }),

  store: { id: 'store', name: 'store: false', body: { store: false }, words: /\bstore\b/i },

  cacheKey: (key: string): Feature => ({
    id: 'cache-key',
    name: 'prompt_cache_key',
    body: { prompt_cache_key: key },
    words: /prompt_cache_key/i,
  }),

  encryptedReasoning: {
    id: 'encrypted-reasoning',
    name: 'include: reasoning.encrypted_content',
    body: { include: ['reasoning.encrypted_content'] },
    words: /\binclude\b|encrypted_content|encrypted reasoning/i,
  },

  reasoning: (reasoning: JsonObject): Feature => ({
    id: 'reasoning',
    name: 'reasoning',
    body: { reasoning },
    words: /\breasoning\b(?!\.encrypted)|\beffort\b/i,
  }),

  verbosity: {
    id: 'verbosity',
    name: 'text.verbosity',
    body: { text: { verbosity: 'low' } },
    words: /verbosity|\btext\b/i,
  },

  tool: ({ schema, ...named }: Tool): JsonObject => ({ type: 'function', ...named, parameters: schema }),

  parallelToolCalls: {
    id: 'parallel-tool-calls',
    name: 'parallel_tool_calls',
    body: { parallel_tool_calls: true },
    words: /parallel_tool_calls|parallel tool/i,
    with: 'tools',
  },
} as const;
