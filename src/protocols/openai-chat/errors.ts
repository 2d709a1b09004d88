import { textAt } from '../../json-path.ts';
import type { ComplaintKind, ErrorWords } from '../complaint.ts';

/** https://platform.openai.com/docs/guides/error-codes, 2026-11. */
const types: Readonly<Record<ComplaintKind, string>> = {
  invalid: 'invalid_request_error',
  overflow: 'invalid_request_error',
  credential: 'authentication_error',
  forbidden: 'permission_error',
  missing: 'not_found_error',
  'too-large': 'invalid_request_error',
  'rate-limit': 'rate_limit_error',
  overloaded: 'server_error',
  failed: 'server_error',
};

const codes: Readonly<Partial<Record<ComplaintKind, string>>> = {
  overflow: 'context_length_exceeded',
  credential: 'invalid_api_key',
  missing: 'model_not_found',
  'rate-limit': 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
};

export const errors: ErrorWords = {
  body: ({ kind, message }) => ({ error: { message, type: types[kind], param: null, code: codes[kind] ?? null } }),
  events: (complaint) => `data: ${JSON.stringify(errors.body(complaint))}\n\n`,
  overflows: (body) =>
    textAt(body, 'error', 'code') === codes.overflow ||
    // Servers that serve other makers' models say it in words alone.
    /maximum context length|context (?:length|window|size)|too many (?:input )?tokens|prompt is too long/i.test(
      textAt(body, 'error', 'message') ?? textAt(body, 'message') ?? textAt(body, 'error') ?? '',
    ),
};
