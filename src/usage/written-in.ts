import type { Agent } from '../agents/agent.ts';
import type { AgentTranscripts, PastSession, RecordsDatabase, WrittenRequest } from '../agents/agent-transcripts.ts';
import { agents } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import { leaveFailure } from '../lazy.ts';
import type { System } from '../system/system.ts';
import type { Span } from './period.ts';
import { plainBeside } from './plain-beside.ts';
import { pastSession, spanOf, type SessionNote } from './sessions.ts';

type Reading = Pick<System, 'host' | 'files' | 'sha256' | 'programs' | 'now' | 'nodeVersion'>;

interface Written {
  readonly requests: readonly WrittenRequest[];
  /** Says what can't be read, and why. */
  readonly note?: string;
}

type Lines = Iterable<string> | undefined;

/**
 * What agents wrote of single sessions; nothing where two sessions of one agent, one that nobody noted among them, ran at once
 * in one folder and its records name neither. `all`: the sessions that may have. `asks`: whether an agent's own program is
 * asked where this Node can't read its database, which takes a second or more. What can't be read is told, not thrown.
 */
export function writtenIn(
  all: readonly SessionNote[],
  asks: boolean,
  system: Reading,
): (note: SessionNote) => Promise<Written> {
  const answers = new Map<string, Promise<Lines>>();
  const ran = new Map<string, Span[]>();
  for (const note of all) {
    const spans = ran.get(kindOf(note)) ?? [];
    ran.set(kindOf(note), spans);
    spans.push(spanOf(note));
  }
  return async (note) => {
    const agent = agents.find(({ id }) => id === note.agent);
    const transcripts = await agent?.transcripts?.();
    if (agent === undefined || transcripts === undefined) return { requests: [] };
    const isNamed = transcripts.namesSession || note.pinned === true;
    if (!isNamed && all.some((other) => isBeside(note, other))) return { requests: [] };
    const past = { ...pastSession(note, system), ran: ran.get(kindOf(note)) ?? [] };
    const told = async (database: RecordsDatabase): Promise<Lines> => {
      const answer = answers.get(agent.id) ?? askProgram(agent, database, all, system);
      answers.set(agent.id, answer);
      return answer;
    };
    const { requests, unread } = await readAll(transcripts, past, asks ? told : undefined, system);
    if (requests === undefined) return { requests: [], ...(asks ? { note: untold(agent, system) } : {}) };
    if (unread === undefined) {
      const sure = certain(requests);
      return { requests: sure, ...(sure.length === 0 || isNamed ? {} : plainBeside(agent, note, system)) };
    }
    // It may be this session's or a plain one's: where no record tells which it is, nothing is certain without it.
    const left = requests.some(({ own }) => own !== undefined) ? [] : certain(requests);
    const what = left.length > 0 ? 'A part of what' : 'What';
    return { requests: left, note: `${what} ${agent.name} wrote itself is left out: ${unread.message}` };
  };
}

/** `requests`: undefined where this Node can't read the database and the agent's program tells nothing. `unread`: why a file can't be read. */
async function readAll(
  transcripts: AgentTranscripts,
  past: PastSession,
  told: ((database: RecordsDatabase) => Promise<Lines>) | undefined,
  system: Reading,
): Promise<{ readonly requests: readonly WrittenRequest[] | undefined; readonly unread?: Failure }> {
  const found = new Map<string, WrittenRequest>();
  let unread: Failure | undefined;
  const text = (file: string): string | undefined => wholeText(file, system.files);
  for (const pattern of transcripts.files(past, system.host)) {
    const paths = await tried(() => system.files.glob(pattern));
    if (paths instanceof Failure) unread = paths;
    for (const path of paths instanceof Failure ? [] : paths) {
      if (!mayHold(path, past, transcripts, system)) continue;
      const requests = await tried(async () => {
        const lines = await linesOf(path, past, transcripts, told, system);
        return lines === undefined ? undefined : transcripts.read(lines, past, path, text);
      });
      if (requests === undefined) return { requests };
      if (requests instanceof Failure) unread = requests;
      else for (const request of requests) found.set(request.id, request);
    }
  }
  return { requests: [...found.values()], ...(unread === undefined ? {} : { unread }) };
}

/** Whether a file may hold the session's records: one that was last written before the session began is another's. */
function mayHold(
  path: string,
  { since, until }: PastSession,
  { database, timeless }: AgentTranscripts,
  { files }: Pick<System, 'files'>,
): boolean {
  const written = files.mtime(path) ?? 0;
  return database !== undefined || (written >= since && !(timeless === true && written > until));
}

/** What was read, or the Failure that says why it can't be. */
async function tried<T>(read: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function linesOf(
  path: string,
  past: PastSession,
  { database }: AgentTranscripts,
  told: ((database: RecordsDatabase) => Promise<Lines>) | undefined,
  { files }: Pick<System, 'files'>,
): Promise<Lines> {
  if (database !== undefined) return (await files.rows(path, database.query(past))) ?? told?.(database);
  return files.lines(path);
}

/** No session's records are larger. Bytes. */
const textLimit = 64 * 1024 * 1024;

function wholeText(path: string, files: System['files']): string | undefined {
  try {
    return files.read(path, textLimit);
  } catch (error) {
    return leaveFailure(error);
  }
}

/** An agent's program is waited for no longer, however often it has to be asked. Milliseconds. */
const patienceMs = 30_000;

/** Asks the agent's program once for the records of all its sessions. */
async function askProgram(
  { id, command }: Pick<Agent, 'id' | 'command'>,
  database: RecordsDatabase,
  all: readonly SessionNote[],
  { programs, now }: Pick<System, 'programs' | 'now'>,
): Promise<Lines> {
  const program = programs.locate(command);
  if (program === undefined) return undefined;
  const own = all.filter(({ agent }) => agent === id);
  const since = Math.min(...own.map(({ at }) => Date.parse(at)));
  const until = Math.max(...own.map((one) => Date.parse(one.until)));
  const end = now() + patienceMs;
  return database.ask({ since, until }, async (args) => {
    const left = end - now();
    return left > 0 ? programs.ask([program.command, ...program.prefix, ...args], left) : undefined;
  });
}

function untold(
  { name, command }: Pick<Agent, 'name' | 'command'>,
  { nodeVersion }: Pick<System, 'nodeVersion'>,
): string {
  return (
    `What ${name} wrote itself is left out: it is a database, which this Node (${nodeVersion}) can't read, ` +
    `and ${command} did not tell of it. Node 22.13 and later read it themselves.`
  );
}

/** The requests in order of time; none where they are of several sessions of the agent's, of which only one can be Jetway's. */
function certain(requests: readonly WrittenRequest[]): readonly WrittenRequest[] {
  const main = new Set(requests.flatMap(({ own, below }) => (below === true ? [] : [own])));
  const those = main.size > 1 ? [] : requests.filter(({ own }) => main.has(own));
  return those.toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

function isBeside(one: SessionNote, other: SessionNote): boolean {
  const isSame = one.agent === other.agent && one.folder === other.folder;
  return isSame && one.session !== other.session && other.at <= one.until && other.until >= one.at;
}

function kindOf({ agent, folder }: SessionNote): string {
  return `${agent}\n${folder}`;
}
