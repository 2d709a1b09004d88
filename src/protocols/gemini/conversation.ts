import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { sum, texts, type Conversation } from '../summary.ts';

/** https://ai.google.dev/api/generate-content, 2026-11 */
export const conversation: Conversation = {
  ask: (_model, { message, system }, maxTokens) => ({
    body: {
      ...(system === undefined ? {} : { systemInstruction: { parts: [{ text: system }] } }),
      contents: [{ role: 'user', parts: [{ text: message }] }],
      generationConfig: { maxOutputTokens: maxTokens },
    },
  }),
  read: (event) => ({
    text: texts(listAt(event, 'candidates', 0, 'content', 'parts').filter((part) => at(part, 'thought') !== true)),
    tokensIn: numberAt(event, 'usageMetadata', 'promptTokenCount'),
    tokensOut: sum(at(event, 'usageMetadata'), 'candidatesTokenCount', 'thoughtsTokenCount'),
    model: textAt(event, 'modelVersion'),
    stop: textAt(event, 'candidates', 0, 'finishReason') ?? textAt(event, 'promptFeedback', 'blockReason'),
  }),
};
