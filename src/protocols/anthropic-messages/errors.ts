import { textAt } from '../../json-path.ts';
import type { ComplaintKind, ErrorWords } from '../complaint.ts';

/** https://docs.claude.com/en/api/errors, 2026-11. */
const types: Readonly<Record<ComplaintKind, string>> = {
  invalid: 'invalid_request_error',
  overflow: 'invalid_request_error',
  credential: 'authentication_error',
  forbidden: 'permission_error',
  missing: 'not_found_error',
  'too-large': 'request_too_large',
  'rate-limit': 'rate_limit_error',
  overloaded: 'overloaded_error',
  failed: 'api_error',
};

const overflow = 'prompt is too long';

export const errors: ErrorWords = {
  // Claude Code compacts when the text begins so (2.1.332).
  body: ({ kind, message }) => ({
    type: 'error',
    error: { type: types[kind], message: kind === 'overflow' ? `${overflow}: ${message}` : message },
  }),
  events: (complaint) => `event: error\ndata: ${JSON.stringify(errors.body(complaint))}\n\n`,
  overflows: (body) => (textAt(body, 'error', 'message') ?? '').toLowerCase().includes(overflow),
};
