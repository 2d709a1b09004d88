import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { counts, readingOf, type Reading, type Usage } from '../usage.ts';

const saying = ['content', 'reasoning_content', 'reasoning', 'refusal'];

/** https://platform.openai.com/docs/api-reference/chat, 2026-11. */
export function read(event: unknown): Reading {
  const usage = at(event, 'usage');
  const choice = at(event, 'choices', 0);
  const part = at(choice, 'delta') ?? at(choice, 'message');
  const error = at(event, 'error');
  const [model, id] = [textAt(event, 'model'), textAt(event, 'id')];
  const output = saying.some((name) => (textAt(part, name) ?? '') !== '') || listAt(part, 'tool_calls').length > 0;
  return readingOf({
    usage: typeof usage === 'object' && usage !== null ? usageOf(usage) : undefined,
    model,
    id,
    output: output || undefined,
    ended: typeof at(choice, 'finish_reason') === 'string' || undefined,
    error: error === undefined || error === null ? undefined : (textAt(error, 'message') ?? 'error'),
  });
}

/** What was cached stands elsewhere with some: DeepSeek (`prompt_cache_hit_tokens`) and Kimi (`cached_tokens`), 2026-11. */
function usageOf(usage: object): Usage {
  const cached = numberAt(usage, 'prompt_cache_hit_tokens') ?? numberAt(usage, 'cached_tokens');
  const found: Usage = {
    ...(cached === undefined ? {} : { cached }),
    ...counts(usage, {
      input: ['prompt_tokens'],
      cached: ['prompt_tokens_details', 'cached_tokens'],
      cacheWritten: ['prompt_tokens_details', 'cache_write_tokens'],
      output: ['completion_tokens'],
      reasoning: ['completion_tokens_details', 'reasoning_tokens'],
    }),
  };
  const { input, output, reasoning = 0 } = found;
  const total = numberAt(usage, 'total_tokens');
  // xAI, and Google behind this protocol, count thoughts beside the answer: only the total says so.
  const beside = reasoning > 0 && input !== undefined && output !== undefined && total === input + output + reasoning;
  return beside ? { ...found, output: output + reasoning } : found;
}
