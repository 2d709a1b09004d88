import type { JsonObject } from '../../agents/agent.ts';
import type { Feature } from '../../agents/agent-doctor.ts';
import { brief, type Question, type Tool } from '../turn.ts';

/** Google's Gemini API; it streams by its path. */
export const gemini = {
  question: (text: string, budget: number): Question => ({
    body: { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: { maxOutputTokens: budget } },
    budget,
  }),

  systemInstruction: {
    id: 'system-instruction',
    name: 'systemInstruction',
    body: { systemInstruction: { role: 'user', parts: [{ text: brief }] } },
    words: /system_?instruction/i,
  },

  sampling: {
    id: 'sampling',
    name: 'temperature, topP and topK',
    body: { generationConfig: { temperature: 1, topP: 0.95, topK: 64 } },
    words: /top_?[kp]\b|temperature/i,
  },

  /** `amount`: how much, in the words of the model's generation. */
  thinking: (amount: JsonObject = {}): Feature => ({
    id: 'thinking',
    name: 'thinkingConfig',
    body: { generationConfig: { thinkingConfig: { includeThoughts: true, ...amount } } },
    words: /thinking_?(?:config|budget|level)|include_?thoughts|\bthinking\b/i,
  }),

  tool: ({ schema, ...named }: Tool): JsonObject => ({
    functionDeclarations: [{ ...named, parametersJsonSchema: schema }],
  }),
} as const;
