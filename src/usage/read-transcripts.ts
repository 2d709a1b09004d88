import type { WrittenRequest } from '../agents/agent-transcripts.ts';
import { agents } from '../agents/index.ts';
import type { UsageBy } from '../gateways/told-usage.ts';
import { leaveFailure } from '../lazy.ts';
import { costOf } from '../relay/cost.ts';
import type { System } from '../system/system.ts';
import type { Period } from './period.ts';
import { priceBook } from './prices.ts';
import { nameBy } from './read-ledger.ts';
import { pastSession, sessionsIn, type SessionNote } from './sessions.ts';
import type { Tally } from './tally.ts';

export interface TranscriptOptions {
  readonly by: UsageBy;
  readonly profile?: string;
  /** A gateway (its id) that tells of its requests itself. */
  readonly without?: string;
  /** Sessions of which a better source tells. */
  readonly told: (session: string) => boolean;
}

/** Adds what the agents wrote themselves of sessions that no better source tells of. Gives how many sessions that were. */
export async function readTranscripts(
  { by, profile, without, told }: TranscriptOptions,
  period: Period,
  sums: Tally,
  system: Pick<System, 'host' | 'files' | 'profiles' | 'sha256'>,
): Promise<number> {
  const prices = priceBook(system.profiles.read());
  const notes = [...sessionsIn(period, system)];
  let count = 0;
  for (const note of notes) {
    const isLeft = told(note.session) || note.gateway === without;
    if (isLeft || (profile !== undefined && note.profile !== profile)) continue;
    const requests = await writtenRequests(note, notes, system);
    for (const { at, model, usage, requests: several = 1 } of requests) {
      const time = Date.parse(at);
      if (!(time >= period.since && time <= period.until)) continue;
      const day = period.day(time);
      const usd = costOf(usage, prices(note.profile, model));
      sums.add(nameBy(by, day, { ...note, model }), 'transcript', day, { requests: several, ...usage, usd });
    }
    count += requests.length > 0 ? 1 : 0;
  }
  return count;
}

/**
 * What an agent wrote of one session; nothing where two of its sessions, one that nobody noted among them, ran at once in one
 * folder and its records name neither. `others`: the sessions that may have.
 */
export async function writtenRequests(
  note: SessionNote,
  others: Iterable<SessionNote>,
  { host, files, sha256 }: Pick<System, 'host' | 'files' | 'sha256'>,
): Promise<readonly WrittenRequest[]> {
  const transcripts = await agents.find(({ id }) => id === note.agent)?.transcripts?.();
  if (transcripts === undefined) return [];
  const past = pastSession(note, { sha256 });
  if (!transcripts.namesSession && [...others].some((other) => isBeside(note, other))) return [];
  const found = new Map<string, WrittenRequest>();
  const text = (path: string): string | undefined => wholeText(path, files);
  for (const path of transcripts.files(past, host).flatMap(files.glob)) {
    // What was written last before the session began is another's.
    if ((files.mtime(path) ?? 0) < past.since) continue;
    for (const request of transcripts.read(files.lines(path), past, path, text)) found.set(request.id, request);
  }
  const main = new Set([...found.values()].flatMap(({ own, below }) => (below === true ? [] : [own])));
  const certain = main.size > 1 ? [] : [...found.values()].filter(({ own }) => main.has(own));
  return certain.toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

/** Bytes. More than that no session is. */
const textLimit = 64 * 1024 * 1024;

function wholeText(path: string, files: System['files']): string | undefined {
  try {
    return files.read(path, textLimit);
  } catch (error) {
    return leaveFailure(error);
  }
}

function isBeside(one: SessionNote, other: SessionNote): boolean {
  const sameKind = one.agent === other.agent && one.folder === other.folder;
  return sameKind && one.session !== other.session && other.at <= one.until && other.until >= one.at;
}
