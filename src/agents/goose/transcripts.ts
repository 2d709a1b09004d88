import { at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts } from '../../protocols/usage.ts';
import {
  quoted,
  startsWithin,
  type AgentTranscripts,
  type PastSession,
  type Ran,
  type WrittenRequest,
} from '../agent-transcripts.ts';
import { sessionsFile } from './places.ts';

/**
 * A database: a row for each session from its start on, and one for each answer in `usage_ledger`; titles stand in none. The
 * input is with what came from a cache, times are whole seconds, and nothing tells a plain session from another (1.52.0,
 * driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: (_session, host) => [sessionsFile(host)],
  database: { query, ask: exported },
  read: (lines, session) => {
    const start = { since: session.since, until: Math.min(session.until, session.since + startsWithin) };
    const began = new Set<string>();
    const found: WrittenRequest[] = [];
    for (const line of lines) {
      const row = parseJson(line);
      const own = textAt(row, 'parent') ?? textAt(row, 'session');
      const isBelow = textAt(row, 'parent') !== undefined;
      if (own === undefined || textAt(row, 'folder') !== session.folder) continue;
      if (!isBelow && isDuring(numberAt(row, 'began'), start)) began.add(own);
      const request = requestIn(row, session);
      if (request !== undefined) found.push({ ...request, own, ...(isBelow ? { below: true } : {}) });
    }
    // One that was asked nothing counts as well: the other may be a plain one. So may one that was there before, or began later.
    return began.size === 1 ? found.filter(({ own = '' }) => began.has(own)) : [];
  },
};

function requestIn(row: unknown, session: PastSession): WrittenRequest | undefined {
  const [id, model, made] = [textAt(row, 'id'), textAt(row, 'model'), numberAt(row, 'at')];
  if (id === undefined || model === undefined || made === undefined || !isDuring(made, session)) return undefined;
  const usage = counts(row, {
    input: ['input'],
    cached: ['cached'],
    cacheWritten: ['cacheWritten'],
    output: ['output'],
  });
  return { id, at: new Date(made * 1000).toISOString(), model, usage };
}

/** `time`: seconds since 1970. */
function isDuring(time: number | undefined, { since, until }: Ran): boolean {
  return time !== undefined && time >= Math.floor(since / 1000) && time <= Math.floor(until / 1000);
}

/** Sessions that began in that time, with their answers; those of subagents, too, whenever they began. */
function query({ since, until, folder }: Ran): string {
  const here = folder === undefined ? '' : ` and s.working_dir = ${quoted(folder)}`;
  const [first, last] = [since, until].map((time) => Math.floor(time / 1000)) as [number, number];
  return (
    "select json_object('session', s.id, 'parent', s.parent_session_id, 'folder', s.working_dir, " +
    "'began', cast(strftime('%s', s.created_at) as integer), 'id', cast(u.id as text), 'at', u.created_timestamp, " +
    "'model', u.model, 'input', u.input_tokens, 'cached', u.cache_read_tokens, " +
    "'cacheWritten', u.cache_write_tokens, 'output', u.output_tokens) as line " +
    'from sessions s left join usage_ledger u on u.session_id = s.id ' +
    `where s.created_at between datetime(${first}, 'unixepoch') and datetime(${last}, 'unixepoch')${here}`
  );
}

/** More are not asked for: it is a program's run for each. */
const most = 100;

/** By its list and a session's text: without what stands in no message, such as the summing up of a long session. */
async function exported(
  sessions: Ran,
  ask: (args: readonly string[]) => Promise<string | undefined>,
): Promise<readonly string[] | undefined> {
  const list = parseJson((await ask(['session', 'list', '--format', 'json', '--limit', '1000'])) ?? '');
  if (!Array.isArray(list)) return undefined;
  const those = list.filter((one) => isDuring(secondsAt(one, 'created_at'), sessions)).slice(0, most);
  const lines: string[] = [];
  for (const one of those) {
    const session = textAt(one, 'id') ?? '';
    const folder = textAt(one, 'working_dir');
    const about = { session, parent: textAt(one, 'parent_session_id'), folder, began: secondsAt(one, 'created_at') };
    lines.push(JSON.stringify(about));
    const text = await ask(['session', 'export', '--session-id', session, '--format', 'json']);
    if (text === undefined) return undefined;
    for (const message of listAt(parseJson(text), 'conversation'))
      lines.push(JSON.stringify({ ...about, ...told(message) }));
  }
  return lines;
}

function told(message: unknown): object {
  const usage = counts(at(message, 'metadata', 'usage'), {
    input: ['inputTokens'],
    cached: ['cacheReadTokens'],
    cacheWritten: ['cacheWriteTokens'],
    output: ['outputTokens'],
  });
  if (Object.keys(usage).length === 0) return {};
  const model = textAt(message, 'metadata', 'inference', 'requestedModel');
  return { id: textAt(message, 'id'), at: numberAt(message, 'created'), model, ...usage };
}

function secondsAt(value: unknown, field: string): number | undefined {
  const time = Date.parse(textAt(value, field) ?? '');
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
