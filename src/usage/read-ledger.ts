import type { UsageBy } from '../gateways/told-usage.ts';
import { folders } from '../host.ts';
import { parseJson } from '../json-path.ts';
import { costOf } from '../relay/cost.ts';
import { isBefore, isEntry, type LedgerEntry } from '../relay/ledger.ts';
import type { System } from '../system/system.ts';
import { monthsOf, type Period, type Span } from './period.ts';
import { priceBook } from './prices.ts';
import type { Tally } from './tally.ts';

/** The ledger's fields that requests can be grouped by. It knows nothing of users, teams and keys. */
const fields: Partial<Record<UsageBy, 'session' | 'model' | 'agent' | 'project'>> = {
  session: 'session',
  model: 'model',
  agent: 'agent',
  project: 'project',
};

/** The group of requests whose field is not told. */
const untold = 'not told';

/** The name of the group that a request is counted in. */
export function nameBy(
  by: UsageBy,
  day: string,
  told: { readonly [Field in 'session' | 'model' | 'agent' | 'project']?: string | undefined },
): string {
  const field = fields[by];
  return by === 'day' ? day : ((field === undefined ? undefined : told[field]) ?? untold);
}

/** The requests of which a gateway itself tells: those to it (by its id) in a span of time, in milliseconds since 1970. */
export interface Elsewhere {
  readonly gateway: string;
  readonly since: number;
  readonly until: number;
}

/** Whether a request is one of those. `time`: milliseconds since 1970. */
export function isElsewhere(those: Elsewhere | undefined, gateway: string, time: number): boolean {
  return those !== undefined && gateway === those.gateway && time >= those.since && time < those.until;
}

export interface LedgerOptions {
  readonly by: UsageBy;
  readonly profile?: string;
  /** Only this session's requests are read. */
  readonly session?: string;
  /** These requests are left out, since their gateway tells of them. */
  readonly without?: Elsewhere;
  /** Sessions that are left out, since their gateway tells of them. */
  readonly told?: ReadonlySet<string>;
}

export interface LedgerRead {
  /** How many requests were left out because their gateway tells of them. */
  readonly left: number;
  /** The sessions that the ledger knows, whether they were left out or not. */
  readonly sessions: ReadonlySet<string>;
}

/** The requests of a span, one by one; those that a rule of the user's refused were never sent and are none. */
function* ledgerEntries(span: Span, system: Pick<System, 'host' | 'files'>): Generator<LedgerEntry> {
  for (const entry of notedEntries(span, system)) if (entry.outcome !== 'refused') yield entry;
}

/** The same with what was refused. */
export function* notedEntries(span: Span, { host, files }: Pick<System, 'host' | 'files'>): Generator<LedgerEntry> {
  const [first, last] = [span.since, span.until].map((time) => new Date(time).toISOString()) as [string, string];
  for (const month of monthsOf(span)) {
    for (const line of files.lines(`${folders(host).state}/ledger/${month}.jsonl`)) {
      if (line === '' || isBefore(line, first)) continue;
      const entry = parseJson(line);
      if (isEntry(entry) && entry.at >= first && entry.at <= last) yield entry;
    }
  }
}

/** Adds the requests of a period to a tally, line by line. */
export function readLedger(
  { by, profile, session, without, told }: LedgerOptions,
  period: Period,
  sums: Tally,
  system: Pick<System, 'host' | 'files' | 'profiles'>,
): LedgerRead {
  const prices = priceBook(system.profiles.read());
  const sessions = new Set<string>();
  let left = 0;
  for (const entry of ledgerEntries(period, system)) {
    if (profile !== undefined && entry.profile !== profile) continue;
    if (session !== undefined && entry.session !== session) continue;
    sessions.add(entry.session);
    const time = Date.parse(entry.at);
    if (isElsewhere(without, entry.gateway, time) || told?.has(entry.session) === true) {
      left += 1;
      continue;
    }
    const day = period.day(time);
    sums.add(nameBy(by, day, entry), 'ledger', day, portionOf(entry, prices(entry.profile, entry.model)));
  }
  return { left, sessions };
}

/** The figures of an entry; a price of the profile's own counts before that which was noted. */
export function portionOf(
  entry: Pick<LedgerEntry, 'usage' | 'estimatedUsd'>,
  prices: Parameters<typeof costOf>[1],
): { readonly requests: number } & { readonly [Figure in 'input' | 'cached' | 'output' | 'usd']: number | undefined } {
  const { input, cached, output } = entry.usage;
  const usd = prices === undefined ? entry.estimatedUsd : costOf(entry.usage, prices);
  return { requests: 1, input: known(input), cached: known(cached), output: known(output), usd: known(usd) };
}

/** Of a line in a file nothing is certain. */
function known(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
