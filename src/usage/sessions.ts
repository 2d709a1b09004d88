import type { PastSession } from '../agents/agent-transcripts.ts';
import { folders } from '../host.ts';
import { parseJson, textAt } from '../json-path.ts';
import type { System } from '../system/system.ts';
import { monthsOf, type Span } from './period.ts';

/** A session that Jetway started and that has ended, as it is noted: names and times alone. */
export interface SessionNote {
  readonly schemaVersion: 1;
  /** When it began and ended; ISO 8601, UTC. */
  readonly at: string;
  readonly until: string;
  readonly session: string;
  readonly agent: string;
  readonly profile?: string;
  readonly project?: string;
  readonly gateway: string;
  readonly model: string;
  /** The working directory. */
  readonly folder: string;
  /** See `LaunchPlan.pinned`. */
  readonly pinned?: true;
}

/** The file that holds the notes of a time's month. */
function notesFile(host: System['host'], month: string): string {
  return `${folders(host).state}/sessions/${month}.jsonl`;
}

/** The sessions that ran in a period. */
export function* sessionsIn(span: Span, { host, files }: Pick<System, 'host' | 'files'>): Generator<SessionNote> {
  const [first, last] = [span.since, span.until].map((time) => new Date(time).toISOString()) as [string, string];
  // A session is noted by the month of its end, which may be one later.
  for (const month of monthsOf(span)) {
    for (const line of files.lines(notesFile(host, month))) {
      const note = line === '' ? undefined : parseJson(line);
      if (isNote(note) && note.until >= first && note.at <= last) yield note;
    }
  }
}

export function pastSession(note: SessionNote, { sha256 }: Pick<System, 'sha256'>): PastSession {
  const { session, folder, pinned } = note;
  return { session, folder, folderSha256: sha256(folder), ...spanOf(note), ...(pinned === true ? { pinned } : {}) };
}

export function spanOf({ at, until }: Pick<SessionNote, 'at' | 'until'>): Span {
  return { since: Date.parse(at), until: Date.parse(until) };
}

function isNote(value: unknown): value is SessionNote {
  const fields = ['at', 'until', 'session', 'agent', 'gateway', 'model', 'folder'];
  return fields.every((field) => textAt(value, field) !== undefined);
}
