import { Failure } from '../../failure.ts';
import { findGateway } from '../../gateways/index.ts';
import type { LogRow } from '../../gateways/managed-gateways.ts';
import type { Part, Reply } from '../../gateways/management.ts';
import type { UsageBy, UsageQuery } from '../../gateways/told-usage.ts';
import type { Question } from '../../gateways/question.ts';
import { leaveFailure } from '../../lazy.ts';
import type { Options } from '../../options/options.ts';
import { valueOf, values } from '../../options/precedence.ts';
import { chooseProfile } from '../../options/resolve-gateway.ts';
import { noManagementKey, resolveManagement, type Managed } from '../../options/resolve-management.ts';
import type { System } from '../../system/system.ts';
import { loggedRequest, logOf, type LoggedRequest } from '../../usage/in-logs.ts';
import { nameBy, type Elsewhere } from '../../usage/read-ledger.ts';
import type { Period, Span } from '../../usage/period.ts';
import type { Tally } from '../../usage/tally.ts';
import { replies } from '../manage/ask.ts';
import { counted } from '../../text.ts';

export interface FromGateway {
  /** What it told of: those requests to it are not counted again. */
  readonly without?: Elsewhere;
  /** Where it told by session instead: these. */
  readonly told?: ReadonlySet<string>;
  /** For people: why it did not tell, or what is particular about what it told. */
  readonly notes: readonly string[];
}

/**
 * Adds what the gateway in use tells of a period. It is no failure where there is none, where it can't tell that, or where
 * the key may not read it: the ledger stands in, and a note says so.
 */
export async function fromGateway(
  by: UsageBy,
  period: Period,
  sums: Tally,
  options: Options,
  system: System,
): Promise<FromGateway> {
  return orLedger(`usage by ${by}`, options, system, async (found) => {
    const { usage } = found.management;
    const [since, until] = [period.since, period.until].map((time) => new Date(time).toISOString()) as [string, string];
    const report = usage?.(found.keys, { by, since, until });
    if (report !== undefined) {
      const rows = (await asked(report.question, found, system)).filter(({ name }) => name !== '');
      for (const { name: group, day, id: _one, ...portion } of rows) sums.add(group, found.gateway.name, day, portion);
      const notes = report.note === undefined ? [] : [report.note];
      // A session that it does not tell of may have gone elsewhere.
      return by === 'session'
        ? { told: new Set(rows.map(({ name }) => name)), notes }
        : { without: { gateway: found.gateway.id, ...(report.within ?? always) }, notes };
    }
    // What it can't sum up may be found in its log, where Jetway's own words for a session stand.
    const log = isOfSessions(by) ? logOf(found.management, found.keys, period) : undefined;
    if (log === undefined) return undefined;
    const byTags = (): Promise<FromGateway | undefined> => fromTags({ by, since, until }, sums, found, system);
    try {
      const told = await fromLog(by, log.question, period, sums, found, system);
      return told.told.size > 0 ? told : ((await byTags()) ?? told);
    } catch (error) {
      // The log may be refused, or turned off, where tags are counted.
      const told = error instanceof Failure && error.code !== 'cancelled' ? await byTags() : undefined;
      if (told === undefined) throw error;
      return told;
    }
  });
}

async function fromLog(
  by: UsageBy,
  question: Question<Reply<Part<LogRow>>>,
  period: Period,
  sums: Tally,
  found: Managed,
  system: System,
): Promise<FromGateway & { readonly told: ReadonlySet<string> }> {
  const rows = (await asked(question, found, system)).map((row) => loggedRequest(row));
  const told = new Set<string>();
  for (const row of rows) {
    if (row.session === undefined) continue;
    told.add(row.session);
    const day = period.day(Date.parse(row.at));
    sums.add(nameBy(by, day, row), found.gateway.name, day, { requests: 1, ...row });
  }
  const others = rows.filter(({ session }) => session === undefined).length;
  const strangers = `${counted(others, `request in ${found.gateway.name}'s log names no session of Jetway's; it is`, `requests in ${found.gateway.name}'s log name no session of Jetway's; they are`)} left out.`;
  return { told, notes: others > 0 ? [strangers] : [] };
}

/** Undefined where no tag tells. */
async function fromTags(
  query: UsageQuery,
  sums: Tally,
  found: Managed,
  system: System,
): Promise<FromGateway | undefined> {
  const report = found.management.tagged?.(found.keys, query);
  const rows = report === undefined ? [] : await asked(report.question, found, system).catch(leaveFailure);
  if (report === undefined || rows === undefined || rows.length === 0) return undefined;
  const { name, id } = found.gateway;
  for (const { name: group, day, id: _one, ...portion } of rows) sums.add(group, name, day, portion);
  const bound = `${name} tells this by the tags ${query.by}:… of requests: those without one are not in it.`;
  return { without: { gateway: id, ...always }, notes: [...(report.note === undefined ? [] : [report.note]), bound] };
}

interface FromLog extends FromGateway {
  readonly requests?: readonly LoggedRequest[];
  /** The gateway's. */
  readonly name?: string;
  readonly page?: string;
}

/** One session's requests from the log of the gateway in use; without `requests` where it does not tell. */
export async function requestsFromGateway(
  session: string,
  span: Span,
  options: Options,
  system: System,
): Promise<FromLog> {
  return orLedger('single requests', options, system, async (found): Promise<FromLog | undefined> => {
    const log = logOf(found.management, found.keys, span, session);
    if (log === undefined) return undefined;
    const rows = (await asked(log.question, found, system)).map((row) => loggedRequest(row));
    const requests = rows
      .filter((row) => row.session === session)
      .toSorted((one, other) => (one.at < other.at ? -1 : 1));
    return { name: found.gateway.name, requests, ...(log.page === undefined ? {} : { page: log.page }), notes: [] };
  });
}

const always = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

const isOfSessions = (by: UsageBy): boolean => ['session', 'day', 'agent', 'project'].includes(by);

async function orLedger<T extends FromGateway>(
  what: string,
  options: Options,
  system: System,
  tell: (found: Managed) => Promise<T | undefined>,
): Promise<T | FromGateway> {
  const id = valueOf(values.gateway({ options, saved: chooseProfile(options, system)?.saved }));
  if (options.offline === true || id === undefined) return { notes: [] };
  const { name, managed } = findGateway(id);
  if (managed === undefined) return { notes: [`${name} tells of no usage: this is from the ledger.`] };
  try {
    const told = await tell(await resolveManagement(options, system));
    return told ?? { notes: [`${name} tells of no ${what}: this is from the ledger.`] };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'cancelled') throw error;
    return { notes: [error.message, error.hint, 'Until then this is from the ledger.'] };
  }
}

async function asked<T>(question: Question<Reply<Part<T>>>, found: Managed, system: System): Promise<readonly T[]> {
  if (found.keys.size === 0 && 'authorization' in question.headers) throw noManagementKey(found);
  return replies(question, found, system);
}
