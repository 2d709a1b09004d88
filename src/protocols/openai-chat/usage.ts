import { at, listAt, textAt } from '../../json-path.ts';
import { counts, type Reading } from '../usage.ts';

/** https://platform.openai.com/docs/api-reference/chat, 2026-11. */
export function read(event: unknown): Reading {
  const usage = at(event, 'usage');
  const choice = at(event, 'choices', 0);
  const part = at(choice, 'delta') ?? at(choice, 'message');
  const error = at(event, 'error');
  const model = textAt(event, 'model');
  const output =
    ['content', 'reasoning_content', 'reasoning', 'refusal'].some((name) => (textAt(part, name) ?? '') !== '') ||
    listAt(part, 'tool_calls').length > 0;
  return {
    ...(typeof usage === 'object' && usage !== null
      ? {
          usage: counts(usage, {
            input: ['prompt_tokens'],
            cached: ['prompt_tokens_details', 'cached_tokens'],
            cacheWritten: ['prompt_tokens_details', 'cache_write_tokens'],
            output: ['completion_tokens'],
            reasoning: ['completion_tokens_details', 'reasoning_tokens'],
          }),
        }
      : {}),
    ...(model === undefined ? {} : { model }),
    ...(output ? { output: true } : {}),
    ...(typeof at(choice, 'finish_reason') === 'string' ? { ended: true } : {}),
    ...(error === undefined || error === null ? {} : { error: textAt(error, 'message') ?? 'error' }),
  };
}
