import { keyHeader } from '../../keys/key-headers.ts';
import type { ModelEndpoint } from '../agent.ts';

/**
 * How it is to log in. `gateway` sends the custom headers and an empty `x-goog-api-key`, and never looks into the
 * keychain; the other sends `GEMINI_API_KEY` in that header (0.61.0).
 */
export type AuthMode = 'gemini-api-key' | 'gateway';

export function authModeOf({ credentials }: ModelEndpoint): AuthMode {
  return credentials[keyHeader.google] === undefined ? 'gateway' : 'gemini-api-key';
}
