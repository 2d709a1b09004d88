import type { ModelEndpoint } from '../agent.ts';

/** Where `GEMINI_API_KEY` goes. */
export const keyHeader = 'x-goog-api-key';

/**
 * How it is to log in. `gateway` sends the custom headers and an empty `x-goog-api-key`, and never looks into the
 * keychain; the other sends `GEMINI_API_KEY` in that header (0.61.0).
 */
export type Method = 'gemini-api-key' | 'gateway';

export function methodOf({ credentials }: ModelEndpoint): Method {
  return credentials[keyHeader] === undefined ? 'gateway' : 'gemini-api-key';
}
