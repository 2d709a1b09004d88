import { listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing } from '../management.ts';
import { priced, type ToldUsage, type UsageBy, type UsageReport, type UsageQuery } from '../told-usage.ts';

const permission = 'the login of its administrator';

/** Of what its log tells a ranking. There is none by day, nor by the session, agent and project of a request's headers. */
const dimensions: Partial<Record<UsageBy, string>> = { user: 'user', team: 'team', key: 'virtual_key' };

/** Rankings of Bifrost's log, which come up to five seconds late; 2.0.0-prerelease3. */
export function usageAt(
  url: string,
  headers: SecretHeaders,
  { by, since, until, session }: UsageQuery,
  explain: (status: number, body: unknown) => Diagnosis,
): UsageReport | undefined {
  const dimension = dimensions[by];
  if (session !== undefined || (by !== 'model' && dimension === undefined)) return undefined;
  // A time with an offset gives wrong rows, and no error.
  const times = `start_time=${encodeURIComponent(since)}&end_time=${encodeURIComponent(until)}`;
  const place = dimension === undefined ? `rankings?all=true` : `rankings/by-dimension?dimension=${dimension}`;
  return {
    permission,
    note: 'Bifrost tells in and out of a ranking as one: it stands under "in".',
    question: managing(
      { url: `${url}/api/logs/${place}&${times}`, headers },
      (body) => (textAt(body, 'error') === undefined && hasRankings(body) ? { items: rowsIn(body) } : undefined),
      explain,
    ),
  };
}

function hasRankings(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'rankings' in body;
}

function rowsIn(body: unknown): readonly ToldUsage[] {
  return listAt(body, 'rankings').flatMap((row) => {
    const provider = textAt(row, 'provider');
    const model = textAt(row, 'model');
    // Lists of models are logged as requests for a model without a name.
    if (model === '') return [];
    const name = model ?? textAt(row, 'name') ?? textAt(row, 'id');
    const [requests, tokens] = [numberAt(row, 'total_requests'), numberAt(row, 'total_tokens')];
    if (name === undefined || requests === undefined) return [];
    const usd = priced(numberAt(row, 'total_cost'), tokens);
    return [{ name: provider === undefined ? name : `${provider}/${name}`, requests, input: tokens, usd }];
  });
}
