import { isAbsolute, join } from 'node:path';
import { variable } from '../../host.ts';
import { at, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import { quoted, requestsIn, type AgentTranscripts, type Ran } from '../agent-transcripts.ts';
import type { Edition } from './edition.ts';
import { dataFolder } from './places.ts';

/**
 * A database, `<name>.db`, in which an answer is one row, a subagent's too, and names our provider. Its input is without what
 * came from a cache or went into one, its output without thoughts; titles stand nowhere. A fork repeats its parent's rows
 * with their times (OpenCode 1.18.33 and Kilo 7.7.9, driven).
 */
export function transcriptsOf(edition: Pick<Edition, 'command' | 'prefix'>): AgentTranscripts {
  const { command, prefix } = edition;
  return {
    namesSession: false,
    files: (_session, host) => {
      const named = variable(host.env, `${prefix}DB`, host.platform) ?? '';
      const data = dataFolder(host, edition);
      if (named === '') return [join(data, `${command}.db`)];
      return [isAbsolute(named) ? named : join(data, named)];
    },
    database: {
      query,
      // Without plugins: those of the user's are not asked for, and ours has no key to take here.
      ask: async (sessions, ask) => {
        const printed = await ask(['db', query(sessions), '--format', 'json', '--pure']);
        const rows = printed === undefined ? undefined : parseJson(printed);
        return Array.isArray(rows) ? rows.flatMap((row) => textAt(row, 'line') ?? []) : undefined;
      },
    },
    read: (lines, session) =>
      requestsIn(lines, (line) => {
        const row = parseJson(line);
        const [model, began] = [textAt(row, 'model'), numberAt(row, 'time', 'created')];
        if (textAt(row, 'provider') !== 'jetway' || textAt(row, 'folder') !== session.folder) return undefined;
        if (model === undefined || began === undefined || began < session.since || began > session.until) {
          return undefined;
        }
        const { fresh, written, ...told } = counts(at(row, 'tokens'), {
          fresh: ['input'],
          cached: ['cache', 'read'],
          cacheWritten: ['cache', 'write'],
          written: ['output'],
          reasoning: ['reasoning'],
        });
        const sums = {
          input: sumOf(fresh, told.cached, told.cacheWritten) ?? 0,
          output: sumOf(written, told.reasoning) ?? 0,
        };
        // An answer that was broken off before any figure came.
        if (sums.input + sums.output === 0) return undefined;
        // Of a fork's rows these alone are its parent's.
        const id = `${began} ${numberAt(row, 'time', 'completed') ?? ''}`;
        return { id, at: new Date(began).toISOString(), model, usage: { ...told, ...sums } };
      }),
  };
}

/** Figures and names alone, no texts. Who ran a session's subagent is in the same folder. */
function query({ since, until, folder }: Ran): string {
  const here = folder === undefined ? '' : ` and s.directory = ${quoted(folder)}`;
  const told = (path: string): string => `json_extract(m.data, '$.${path}')`;
  return (
    `select json_object('folder', s.directory, 'provider', ${told('providerID')}, 'model', ${told('modelID')}, ` +
    `'time', ${told('time')}, 'tokens', ${told('tokens')}) as line ` +
    'from session s join message m on m.session_id = s.id ' +
    `where m.time_created between ${since} and ${until}${here} ` +
    // What is no JSON would end all of it.
    `and case when json_valid(m.data) then ${told('role')} end = 'assistant' and ${told('providerID')} = 'jetway'`
  );
}
