import { textAt } from '../../json-path.ts';
import { statusOf, type Complaint, type ComplaintKind, type ErrorWords } from '../complaint.ts';

/** https://ai.google.dev/gemini-api/docs/troubleshooting, 2026-11. */
const names: Readonly<Record<ComplaintKind, string>> = {
  invalid: 'INVALID_ARGUMENT',
  overflow: 'INVALID_ARGUMENT',
  credential: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  missing: 'NOT_FOUND',
  'too-large': 'INVALID_ARGUMENT',
  'rate-limit': 'RESOURCE_EXHAUSTED',
  overloaded: 'UNAVAILABLE',
  failed: 'INTERNAL',
};

export const errors: ErrorWords = {
  body: (complaint) => ({
    error: {
      code: statusOf(complaint),
      // The vendor's own words come first, for the clients that look for them.
      message: complaint.kind === 'overflow' ? `${overflow} (${complaint.message})` : complaint.message,
      status: names[complaint.kind],
      ...detailsOf(complaint),
    },
  }),
  events: (complaint) => `data: ${JSON.stringify(errors.body(complaint))}\n\n`,
  overflows: (body) =>
    /exceeds the maximum number of tokens|input token count/i.test(
      textAt(body, 'error', 'message') ?? textAt(body, 0, 'error', 'message') ?? '',
    ),
};

const overflow = 'The input token count exceeds the maximum number of tokens allowed';

/** Clients of this protocol look for it here rather than in the header. */
function detailsOf({ retryAfter }: Complaint): object {
  if (retryAfter === undefined || !/^\d+$/.test(retryAfter)) return {};
  return { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }] };
}
