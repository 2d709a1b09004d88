import { Failure } from '../../failure.ts';
import { say } from '../../say.ts';

import type { Options } from '../../options/options.ts';
import type { LedgerEntry } from '../../relay/ledger.ts';
import type { System } from '../../system/system.ts';
import { clean, counted, quote } from '../../text.ts';
import { readPeriod, type Period } from '../../usage/period.ts';
import { ownPrices } from '../../usage/prices.ts';
import { notedEntries, portionOf } from '../../usage/read-ledger.ts';
import { sessionsIn, type SessionNote } from '../../usage/sessions.ts';
import { tally, total } from '../../usage/tally.ts';
import { writtenIn } from '../../usage/written-in.ts';
import { bookedCosts } from './booked.ts';
import { drawContext, drawRefused, drawRequests, type RefusedRow, type RequestRow } from './draw-session.ts';
import { requestsFromGateway } from './from-gateway.ts';

export interface SessionOptions extends Options {
  readonly json: boolean;
  readonly since?: string;
  readonly timezone?: string;
  readonly cost: boolean;
  /** What fills each request, in place of what it used. */
  readonly context: boolean;
}

interface Found {
  readonly source: string;
  readonly requests: readonly RequestRow[];
  readonly page?: string;
  readonly notes: readonly string[];
}

/**
 * One session's requests in order, of one source: its gateway's log, else the ledger, else what the agent wrote. `id`: the
 * session's, the beginning of it, or `last`. Throws `usage` where no session is known by that, or several are.
 */
