import { Failure } from '../failure.ts';
import { quote } from '../text.ts';

/** Milliseconds since 1970. */
export interface Span {
  readonly since: number;
  readonly until: number;
}

export interface Period extends Span {
  readonly timezone: string;
  /** The day of a time there, `2026-11-29`. Milliseconds since 1970. */
  day(time: number): string;
}

/**
 * What `--since` and `--timezone` mean: `7d`, `24h`, `2w` before now, or the beginning of a day there. Throws a `usage`
 * Failure for what can't be read. `now`: milliseconds since 1970.
 */
export function readPeriod(since: string | undefined, timezone: string | undefined, now: number): Period {
  const zone = timezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = dayIn(zone);
  return { since: beginning(since ?? '30d', day, now), until: now, timezone: zone, day };
}

function dayIn(zone: string): (time: number) => string {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    throw new Failure('usage', `There is no time zone ${quote(zone)}.`, 'Write --timezone Europe/Berlin, or UTC');
  }
  // A format takes longer than all else that is done with a line of the ledger, whose times follow each other. A day begins
  // at a quarter of an hour in UTC, wherever it is.
  let [quarter, last] = [Number.NaN, ''];
  return (time) => {
    const now = Math.floor(time / 900_000);
    if (now !== quarter) [quarter, last] = [now, format.format(time)];
    return last;
  };
}

function beginning(text: string, day: (time: number) => string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text.trim()) ?? [];
  const hours = { h: 1, d: 24, w: 168 }[unit];
  if (count !== undefined && hours !== undefined) return now - Number(count) * hours * 3_600_000;
  const midnight = midnightOf(text.trim());
  if (Number.isNaN(midnight)) {
    throw new Failure('usage', `--since can't be ${quote(text)}.`, 'Write --since 7d, 24h, or a day: 2026-11-01');
  }
  // Zones are up to 14 hours before UTC and 12 behind it, in quarters of an hour.
  for (let quarter = -14 * 4; quarter <= 12 * 4; quarter += 1) {
    const time = midnight + quarter * 900_000;
    if (day(time) === text.trim()) return time;
  }
  return midnight;
}

/** When a day, `2026-11-29`, begins in UTC, in milliseconds since 1970; NaN for what is none. `Date.parse` takes 30 February for 2 March. */
export function midnightOf(day: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return new Date(time).getUTCDate() === Number(day.slice(8)) ? time : Number.NaN;
}

/** The months of a span in UTC, `2026-11`: the ledger has a file for each. */
export function monthsOf({ since, until }: Span): readonly string[] {
  const months: string[] = [];
  const last = new Date(until).toISOString().slice(0, 7);
  const month = new Date(since);
  month.setUTCDate(1);
  for (; month.toISOString().slice(0, 7) <= last; month.setUTCMonth(month.getUTCMonth() + 1)) {
    months.push(month.toISOString().slice(0, 7));
  }
  return months;
}

/** All days from one to another, those of which nothing is told among them; a thousand at most. */
export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let time = Date.parse(`${first}T12:00:00Z`); days.length < 1000; time += 86_400_000) {
    const next = new Date(time).toISOString().slice(0, 10);
    if (next > last) break;
    days.push(next);
  }
  return days;
}
