import type { Secret, SecretHeaders } from './secret.ts';

/**
 * The headers, in lower case, that carry a key: the one place that names them. Which of them a gateway, a protocol or an
 * agent uses is said where that is known, by asking here.
 */
export const keyHeader = {
  /** A token behind the word Bearer: OpenAI's protocols, and most others. */
  bearer: 'authorization',
  anthropic: 'x-api-key',
  google: 'x-goog-api-key',
  azure: 'api-key',
  /** https://developers.cloudflare.com/cloudflare-one/access-controls/authenticate-agents/, 2026-11 */
  access: 'cf-access-token',
} as const;

/** Each of them: none of a client's is passed on, since one may be a vendor's own key. */
export const keyHeaders: readonly string[] = Object.values(keyHeader);

/** The key as a bearer. */
export function bearer(key: Secret): SecretHeaders {
  return { [keyHeader.bearer]: ['Bearer ', key] };
}

/** Whether a header of that name, in whatever case, is to hold a key: one of those above, `cookie`, or whatever is called so. */
export function carriesCredential(header: string): boolean {
  return /(^|-)(authorization|key|token|cookie)$/i.test(header);
}
