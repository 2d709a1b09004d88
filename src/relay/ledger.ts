import { folders } from '../host.ts';
import { isObject, parseJson } from '../json-path.ts';
import type { Usage } from '../protocols/usage.ts';
import type { System } from '../system/system.ts';
import type { Spent } from './cost.ts';

/** One request of an agent's, as it stands in the ledger: numbers, names and ids alone, no text of anybody's. */
export interface LedgerEntry {
  readonly schemaVersion: 1;
  /** When the request came, as ISO 8601 in UTC. */
  readonly at: string;
  /** UUID of the launch. */
  readonly session: string;
  readonly agent: string;
  readonly profile?: string;
  /** The name of the folder that holds the repository. */
  readonly project?: string;
  /** The gateway's id. */
  readonly gateway: string;
  /** The protocol that the agent spoke, and in `translatedTo` the gateway's where that is another. */
  readonly protocol: string;
  readonly translatedTo?: string;
  /** Three models: the one that the agent asked for, the one that the request was sent to, and the one that the gateway says answered. */
  readonly asked: string;
  readonly model: string;
  readonly answered?: string;
  /** The gateway's id of the answer, where the gateway tells by it what the answer cost. */
  readonly answerId?: string;
  /** Why it was sent to another model or gateway than asked for (a role of the profile's, a fallback, or both), or to none. */
  readonly because?: string;
  /** The id that the agent gives the subagent which asked. */
  readonly subagent?: string;
  /** The status of the last attempt; absent where nothing answered. */
  readonly status?: number;
  /** `cut`: the answer broke off, or the agent went away. `refused`: a rule stopped the request before it was sent. */
  readonly outcome: 'whole' | 'cut' | 'failed' | 'refused';
  readonly attempts: number;
  /** Milliseconds to the first piece of the answer, and to its end. */
  readonly firstOutputMs?: number;
  readonly totalMs: number;
  /** Tokens. What the server did not tell is absent. */
  readonly usage: Usage;
  /** An estimate by the catalogue's prices; absent where a price or a number is not known. */
  readonly estimatedUsd?: number;
  /** What a budget counts at least, by the size of the request and the price of prompts, where a server did not count it all. */
  readonly atLeast?: Spent;
  /** Sizes of what fills the request, with `--inspect` alone. */
  readonly context?: Readonly<Record<string, number>>;
}

/** One file a month, in Jetway's state folder. */
export interface Ledger {
  add(entry: LedgerEntry): void;
  /** The entries of this day, in local time, of all sessions. The file is read on from where it was read last. */
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

/** Whether a value from JSON is an entry, as far as entries are relied on. Each field is looked at by hand: there are many entries. */
export function isEntry(value: unknown): value is LedgerEntry {
  if (!isObject(value)) return false;
  const { schemaVersion, at, session, model, usage } = value;
  const isNamed = typeof session === 'string' && typeof model === 'string';
  return schemaVersion === 1 && isNamed && typeof at === 'string' && isoTime.test(at) && isObject(usage);
}
