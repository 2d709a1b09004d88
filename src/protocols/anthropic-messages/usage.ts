import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { counts, readingOf, sumOf, type Reading } from '../usage.ts';

/**
 * The prompt's total is three fields' sum; https://docs.claude.com/en/docs/build-with-claude/prompt-caching, 2026-11. Thoughts
 * are part of `output_tokens`, and not told apart.
 */
export function read(event: unknown): Reading {
  const message = at(event, 'message') ?? event;
  const usage = at(message, 'usage');
  const type = textAt(event, 'type');
  const error = type === 'error' ? (textAt(event, 'error', 'message') ?? 'error') : undefined;
  const delta = type === 'content_block_delta' || (type === 'content_block_start' && starts(event));
  const whole = type === 'message' && listAt(event, 'content').length > 0;
  const [model, id] = [textAt(message, 'model'), textAt(message, 'id')];
  const cached = numberAt(usage, 'cache_read_input_tokens');
  const cacheWritten = numberAt(usage, 'cache_creation_input_tokens');
  const uncached = numberAt(usage, 'input_tokens');
  const input = uncached === undefined ? undefined : sumOf(uncached, cached, cacheWritten);
  return readingOf({
    usage:
      usage === undefined
        ? undefined
        : {
            ...(input === undefined ? {} : { input }),
            ...(cached === undefined ? {} : { cached }),
            ...(cacheWritten === undefined ? {} : { cacheWritten }),
            ...counts(usage, { output: ['output_tokens'] }),
          },
    model,
    id,
    output: delta || whole || undefined,
    ended: type === 'message_stop' || type === 'message' || undefined,
    error,
  });
}

/** A call is output from its start on; a text or a thought from its first piece. */
function starts(event: unknown): boolean {
  const type = textAt(event, 'content_block', 'type');
  return type !== 'text' && type !== 'thinking';
}
