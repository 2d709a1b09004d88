import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { usageBys, type UsageBy } from '../gateways/management.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { csv, drawTable } from './usage/draw.ts';
import { fromGateway } from './usage/from-gateway.ts';
import { page } from './usage/page.ts';
import { readPeriod } from '../usage/period.ts';
import { readLedger } from '../usage/read-ledger.ts';
import { tally, total, type Group } from '../usage/tally.ts';

export interface UsageOptions extends Options {
  readonly json: boolean;
  readonly csv: boolean;
  /** The file that the page is written to. */
  readonly html?: string;
  readonly since?: string;
  readonly timezone?: string;
  readonly by?: string;
  /** As typed. */
  readonly limit?: string;
  readonly cost: boolean;
}

/**
 * Tokens and cost of a period: of the gateway's requests by its own word where it tells and the key may read it, of all
 * others by the ledger. Throws `usage` for flags that can't be read.
 */
export async function usage(options: UsageOptions, system: System): Promise<number> {
  const by = readBy(options.by);
  const limit = readLimit(options.limit);
  const period = readPeriod(options.since, options.timezone, system.now());
  const sums = tally();
  const { without, notes } = await fromGateway(by, period, sums, options, system);
  const { profile } = options;
  const own = { by, ...(profile === undefined ? {} : { profile }), ...(without === undefined ? {} : { without }) };
  const left = readLedger(own, period, sums, system);
  const all = sums.groups.toSorted(by === 'day' ? byName : byWeight);
  const groups = all.slice(by === 'day' ? -limit : 0, by === 'day' ? undefined : limit);
  const remarks = [
    ...notes,
    ...(left > 0 ? [`${left} requests of the ledger are left out: their gateway tells of them itself.`] : []),
    ...(all.length > groups.length ? [`${all.length - groups.length} more; the total is of all.`] : []),
  ];
  const totals = total(all);
  for (const remark of remarks) system.stderr.write(`${remark}\n`);
  if (options.html !== undefined) {
    const title = `Usage by ${by}, ${period.day(period.since)} to ${period.day(period.until)}`;
    const path = resolve(system.host.cwd, options.html);
    system.files.write(path, page(title, by, groups, totals, remarks), 0o600);
    system.stderr.write(`The page is in ${path}\n`);
    if (!options.json && !options.csv) return 0;
  }
  if (options.json) {
    const document = {
      schemaVersion: 1,
      since: new Date(period.since).toISOString(),
      until: new Date(period.until).toISOString(),
      timezone: period.timezone,
      by,
      groups: groups.map(({ name, source, sums: figures }) => ({ name, source, ...figures })),
      total: totals,
      left: all.length - groups.length,
      notes: remarks,
    };
    system.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (options.csv) system.stdout.write(csv(by, groups));
  else if (groups.length === 0) system.stderr.write(`${nothing}\n`);
  else system.stdout.write(drawTable(by, groups, totals, { cost: options.cost, output: system.stdout }));
  return 0;
}

const nothing =
  'No request is known of this time. The ledger has those of sessions with a relay: jetway --relay always <agent>';

function readBy(text = 'model'): UsageBy {
  const found = usageBys.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Failure('usage', `Usage has no ${quote(text)}.`, `Use --by ${usageBys.join(' | ')}`);
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return 50;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new Failure('usage', `--limit can't be ${quote(text)}.`, 'Write --limit 20');
}

function byName(one: Group, other: Group): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

function byWeight({ sums: one }: Group, { sums: other }: Group): number {
  return (
    (other.usd ?? 0) - (one.usd ?? 0) ||
    (other.input ?? 0) + (other.output ?? 0) - (one.input ?? 0) - (one.output ?? 0) ||
    other.requests - one.requests
  );
}
