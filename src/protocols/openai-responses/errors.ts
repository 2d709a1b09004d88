import type { ComplaintKind, ErrorWords } from '../complaint.ts';
import { errors as chat } from '../openai-chat/errors.ts';

/** Of `response.failed`: Codex 0.171.0 acts upon these and asks again for any other. */
const codes: Readonly<Record<ComplaintKind, string>> = {
  invalid: 'invalid_prompt',
  overflow: 'context_length_exceeded',
  credential: 'invalid_api_key',
  forbidden: 'invalid_prompt',
  missing: 'model_not_found',
  'too-large': 'context_length_exceeded',
  'rate-limit': 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
  failed: 'server_error',
};

/** Outside a stream the vendor words errors as for chat: https://platform.openai.com/docs/guides/error-codes, 2026-11. */
export const errors: ErrorWords = {
  body: (complaint) => chat.body(complaint),
  // Codex passes over a bare `error` event and reports a stream that broke off (0.171.0).
  events: ({ kind, message }, number = 0, id = 'resp_relay') => {
    const response = { id, object: 'response', status: 'failed', error: { code: codes[kind], message } };
    const event = { type: 'response.failed', sequence_number: number, response: { ...response, output: [] } };
    return `event: response.failed\ndata: ${JSON.stringify(event)}\n\n`;
  },
  overflows: (body) => chat.overflows(body),
};
