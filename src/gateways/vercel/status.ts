import { at } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { amount, passed, skipped, warned, type Answer, type Finding, type StatusSource } from '../status.ts';

/** What Vercel tells a key of its team's credit. https://vercel.com/docs/ai-gateway, 2026-11 */
export function standingOf(apiUrl: string, headers: SecretHeaders | undefined): StatusSource {
  return {
    questions: headers === undefined ? [] : [{ url: `${apiUrl}/credits`, headers }],
    judge: ([answer]) => (answer === undefined ? [] : [creditIn(answer)]),
  };
}

/** Below this, in USD, a session may not last. */
const little = 1;

function creditIn({ status, body }: Answer): Finding {
  if ([400, 403, 404].includes(status)) {
    return skipped('billing', 'the credit is told to a key of one team alone, and this may be one of several');
  }
  const balance = figure(at(body, 'balance'));
  if (status !== 200 || balance === undefined) return skipped('billing', `not told (${status})`);
  const used = figure(at(body, 'total_used'));
  const figures = `${amount(balance)} USD of credit left${used === undefined ? '' : `, ${amount(used)} used`}`;
  const hint = 'Buy credit on the AI Gateway page of the team: https://vercel.com/dashboard';
  if (balance <= 0) {
    return warned('billing', `${figures}: only models answer for which the team has stored a key of its own`, hint);
  }
  return balance < little ? warned('billing', figures, hint) : passed('billing', figures);
}

/** Vercel writes its figures as text. */
function figure(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
