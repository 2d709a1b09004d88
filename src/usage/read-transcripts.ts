import type { UsageBy } from '../gateways/told-usage.ts';
import { costOf } from '../relay/cost.ts';
import type { System } from '../system/system.ts';
import type { Period } from './period.ts';
import { priceBook } from './prices.ts';
import { isElsewhere, nameBy, type Elsewhere } from './read-ledger.ts';
import { sessionsIn } from './sessions.ts';
import type { Tally } from './tally.ts';
import { writtenIn } from './written-in.ts';

export interface TranscriptOptions {
  readonly by: UsageBy;
  readonly profile?: string;
  /** These requests are left out, since their gateway tells of them. */
  readonly without?: Elsewhere;
  /** Whether a better source tells of a session, which is then left out. */
  readonly told: (session: string) => boolean;
  /** Whether agents' own programs are asked, as in `writtenIn`. */
  readonly asks: boolean;
}

/**
 * Adds what the agents wrote themselves of sessions that no better source tells of. Gives how many sessions that were, and
 * what can't be read.
 */
export async function readTranscripts(
  { by, profile, without, told, asks }: TranscriptOptions,
  period: Period,
  sums: Tally,
  system: System,
): Promise<{ readonly sessions: number; readonly notes: readonly string[] }> {
  const prices = priceBook(system.profiles.read());
  const all = [...sessionsIn(period, system)];
  const read = writtenIn(all, asks, system);
  const notes = new Set<string>();
  let sessions = 0;
  for (const note of all) {
    const isThere = [note.at, note.until].every((time) => isElsewhere(without, note.gateway, Date.parse(time)));
    if (told(note.session) || isThere || (profile !== undefined && note.profile !== profile)) continue;
    const { requests, note: remark } = await read(note);
    if (remark !== undefined) notes.add(remark);
    for (const { at, model, usage, requests: several = 1 } of requests) {
      const time = Date.parse(at);
      if (!(time >= period.since && time <= period.until) || isElsewhere(without, note.gateway, time)) continue;
      const day = period.day(time);
      const usd = costOf(usage, prices(note.profile, model));
      sums.add(nameBy(by, day, { ...note, model }), 'transcript', day, { requests: several, ...usage, usd });
    }
    sessions += requests.length > 0 ? 1 : 0;
  }
  return { sessions, notes: [...notes] };
}
