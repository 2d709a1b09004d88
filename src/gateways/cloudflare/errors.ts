import { messageOf } from '../diagnosis.ts';
import { at, listAt } from '../../json-path.ts';
import type { Diagnosis } from '../gateway.ts';
import { credential, tokensPage, tooLong } from './diagnoses.ts';
import { byCode } from './error-codes.ts';

/** What an explanation may name. The ids are missing behind a domain of the user's own. */
export interface Place {
  readonly url: string;
  readonly accountId?: string;
  readonly gatewayId?: string;
}

/**
 * What an error of Cloudflare's, or of a provider behind it, means: by code, then text, then status, since one code stands
 * for several causes and 402 is not always about money. Undefined for what says nothing of its own.
 * https://developers.cloudflare.com/ai-gateway/, "Troubleshooting", and bodies seen in the wild, 2026-11
 */
export function explainError(place: Place, status: number, body: unknown): Diagnosis | undefined {
  const said = messageOf(body) ?? '';
  for (const code of codesOf(body)) {
    const known = byCode.get(code)?.(said, place, status);
    if (known !== undefined) return known;
  }
  return byText(status, said);
}

/** Any shape: the gateway writes a list `error`, the REST API a list `errors`; 10000 may come as text. */
export function codesOf(body: unknown): readonly number[] {
  const entries = [...listAt(body, 'error'), ...listAt(body, 'errors')].slice(0, 20);
  const codes = [at(body, 'internalCode'), ...entries.map((entry) => at(entry, 'code'))];
  return codes
    .map((code) => (typeof code === 'string' ? Number(code) : code))
    .filter((code) => typeof code === 'number');
}

/** The providers' own bodies come through unchanged. */
function byText(status: number, said: string): Diagnosis | undefined {
  // Google refuses a key with 400, and one that may not do this has 403 at each vendor.
  if ([400, 401, 403].includes(status) && /api[ -]?key/i.test(said)) {
    return credential(
      `The provider behind the gateway got no key that it accepts (${said}).`,
      "Store the provider's key in the gateway, or buy Unified Billing credits, both at https://dash.cloudflare.com; or set JETWAY_PROVIDER_KEY.",
    );
  }
  // GraphQL answers 200 all the same.
  if (/not authorized for that account/i.test(said)) {
    return credential(
      'The Cloudflare token may not read the figures of this account.',
      `Give it the permission "Account Analytics: Read" at ${tokensPage}`,
    );
  }
  return status === 413 && /context window/i.test(said) ? tooLong : undefined;
}