export async function usageSession(id: string, options: SessionOptions, system: System): Promise<number> {
  const period = readPeriod(options.since, options.timezone, system.now());
  const notes = [...sessionsIn(period, system)];
  const session = identify(id, notes, period, system);
  // Noted by their ends.
  const noted = [...notedEntries(period, system)]
    .filter((entry) => entry.session === session)
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
  const note = notes.find((one) => one.session === session);
  const { source, requests, page, notes: remarks } = await find(session, note, notes, noted, options, period, system);
  const { agent, project, folder } = { ...noted[0], ...note };
  for (const remark of remarks) say(remark, system);
  const sums = tally();
  for (const { model, requests: several = 1, input, cached, output, usd } of requests) {
    sums.add(model, source, undefined, { requests: several, input, cached, output, usd });
  }
  const totals = total(sums.groups);
  const refused = refusedIn(noted);
  if (options.json) {
    const named = { ...(agent === undefined ? {} : { agent }), ...(project === undefined ? {} : { project }) };
    const about = { ...named, ...(folder === undefined ? {} : { folder }), ...(page === undefined ? {} : { page }) };
    const document = {
      schemaVersion: 1,
      session,
      ...about,
      source,
      requests,
      total: totals,
      notes: remarks,
      ...(refused.length === 0 ? {} : { refused }),
    };
    system.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  if (requests.length === 0 && refused.length === 0) throw unknown(session, source);
  const of = [agent, project].filter((word) => word !== undefined).map((word) => clean(word, 60));
  const head = [`Session ${session}`, ...of, `by ${source === 'ledger' ? 'the ledger' : source}`].join(' · ');
  system.stdout.write(`${head}\n`);
  const { stdout: output } = system;
  if (options.context) system.stdout.write(drawContext(requests, period, output));
  else if (requests.length > 0) system.stdout.write(drawRequests(requests, totals, period, { ...options, output }));
  system.stdout.write(drawRefused(refused, output));
  if (page !== undefined) system.stdout.write(`Its gateway's own log: ${page}\n`);
  return 0;
}

async function find(
  session: string,
  note: SessionNote | undefined,
  others: readonly SessionNote[],
  noted: readonly LedgerEntry[],
  options: SessionOptions,
  period: Period,
  system: System,
): Promise<Found> {
  const { profiles } = system.profiles.read();
  const entries = noted.filter(({ outcome }) => outcome !== 'refused');
  const own = entries.map((entry) => {
    const profile = entry.profile === undefined ? undefined : profiles[entry.profile];
    return rowOf(entry, portionOf(entry, ownPrices(profile, entry.model)));
  });
  // Of what fills a request the ledger alone knows.
  if (options.context) {
    if (own.some(({ context }) => context !== undefined)) return { source: 'ledger', requests: own, notes: [] };
    const hint = 'What fills each request is noted with --inspect: jetway --inspect <agent>';
    throw new Failure('usage', `Of session ${session} it was not noted what fills its requests.`, hint);
  }
  const told = await requestsFromGateway(session, period, options, system);
  if (told.requests !== undefined && told.requests.length > 0 && told.requests.length >= own.length) {
    const { name = '', page, requests, notes } = told;
    return { source: name, requests, ...(page === undefined ? {} : { page }), notes };
  }
  const late =
    told.requests === undefined || own.length === 0
      ? []
      : [
          `${told.name ?? ''} has booked ${counted(told.requests.length, 'request')} of this session yet: this is from the ledger.`,
        ];
  const page = told.page === undefined ? {} : { page: told.page };
  // Of a session with a relay the agent has nothing more to tell.
  if (noted.length > 0 || note === undefined) {
    const { name: costBy, costs, notes } = await bookedCosts(entries, options, system);
    const requests = own.map((row) => {
      const usd = costs.get(row.id ?? '');
      return usd === undefined || costBy === undefined ? row : { ...row, usd, costBy };
    });
    const remarks = costs.size > 0 ? notes : [...told.notes, ...late, ...notes];
    return { source: 'ledger', requests, ...page, notes: remarks };
  }
  const written = await writtenIn(others, true, system)(note);
  const saved = note.profile === undefined ? undefined : profiles[note.profile];
  const requests = written.requests.map(({ at: time, model, usage, requests: several }) => {
    const { requests: _one, ...figures } = portionOf({ usage }, ownPrices(saved, model));
    return { at: time, model, ...(several === undefined ? {} : { requests: several }), ...figures };
  });
  const bound = 'From what the agent wrote itself: titles and other requests in the background are not in it.';
  return {
    source: 'transcript',
    requests,
    ...page,
    notes: [
      ...told.notes,
      ...(written.note === undefined ? [] : [written.note]),
      ...(requests.length === 0 ? [] : [bound]),
    ],
  };
}

function rowOf(entry: LedgerEntry, { input, cached, output, usd }: ReturnType<typeof portionOf>): RequestRow {
  const { at: time, model, status, outcome, totalMs, firstOutputMs, context, because, answerId } = entry;
  return {
    ...{ at: time, model, input, cached, output, usd },
    status: outcome === 'whole' ? `${status ?? ''}` : [outcome, status].filter(Boolean).join(' '),
    milliseconds: totalMs,
    ...(firstOutputMs === undefined ? {} : { firstOutputMs }),
    ...(because === undefined ? {} : { because }),
    ...(answerId === undefined ? {} : { id: answerId }),
    ...(context === undefined ? {} : { context }),
  };
}

/** Picks the requests that were never sent. */
function refusedIn(noted: readonly LedgerEntry[]): readonly RefusedRow[] {
  return noted
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ at: time, asked, because }) => ({ at: time, model: asked, ...(because === undefined ? {} : { because }) }));
}

/** The whole id. */
function identify(id: string, notes: readonly SessionNote[], period: Period, system: System): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
  const known = new Map(notes.map(({ session, until }) => [session, until]));
  for (const { session, at: time } of notedEntries(period, system)) {
    if (time > (known.get(session) ?? '')) known.set(session, time);
  }
  const latest = [...known].toSorted(([, one], [, other]) => (one < other ? 1 : -1)).map(([session]) => session);
  const found = id === 'last' ? latest.slice(0, 1) : latest.filter((session) => session.startsWith(id.toLowerCase()));
  const [first, ...more] = found;
  if (first === undefined) throw unknown(id);
  if (more.length === 0) return first;
  throw new Failure(
    'usage',
    `${found.length} sessions begin with ${quote(id)}.`,
    `Give more of it: ${found.slice(0, 3).join(', ')}`,
  );
}

function unknown(id: string, source?: string): Failure {
  const by = source === undefined ? 'here' : `to the ${source}`;
  return new Failure(
    'usage',
    `No request of session ${quote(id)} is known ${by}.`,
    'See which there are: jetway usage --by session',
  );
}
