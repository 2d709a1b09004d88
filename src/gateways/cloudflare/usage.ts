import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing } from '../management.ts';
import { priced, type ToldUsage, type UsageReport, type UsageQuery } from '../told-usage.ts';

const permission = 'Account Analytics: Read';
/** The most that one query gives. */
const rowLimit = 10_000;

/**
 * Analytics of an account's gateways, which every account has, by model and hour; minutes late. Logs are no such source:
 * accounts made since 24 September 2026 keep them elsewhere, and their list is then empty. Cloudflare's GraphQL, 2026-11
 */
export function usageAt(
  url: string,
  accountId: string,
  gateway: string | undefined,
  key: Secret,
  { by, since, until, session }: UsageQuery,
): UsageReport | undefined {
  if (session !== undefined || (by !== 'day' && by !== 'model')) return undefined;
  const times = { datetimeHour_geq: hour(since), datetimeHour_leq: hour(until) };
  const variables = { a: accountId, f: { ...(gateway === undefined ? {} : { gateway }), ...times } };
  return {
    permission,
    note: 'Cloudflare tells of whole hours, up to six minutes late.',
    question: managing(
      { method: 'POST', url, headers: { authorization: ['Bearer ', key] }, body: { query, variables } },
      (body) => {
        const [account] = listAt(body, 'data', 'viewer', 'accounts');
        const rows = listAt(account, 'aiGatewayRequestsAdaptiveGroups');
        // Errors come with 200, and what is cut off is no sum.
        if (listAt(body, 'errors').length > 0 || account === undefined || rows.length >= rowLimit) return undefined;
        return { items: rows.flatMap((row) => rowOf(row, by)) };
      },
      meaningOf,
    ),
  };
}

const query = `query($a:string!,$f:AccountAiGatewayRequestsAdaptiveGroupsFilter_InputObject!){viewer{accounts(filter:{accountTag:$a}){aiGatewayRequestsAdaptiveGroups(limit:${rowLimit},filter:$f,orderBy:[datetimeHour_ASC]){count sum{cost cachedTokensIn cachedTokensOut uncachedTokensIn uncachedTokensOut cachedRequests erroredRequests} dimensions{model provider gateway datetimeHour}}}}}`;

function hour(time: string): string {
  return `${time.slice(0, 13)}:00:00Z`;
}

function rowOf(row: unknown, by: 'day' | 'model'): readonly ToldUsage[] {
  const day = textAt(row, 'dimensions', 'datetimeHour')?.slice(0, 10);
  const name = by === 'day' ? day : textAt(row, 'dimensions', 'model');
  const requests = numberAt(row, 'count');
  if (day === undefined || name === undefined || requests === undefined) return [];
  const sum = at(row, 'sum');
  const both = (end: string): number | undefined => {
    const [fresh, cached] = [numberAt(sum, `uncachedTokens${end}`), numberAt(sum, `cachedTokens${end}`)];
    return fresh === undefined && cached === undefined ? undefined : (fresh ?? 0) + (cached ?? 0);
  };
  // Those "cached" were answered by the gateway itself: no cached part of a prompt, and rightly for nothing.
  const paid = (numberAt(sum, 'uncachedTokensIn') ?? 0) + (numberAt(sum, 'uncachedTokensOut') ?? 0);
  const usd = priced(numberAt(sum, 'cost'), paid);
  return [{ name, day, requests, input: both('In'), output: both('Out'), usd }];
}

function meaningOf(status: number, body: unknown): Diagnosis {
  const said = clean(
    listAt(body, 'errors')
      .flatMap((error) => textAt(error, 'message') ?? [])
      .join('; '),
    160,
  );
  const why = said === '' ? '' : `: ${said}`;
  const denied = status === 401 || status === 403 || /auth|permission|not entitled|access/i.test(said);
  const message = denied
    ? `Cloudflare refuses the token${why}: this needs the permission "${permission}".`
    : `Cloudflare's analytics give no answer that can be summed (${status})${why}.`;
  const hint = denied ? 'Make a token with it, then give it: JETWAY_MANAGEMENT_KEY' : 'Ask for less time: --since 1d';
  return { code: denied ? 'credential' : 'gateway', message, hint };
}
