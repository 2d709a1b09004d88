import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { sum, texts, type Conversation } from '../summary.ts';

/** https://docs.claude.com/en/docs/build-with-claude/streaming, 2026-11 */
export const conversation: Conversation = {
  ask: (model, { message, system }, maxTokens) => ({
    body: {
      model,
      max_tokens: maxTokens,
      stream: true,
      ...(system === undefined ? {} : { system }),
      messages: [{ role: 'user', content: message }],
    },
    headers: { 'anthropic-version': '2023-06-01' },
  }),
  read: (event) => {
    const message = at(event, 'message') ?? event;
    const usage = at(message, 'usage');
    return {
      text: textAt(event, 'delta', 'text') ?? textAt(event, 'content_block', 'text') ?? texts(listAt(event, 'content')),
      tokensIn: sum(usage, 'input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'),
      tokensOut: numberAt(usage, 'output_tokens'),
      model: textAt(message, 'model'),
      stop: textAt(event, 'delta', 'stop_reason') ?? textAt(event, 'stop_reason'),
    };
  },
};
