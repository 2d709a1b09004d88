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
}

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
export function isDuring(time: string, { since, until }: PastSession): boolean {
  const at = Date.parse(time);
  return at >= since && at <= until;
}
