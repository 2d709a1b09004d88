import { at, listAt, textAt } from '../../json-path.ts';
import { counts, readingOf, type Reading } from '../usage.ts';

/** https://platform.openai.com/docs/api-reference/responses-streaming, 2026-11. */
export function read(event: unknown): Reading {
  const type = textAt(event, 'type') ?? '';
  const response = at(event, 'response') ?? event;
  const usage = at(response, 'usage');
  const status = textAt(response, 'status');
  const [model, id] = [textAt(response, 'model'), textAt(response, 'id')];
  const failed = type === 'error' || status === 'failed';
  const whole = textAt(event, 'object') === 'response';
  const output = type.endsWith('.delta') || whole || (type === 'response.output_item.done' && isOutput(event));
  return readingOf({
    usage: typeof usage === 'object' && usage !== null ? counts(usage, fields) : undefined,
    model,
    id,
    output: (output && !failed) || undefined,
    ended: status === 'completed' || status === 'incomplete' || undefined,
    error: failed ? (textAt(response, 'error', 'message') ?? textAt(event, 'message') ?? 'error') : undefined,
  });
}

const fields = {
  input: ['input_tokens'],
  cached: ['input_tokens_details', 'cached_tokens'],
  cacheWritten: ['input_tokens_details', 'cache_write_tokens'],
  output: ['output_tokens'],
  reasoning: ['output_tokens_details', 'reasoning_tokens'],
};

function isOutput(event: unknown): boolean {
  return textAt(event, 'item', 'type') !== 'message' || listAt(event, 'item', 'content').length > 0;
}
