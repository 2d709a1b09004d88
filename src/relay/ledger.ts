import { folders } from '../host.ts';
import { isObject, parseJson } from '../json-path.ts';
import type { Usage } from '../protocols/usage.ts';
import type { System } from '../system/system.ts';
import type { Spent } from './cost.ts';

/** One request of an agent's, as it stands in the ledger: numbers, names and ids alone, no text of anybody's. */
export interface LedgerEntry {
  readonly schemaVersion: 1;
  /** When it came; ISO 8601, UTC. */
  readonly at: string;
  /** UUID of the launch. */
  readonly session: string;
  readonly agent: string;
  readonly profile?: string;
  /** The name of the folder that holds the repository. */
  readonly project?: string;
  /** The gateway's id. */
  readonly gateway: string;
  /** The agent's, and the gateway's where that is another. */
  readonly protocol: string;
  readonly translatedTo?: string;
  /** The model that the agent asked for, that it was sent to, and that answered by the gateway's word. */
  readonly asked: string;
  readonly model: string;
  readonly answered?: string;
  /** The gateway's id of the answer, where it can be asked by that what it cost. */
  readonly answerId?: string;
  /** Why it was sent to another model or gateway than asked for: a role of the profile's, a fallback, or both. */
  readonly because?: string;
  /** The agent's own id of a subagent. */
  readonly subagent?: string;
  /** Of the last attempt; absent where nothing answered. */
  readonly status?: number;
  /** `whole`; `cut`: it broke off, or the agent went away; `refused`: by a rule of the user's, without a request. */
  readonly outcome: 'whole' | 'cut' | 'failed' | 'refused';
  readonly attempts: number;
  /** Milliseconds to the first piece of the answer, and to its end. */
  readonly firstOutputMs?: number;
  readonly totalMs: number;
  /** Tokens; a field that the server did not send is absent: not known. */
  readonly usage: Usage;
  /** By the catalogue's prices: an estimate. Absent where a price or a number is not known. */
  readonly estimatedUsd?: number;
  /** What a budget counts at least, by the size of the request and the price of prompts, where a server did not count it all. */
  readonly atLeast?: Spent;
  /** Sizes of what fills the request, with `--inspect` alone. */
  readonly context?: Readonly<Record<string, number>>;
}

/** One file a month, in Jetway's state folder. */
export interface Ledger {
  add(entry: LedgerEntry): void;
  /** Those of the day, in local time, by all sessions; the file is read on from where it was read last. */
  today(): readonly LedgerEntry[];
}

/** Never throws: what can't be written is told once by `say`, and the session goes on. */
export function openLedger(system: Pick<System, 'host' | 'files' | 'now'>, say: (line: string) => void): Ledger {
  let broken = false;
  const known = new Map<string, { place: number; entries: readonly LedgerEntry[] }>();
  return {
    add: (entry) => {
      const path = ledgerFile(system.host, new Date(entry.at));
      try {
        system.files.append(path, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        if (!broken) say(`What this session uses can't be noted: ${error instanceof Error ? error.message : ''}`);
        broken = true;
      }
    },
    today: () => {
      const start = new Date(system.now());
      start.setHours(0, 0, 0, 0);
      const since = start.toISOString();
      // The files go by UTC: a local day may lie in two of them.
      const paths = new Set([start, new Date(system.now())].map((day) => ledgerFile(system.host, day)));
      return [...paths].flatMap((path) => {
        const { place = 0, entries: before = [] } = known.get(path) ?? {};
        const { end, entries } = entriesSince(system.files.lines(path, place), since);
        const all = [...before.filter(({ at: time }) => time >= since), ...entries];
        known.set(path, { place: place + end, entries: all });
        return all;
      });
    },
  };
}

/** The file of a time's month. */
function ledgerFile(host: System['host'], time: Date): string {
  return `${folders(host).state}/ledger/${time.toISOString().slice(0, 7)}.jsonl`;
}

/**
 * The entries of a time on, and where the last whole line ends, in bytes. A line that is no entry is passed over: a full disk
 * may have cut it.
 */
function entriesSince(
  lines: Iterable<string>,
  since: string,
): { readonly end: number; readonly entries: readonly LedgerEntry[] } {
  const entries: LedgerEntry[] = [];
  let [end, torn] = [0, 0];
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1;
    // The time stands first: what is older need not be read whole.
    const entry = line === '' || isBefore(line, since) ? undefined : parseJson(line);
    if (entry === undefined && line !== '' && !line.endsWith('}')) {
      torn += size;
      continue;
    }
    end += torn + size;
    torn = 0;
    if (isEntry(entry) && entry.at >= since) entries.push(entry);
  }
  return { end, entries };
}

const beginning = '{"schemaVersion":1,"at":"';

/** Whether a line is an entry of an older time, by its first characters. */
export function isBefore(line: string, since: string): boolean {
  return line < `${beginning}${since}` && line.startsWith(beginning);
}

const isoTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Whether a value from JSON is one, as far as it is relied on. By hand, for there are many. */
export function isEntry(value: unknown): value is LedgerEntry {
  if (!isObject(value)) return false;
  const { schemaVersion, at, session, model, usage } = value;
  const isNamed = typeof session === 'string' && typeof model === 'string';
  return schemaVersion === 1 && isNamed && typeof at === 'string' && isoTime.test(at) && isObject(usage);
}
