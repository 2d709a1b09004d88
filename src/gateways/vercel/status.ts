import { at } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { skipped, statusOf, type Status, type Told } from '../status.ts';

/** What Vercel tells a key of its team's credit. https://vercel.com/docs/ai-gateway, 2026-11 */
export function statusQuestions(apiUrl: string, headers: SecretHeaders, withKey: boolean): Status {
  return statusOf(withKey ? [{ url: `${apiUrl}/credits`, headers, read: creditIn }] : [], {
    credit: 'Buy credit on the AI Gateway page of the team: https://vercel.com/dashboard',
  });
}

function creditIn(status: number, body: unknown): readonly Told[] {
  if ([400, 403, 404].includes(status)) {
    return [skipped('billing', 'the credit is told to a key of one team alone, and this may be one of several')];
  }
  const left = figure(at(body, 'balance'));
  if (status !== 200 || left === undefined) return [skipped('billing', `not told (${status})`)];
  const used = figure(at(body, 'total_used'));
  return [
    {
      kind: 'credit',
      topic: 'billing',
      left,
      ...(used === undefined ? {} : { used }),
      unit: 'USD',
      without: 'models answer for which the team has stored a key of its own',
    },
  ];
}

/** Vercel writes its figures as text. */
function figure(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
