import { at, listAt, textAt } from '../../json-path.ts';
import type { CapabilityWords } from '../capability-words.ts';
import { responses } from './features.ts';

/**
 * OpenAI's Responses API; https://platform.openai.com/docs/guides/images-vision, …/pdf-files, …/tools-web-search,
 * …/prompt-caching, 2026-11. A page is fetched by the tool that searches.
 */
export const capabilities: CapabilityWords = {
  ask: ({ model, text, parts = [], system, after }) => ({
    body: {
      model,
      stream: true,
      store: false,
      ...(system === undefined ? {} : { instructions: system, prompt_cache_key: 'jetway-doctor' }),
      input: [
        ...(after === undefined
          ? []
          : [
              { role: 'user', content: [{ type: 'input_text', text: after.text }] },
              { type: 'function_call', call_id: call, name: after.tool, arguments: JSON.stringify(after.input) },
              { type: 'function_call_output', call_id: call, output: after.result },
              { role: 'assistant', content: [{ type: 'output_text', text: after.result }] },
            ]),
        { role: 'user', content: [...parts, { type: 'input_text', text }] },
      ],
    },
  }),
  limit: (_model, tokens) => ({ max_output_tokens: tokens }),
  image: (png) => ({ type: 'input_image', image_url: `data:image/png;base64,${png}` }),
  pdf: (base64) => ({
    type: 'input_file',
    filename: 'page.pdf',
    file_data: `data:application/pdf;base64,${base64}`,
  }),
  tool: (tool) => ({ tools: [responses.tool(tool)], parallel_tool_calls: true }),
  thinking: { reasoning: { effort: 'medium' } },
  search: {
    body: { tools: [{ type: 'web_search' }] },
    read: (item) => {
      if (textAt(item, 'type') !== 'web_search_call') return undefined;
      return textAt(item, 'status') === 'failed' ? 'the search failed' : true;
    },
  },
  blocks: (event) =>
    [at(event, 'item'), ...listAt(event, 'output'), ...listAt(event, 'response', 'output')].filter(
      (item) => item !== undefined,
    ),
  isThought: (item) => textAt(item, 'type') === 'reasoning',
  calls: (item) =>
    textAt(item, 'type') === 'function_call' ? [textAt(item, 'call_id') ?? textAt(item, 'id') ?? ''] : [],
};

const call = 'call_jetway';
