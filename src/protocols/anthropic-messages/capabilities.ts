import { at, listAt, textAt } from '../../json-path.ts';
import type { CapabilityWords } from '../capability-words.ts';
import { messages } from './features.ts';

/**
 * Anthropic's Messages API; https://docs.claude.com/en/docs/build-with-claude/vision, …/pdf-support, …/prompt-caching and
 * https://docs.claude.com/en/docs/agents-and-tools/tool-use/web-search-tool, …/web-fetch-tool, 2026-11.
 */
export const capabilities: CapabilityWords = {
  ask: ({ model, text, parts = [], system, after }) => ({
    headers: { 'anthropic-version': messages.version },
    body: {
      model,
      stream: true,
      ...(system === undefined
        ? {}
        : { system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }] }),
      messages: [
        ...(after === undefined
          ? []
          : [
              { role: 'user', content: [{ type: 'text', text: after.text }] },
              { role: 'assistant', content: [{ type: 'tool_use', id: call, name: after.tool, input: after.input }] },
              { role: 'user', content: [{ type: 'tool_result', tool_use_id: call, content: after.result }] },
              { role: 'assistant', content: [{ type: 'text', text: after.result }] },
            ]),
        { role: 'user', content: [...parts, { type: 'text', text }] },
      ],
    },
  }),
  limit: (_model, tokens) => ({ max_tokens: tokens }),
  image: (data) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }),
  pdf: (data) => ({ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } }),
  tool: (tool) => ({ tools: [messages.tool(tool)] }),
  thinking: { thinking: { type: 'enabled', budget_tokens: messages.leastThinking } },
  search: {
    body: { tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 1 }] },
    read: (block) => resultOf(block, 'web_search_tool_result'),
  },
  fetch: {
    headers: { 'anthropic-beta': 'web-fetch-2025-09-10' },
    body: { tools: [{ type: 'web_fetch_20250910', name: 'web_fetch', max_uses: 1, max_content_tokens: 1000 }] },
    read: (block) => resultOf(block, 'web_fetch_tool_result'),
  },
  blocks: (event) => [at(event, 'content_block'), ...listAt(event, 'content')].filter((block) => block !== undefined),
  isThought: (block) => /^(redacted_)?thinking$/.test(textAt(block, 'type') ?? ''),
  calls: (block) => (textAt(block, 'type') === 'tool_use' ? [textAt(block, 'id') ?? ''] : []),
};

const call = 'toolu_01jetway';

function resultOf(block: unknown, type: string): true | string | undefined {
  if (textAt(block, 'type') !== type) return undefined;
  return textAt(block, 'content', 'error_code') ?? true;
}
