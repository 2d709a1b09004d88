import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { texts, type Conversation } from '../summary.ts';

/** https://platform.openai.com/docs/api-reference/responses-streaming, 2026-11 */
export const conversation: Conversation = {
  ask: (model, { message, system }, maxTokens) => ({
    body: {
      model,
      ...(system === undefined ? {} : { instructions: system }),
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: message }] }],
      // The API refuses fewer.
      max_output_tokens: Math.max(16, maxTokens),
      store: false,
      stream: true,
    },
  }),
  read: (event, shown) => {
    const response = at(event, 'response') ?? event;
    const type = textAt(event, 'type');
    const delta = type === 'response.output_text.delta' || type === 'response.refusal.delta';
    const status = textAt(response, 'status');
    const over = status !== 'in_progress' && status !== 'queued';
    const whole = listAt(response, 'output').flatMap((item) => listAt(item, 'content'));
    return {
      text: delta ? textAt(event, 'delta') : shown ? undefined : texts(whole),
      tokensIn: numberAt(response, 'usage', 'input_tokens'),
      tokensOut: numberAt(response, 'usage', 'output_tokens'),
      model: textAt(response, 'model'),
      stop: over ? (textAt(response, 'incomplete_details', 'reason') ?? status) : undefined,
      error: textAt(response, 'error', 'message') ?? (type === 'error' ? textAt(event, 'message') : undefined),
    };
  },
};
