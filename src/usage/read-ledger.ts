import { folders } from '../host.ts';
import { numberAt, parseJson, textAt } from '../json-path.ts';
import type { System } from '../system/system.ts';
import type { UsageBy } from '../gateways/management.ts';
import type { Period } from './period.ts';
import type { Tally } from './tally.ts';

/** What the ledger can group by; of users, teams and keys it knows nothing. */
const fields: Partial<Record<UsageBy, string>> = {
  session: 'session',
  model: 'model',
  agent: 'agent',
  project: 'project',
};

export interface LedgerOptions {
  readonly by: UsageBy;
  readonly profile?: string;
  /** This one alone. */
  readonly session?: string;
  /** A gateway (its id) that tells of its requests itself. */
  readonly without?: string;
}

/** Adds the requests of a period to a tally, line by line. Gives how many were left out because their gateway tells of them. */
export function readLedger(
  { by, profile, session, without }: LedgerOptions,
  period: Pick<Period, 'since' | 'until' | 'day'>,
  sums: Tally,
  { host, files }: Pick<System, 'host' | 'files'>,
): number {
  const [first, last] = [period.since, period.until].map((time) => new Date(time).toISOString()) as [string, string];
  const paths = files.glob(`${folders(host).state}/ledger/*.jsonl`);
  const wanted = paths.filter((path) => {
    const month = /(\d{4}-\d\d)\.jsonl$/.exec(path)?.[1];
    return month !== undefined && month >= first.slice(0, 7) && month <= last.slice(0, 7);
  });
  let left = 0;
  for (const path of wanted) {
    for (const line of files.lines(path)) {
      const entry = line === '' ? undefined : parseJson(line);
      const at = textAt(entry, 'at');
      if (numberAt(entry, 'schemaVersion') !== 1 || at === undefined || at < first || at > last) continue;
      // One that a rule of the user's refused was never sent.
      if (textAt(entry, 'outcome') === 'refused') continue;
      if (profile !== undefined && textAt(entry, 'profile') !== profile) continue;
      if (session !== undefined && textAt(entry, 'session') !== session) continue;
      if (without !== undefined && textAt(entry, 'gateway') === without) {
        left += 1;
        continue;
      }
      const day = period.day(Date.parse(at));
      const field = fields[by];
      const name = by === 'day' ? day : field === undefined ? undefined : textAt(entry, field);
      sums.add(name ?? untold, 'ledger', day, {
        requests: 1,
        input: numberAt(entry, 'usage', 'input'),
        cached: numberAt(entry, 'usage', 'cached'),
        output: numberAt(entry, 'usage', 'output'),
        usd: numberAt(entry, 'estimatedUsd'),
      });
    }
  }
  return left;
}

/** The group of requests of which that is not told. */
const untold = 'not told';
