import { numberAt, textAt } from '../../json-path.ts';
import type { Conversation } from '../summary.ts';
import { isOpenAiReasoning } from './request-options.ts';

/** https://platform.openai.com/docs/api-reference/chat-streaming, 2026-11 */
export const conversation: Conversation = {
  ask: (model, { message, system }, maxTokens) => ({
    body: {
      model,
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system }]),
        { role: 'user', content: message },
      ],
      [isOpenAiReasoning(model) ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    },
  }),
  read: (event) => ({
    text:
      textAt(event, 'choices', 0, 'delta', 'content') ??
      textAt(event, 'choices', 0, 'message', 'content') ??
      textAt(event, 'choices', 0, 'delta', 'refusal'),
    tokensIn: numberAt(event, 'usage', 'prompt_tokens'),
    tokensOut: numberAt(event, 'usage', 'completion_tokens'),
    model: textAt(event, 'model'),
    stop: textAt(event, 'choices', 0, 'finish_reason'),
  }),
};
