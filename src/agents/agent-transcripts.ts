import type { Host } from '../host.ts';
import type { Usage } from '../protocols/usage.ts';

/**
 * Where an agent's own records of its sessions lie, and what they tell of requests: a lower bound, for titles and other
 * requests in the background stand in none. `<id>/transcripts.ts`, loaded when it is asked for. Pure.
 */
export interface AgentTranscripts {
  /** Absolute paths; a folder's files by a last segment of `*.jsonl`, all folders by a segment `*`. */
  files(session: PastSession, host: Host): readonly string[];
  /**
   * What one of these files tells of this session's requests; nothing where it is another session's. `text`: that of a file,
   * whole; undefined where there is none, or too much of it.
   */
  read(
    lines: Iterable<string>,
    session: PastSession,
    path: string,
    text: (path: string) => string | undefined,
  ): readonly WrittenRequest[];
  /** Whether the records name Jetway's session, so that two at once in one folder can be told apart. */
  readonly namesSession: boolean;
  /** Its records tell no times: a file that was written after the session may hold what a later one added, and is left out. */
  readonly timeless?: true;
  /** Where the files are databases of SQLite: what is asked of them. Absent: they are lines of text. */
  readonly database?: RecordsDatabase;
}

/** What it gives are the lines of `AgentTranscripts.read`. */
export interface RecordsDatabase {
  /** One statement that only reads; each of its rows is one text. */
  query(session: Ran): string;
  /**
   * The same of all sessions of a time by the program's own commands, for a Node that reads no database. `ask`: what the
   * program prints, undefined where it does not tell in time. Undefined where it did not tell.
   */
  ask(
    sessions: Ran,
    ask: (args: readonly string[]) => Promise<string | undefined>,
  ): Promise<readonly string[] | undefined>;
}

/** When, in milliseconds since 1970, and where: of all folders without one. */
export type Ran = Pick<PastSession, 'since' | 'until'> & Partial<Pick<PastSession, 'folder'>>;

/** A session that Jetway started. */
export interface PastSession {
  /** UUID. */
  readonly session: string;
  /** The working directory. */
  readonly folder: string;
  /** Of its path, in hex. */
  readonly folderSha256: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** Whether the agent's own session has the same id; where it has not, that is unknown. */
  readonly pinned?: true;
  /** When Jetway's sessions of the agent ran in that folder: a later one may have gone on with this one's. */
  readonly ran?: readonly Pick<Ran, 'since' | 'until'>[];
}

export interface WrittenRequest {
  /** The same for each record of one answer; the last of them counts. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly model: string;
  readonly usage: Usage;
  /** How many this is the sum of, where the agent notes no figures of one. */
  readonly requests?: number;
  /**
   * The agent's own id of its session, where no record tells one that Jetway started from a plain one: of several in one
   * folder at once nothing is taken.
   */
  readonly own?: string;
  /** By a subagent of that session, in a file of its own. */
  readonly below?: true;
}

/** Whether something was written while a session ran; `time`: ISO 8601. */
export function isDuring(time: string, { since, until }: Pick<Ran, 'since' | 'until'>): boolean {
  const at = Date.parse(time);
  return at >= since && at <= until;
}

/** The same, or while one of Jetway's own that may have gone on with it ran. */
export function isOurs(time: string, session: PastSession): boolean {
  return isDuring(time, session) || session.ran?.some((span) => isDuring(time, span)) === true;
}

/** Of an agent that notes its session from its start on: one that began later, or before, may be a plain one. Milliseconds. */
export const startsWithin = 120_000;

/** What each line tells of a request, without holding the lines. */
export function requestsIn(
  lines: Iterable<string>,
  requestOf: (line: string) => WrittenRequest | undefined,
): readonly WrittenRequest[] {
  const found: WrittenRequest[] = [];
  for (const line of lines) {
    const request = requestOf(line);
    if (request !== undefined) found.push(request);
  }
  return found;
}

/** A text in a statement of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
