import type { JsonObject } from '../../agents/agent.ts';
import type { Feature } from '../../agents/agent-doctor.ts';
import { brief, outputLimit, streaming, type Question, type Tool } from '../turn.ts';

/** OpenAI's Chat Completions API. */
export const chat = {
  question: (model: string, text: string, budget: number): Question => ({
    body: { model, messages: [{ role: 'user', content: text }] },
    budget,
  }),

  /** The question behind a system prompt. */
  instructed: (model: string, text: string, budget: number, role: 'system' | 'developer' = 'system'): Question => ({
    body: {
      model,
      messages: [
        { role, content: brief },
        { role: 'user', content: text },
      ],
    },
    budget,
  }),

  /** The question with its text in a list of parts. */
  questionInParts: (model: string, text: string, budget: number): Question => ({
    body: { model, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
    budget,
  }),

  /** A stream that ends with the number of tokens. */
  streaming: [
    streaming,
    {
      id: 'stream-options',
      name: 'stream_options',
      body: { stream_options: { include_usage: true } },
      words: /stream_options|include_usage/i,
      with: 'streaming',
    },
  ],

  outputLimit: (name: 'max_tokens' | 'max_completion_tokens', budget: number): Feature => outputLimit(name, budget),

  reasoning: {
    id: 'reasoning',
    name: 'reasoning_effort',
    body: { reasoning_effort: 'medium' },
    words: /reasoning_effort|\beffort\b/i,
  },

  tool: ({ schema, ...named }: Tool): JsonObject => ({ type: 'function', function: { ...named, parameters: schema } }),
} as const;
