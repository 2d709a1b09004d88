import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { usageBys, type UsageBy } from '../gateways/told-usage.ts';
import type { Options } from '../options/options.ts';
import { opened } from './open.ts';
import type { System } from '../system/system.ts';
import { counted, quote } from '../text.ts';
import { readPeriod, type Period } from '../usage/period.ts';
import { readLedger } from '../usage/read-ledger.ts';
import { readTranscripts } from '../usage/read-transcripts.ts';
import { tally, total, type Group, type Sums } from '../usage/tally.ts';
import { csv, drawTable } from './usage/draw.ts';
import { fromGateway } from './usage/from-gateway.ts';
import { say } from '../say.ts';

export interface UsageOptions extends Options {
  readonly json: boolean;
  readonly csv: boolean;
  /** The file that the page is written to. */
  readonly html?: string;
  /** Shows the page in the browser. */
  readonly open: boolean;
  readonly since?: string;
  readonly timezone?: string;
  readonly by?: string;
  /** As typed. */
  readonly limit?: string;
  readonly cost: boolean;
  readonly compact: boolean;
  /** Drawn again and again, until Ctrl-C. */
  readonly live: boolean;
}

/** What was used, and by whose word. */
interface Report {
  readonly by: UsageBy;
  readonly period: Period;
  /** As many as are shown, and of how many. */
  readonly groups: readonly Group[];
  readonly all: readonly Group[];
  /** Of all of them. */
  readonly totals: Sums;
  readonly remarks: readonly string[];
}

/**
 * Tokens and cost of a period: of the gateway's requests by its own word where it tells and the key may read it, of all
 * others by the ledger, and of sessions that are in neither by what the agent wrote. Throws `usage` for flags that can't be
 * read.
 */
export async function usage(options: UsageOptions, system: System): Promise<number> {
  if (options.open && options.html === undefined) {
    throw new Failure('usage', '--open shows the page that --html writes.', 'Give both: --html usage.html --open');
  }
  if (options.live) {
    const { live } = await import('./usage/live.ts');
    return live(async () => {
      const report = await collect({ ...options, offline: true }, system);
      return report.groups.length === 0 ? `${nothing}\n` : table(report, options, system);
    }, system);
  }
  const report = await collect(options, system);
  for (const remark of report.remarks) say(remark, system);
  if (options.html !== undefined) {
    await writePage(options.html, options.open, report, system);
    if (!options.json && !options.csv) return 0;
  }
  if (options.json) system.stdout.write(`${JSON.stringify(documentOf(report), null, 2)}\n`);
  else if (options.csv) system.stdout.write(csv(report.by, report.groups));
  else if (report.groups.length === 0) say(nothing, system);
  else system.stdout.write(table(report, options, system));
  return 0;
}

async function collect(options: UsageOptions, system: System): Promise<Report> {
  const by = readBy(options.by);
  const limit = readLimit(options.limit);
  const period = readPeriod(options.since, options.timezone, system.now());
  const sums = tally();
  const { without, told, notes } = await fromGateway(by, period, sums, options, system);
  const { profile } = options;
  const own = { by, ...(profile === undefined ? {} : { profile }), ...(without === undefined ? {} : { without }) };
  const { left, sessions } = readLedger({ ...own, ...(told === undefined ? {} : { told }) }, period, sums, system);
  const better = (session: string): boolean => sessions.has(session) || told?.has(session) === true;
  const written = await readTranscripts({ ...own, told: better, asks: !options.live }, period, sums, system);
  const all = sums.groups.toSorted(by === 'day' ? byName : byWeight);
  const groups = all.slice(by === 'day' ? -limit : 0, by === 'day' ? undefined : limit);
  const remarks = [
    ...notes,
    ...(left > 0
      ? [
          `${counted(left, 'request of the ledger is', 'requests of the ledger are')} left out: their gateway tells of them itself.`,
        ]
      : []),
    ...written.notes,
    ...(written.sessions > 0
      ? [`Of ${counted(written.sessions, 'session')} only the agent's own record tells: that is a lower bound.`]
      : []),
    ...(all.length > groups.length ? [`${all.length - groups.length} more; the total is of all.`] : []),
  ];
  return { by, period, groups, all, totals: total(all), remarks };
}

function documentOf({ by, period, groups, all, totals, remarks }: Report): object {
  return {
    schemaVersion: 1,
    since: new Date(period.since).toISOString(),
    until: new Date(period.until).toISOString(),
    timezone: period.timezone,
    by,
    groups: groups.map(({ name, source, sums }) => ({ name, source, ...sums })),
    total: totals,
    left: all.length - groups.length,
    notes: remarks,
  };
}

function table({ by, groups, all, totals, period }: Report, options: UsageOptions, system: System): string {
  const { cost, compact } = options;
  return drawTable({ by, groups, all, totals, period }, { cost, compact, output: system.stdout });
}

async function writePage(file: string, open: boolean, report: Report, system: System): Promise<void> {
  const { page } = await import('./usage/page.ts');
  const { by, period, groups, totals, remarks } = report;
  const title = `Usage by ${by}, ${period.day(period.since)} to ${period.day(period.until)}`;
  const path = resolve(system.host.cwd, file);
  system.files.write(path, page({ title, by, groups, totals, notes: remarks }, system.sha256), 0o600);
  say(`The page is in ${path}`, system);
  if (open && !(await opened(path, system))) {
    say('No program here shows a page: open that file in a browser.', system);
  }
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
