import { at, listAt, textAt } from '../../json-path.ts';
import type { CapabilityWords } from '../capability-words.ts';
import { gemini } from './features.ts';

/**
 * Google's Gemini API; https://ai.google.dev/gemini-api/docs/image-understanding, …/document-processing, …/google-search,
 * …/url-context, …/caching, 2026-11. It caches by itself.
 */
export const capabilities: CapabilityWords = {
  ask: ({ text, parts = [], system, after }) => ({
    body: {
      ...(system === undefined ? {} : { systemInstruction: { role: 'user', parts: [{ text: system }] } }),
      contents: [
        ...(after === undefined
          ? []
          : [
              { role: 'user', parts: [{ text: after.text }] },
              {
                role: 'model',
                parts: [
                  {
                    functionCall: { name: after.tool, args: after.input },
                    // In place of a signature that no model gave: https://ai.google.dev/gemini-api/docs/thought-signatures
                    thoughtSignature: 'skip_thought_signature_validator',
                  },
                ],
              },
              { role: 'user', parts: [{ functionResponse: { name: after.tool, response: { output: after.result } } }] },
              { role: 'model', parts: [{ text: after.result }] },
            ]),
        { role: 'user', parts: [...parts, { text }] },
      ],
    },
  }),
  limit: (_model, tokens) => ({ generationConfig: { maxOutputTokens: tokens } }),
  image: (data) => ({ inlineData: { mimeType: 'image/png', data } }),
  pdf: (data) => ({ inlineData: { mimeType: 'application/pdf', data } }),
  tool: (tool) => ({ tools: [gemini.tool(tool)] }),
  thinking: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
  search: {
    body: { tools: [{ googleSearch: {} }] },
    read: (candidate) => (at(candidate, 'groundingMetadata') === undefined ? undefined : true),
  },
  fetch: {
    body: { tools: [{ urlContext: {} }] },
    read: (candidate) => {
      const status = textAt(candidate, 'urlContextMetadata', 'urlMetadata', 0, 'urlRetrievalStatus');
      if (status === undefined) return undefined;
      return /SUCCESS$/.test(status) ? true : status;
    },
  },
  blocks: (event) => [...listAt(event, 'candidates'), ...listAt(event, 'candidates', 0, 'content', 'parts')],
  isThought: (part) => at(part, 'thought') === true,
  calls: (part) => {
    const called = at(part, 'functionCall');
    return called === undefined ? [] : [JSON.stringify(called)];
  },
};
