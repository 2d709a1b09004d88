import { keyHeader } from '../../keys/key-headers.ts';
import type { ModelEndpoint } from '../agent.ts';

/**
 * How it is to log in. `gateway` sends the custom headers and an empty `x-goog-api-key`, and never looks into the
 * keychain; the other sends `GEMINI_API_KEY` in that header (0.61.0).
 */
export type Method = 'gemini-api-key' | 'gateway';

export function methodOf({ credentials }: ModelEndpoint): Method {
  return credentials[keyHeader.google] === undefined ? 'gateway' : 'gemini-api-key';
}
