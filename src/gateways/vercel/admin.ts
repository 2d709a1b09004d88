import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import { messageOf } from '../diagnosis.ts';
import type { Diagnosis } from '../gateway.ts';
import { managing, type Management } from '../management.ts';
import { type ToldUsage, type UsageReport, type UsageQuery } from '../told-usage.ts';

/** Vercel's report, which a team's own key may read on Pro and Enterprise. https://vercel.com/docs/ai-gateway, 2026-11 */
export function managementOf(url: string): Management {
  const key = new Secret(url);
  return {
    url,
    account: url,
    key,
    variables: ['AI_GATEWAY_API_KEY', 'VERCEL_AI_GATEWAY_API_KEY'],
    where: "It is the team's own key",
    session: {},
    usage: (_held, query) => reportAt(url, key, query),
  };
}

/** What Jetway tells it in tags stands there as `agent:codex`. */
const tagged = ['session', 'agent', 'project', 'team'];

function reportAt(url: string, key: Secret, { by, since, until, session }: UsageQuery): UsageReport | undefined {
  if (by === 'key') return undefined;
  const group = tagged.includes(by) ? 'tag' : by;
  const of = session === undefined ? '' : `&tags=${encodeURIComponent(`session:${session}`)}`;
  const days = `start_date=${since.slice(0, 10)}&end_date=${until.slice(0, 10)}`;
  return {
    permission: 'a key of a team on Pro or Enterprise',
    note: 'Vercel tells of whole days, UTC.',
    question: managing(
      { url: `${url}/v1/report?${days}&group_by=${group}${of}`, headers: { authorization: ['Bearer ', key] } },
      (body) => {
        if (!Array.isArray(at(body, 'results'))) return undefined;
        return { items: listAt(body, 'results').flatMap((row) => rowOf(row, group, by)) };
      },
      explain,
    ),
  };
}

function rowOf(row: unknown, group: string, by: string): readonly ToldUsage[] {
  const told = textAt(row, group);
  const name = group === 'tag' ? /^([^:]*):(.*)$/s.exec(told ?? '') : [told, by, told];
  if (name?.[1] !== by || name[2] === undefined) return [];
  return [
    {
      name: name[2],
      ...(by === 'day' ? { day: name[2] } : {}),
      requests: numberAt(row, 'request_count') ?? 0,
      input: numberAt(row, 'input_tokens'),
      cached: numberAt(row, 'cached_input_tokens'),
      output: numberAt(row, 'output_tokens'),
      usd: numberAt(row, 'total_cost'),
    },
  ];
}

function explain(status: number, body: unknown): Diagnosis {
  const said = clean(messageOf(body) ?? '', 160);
  const why = said === '' ? '' : `: ${said}`;
  if (status === 401 || status === 402 || status === 403) {
    const message = `Vercel's report is for a key of a team on Pro or Enterprise${why}.`;
    return { code: 'credential', message, hint: 'Give one: JETWAY_MANAGEMENT_KEY' };
  }
  return { code: 'gateway', message: `Vercel gives no report (${status})${why}.`, hint: 'Try again later.' };
}
