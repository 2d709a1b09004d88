import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { CapabilityWords } from '../capability-words.ts';
import { chat } from './features.ts';
import { isOpenAiReasoning } from './request-options.ts';

/**
 * OpenAI's Chat Completions API; https://platform.openai.com/docs/guides/images-vision?api-mode=chat, …/pdf-files, 2026-11.
 * A search is the model's own there, or a gateway's; no agent asks for one.
 */
export const capabilities: CapabilityWords = {
  ask: ({ model, text, parts = [], system, after }) => ({
    body: {
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system }]),
        ...(after === undefined
          ? []
          : [
              { role: 'user', content: after.text },
              {
                role: 'assistant',
                content: null,
                tool_calls: [
                  {
                    id: call,
                    type: 'function',
                    function: { name: after.tool, arguments: JSON.stringify(after.input) },
                  },
                ],
              },
              { role: 'tool', tool_call_id: call, content: after.result },
              { role: 'assistant', content: after.result },
            ]),
        { role: 'user', content: parts.length === 0 ? text : [...parts, { type: 'text', text }] },
      ],
    },
  }),
  limit: (model, tokens) => ({ [isOpenAiReasoning(model) ? 'max_completion_tokens' : 'max_tokens']: tokens }),
  image: (png) => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }),
  pdf: (base64) => ({
    type: 'file',
    file: { filename: 'page.pdf', file_data: `data:application/pdf;base64,${base64}` },
  }),
  tool: (tool) => ({ tools: [chat.tool(tool)] }),
  thinking: { reasoning_effort: 'medium' },
  blocks: (event) =>
    [at(event, 'choices', 0, 'delta'), at(event, 'choices', 0, 'message')].filter((made) => made !== undefined),
  isThought: (made) =>
    ['reasoning', 'reasoning_content'].some((name) => (textAt(made, name) ?? '') !== '') ||
    listAt(made, 'reasoning_details').length > 0,
  calls: (made) => listAt(made, 'tool_calls').map((one, index) => String(numberAt(one, 'index') ?? index)),
};

const call = 'call_jetway';
