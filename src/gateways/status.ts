import { fail, pass, skip, warn, type Outcome } from '../doctor/outcome.ts';
import type { SecretHeaders } from '../keys/secret.ts';

/**
 * How a key and a gateway stand: what its own free questions tell beside the probe's. Asked by the doctor alone, side by
 * side; none of them calls a model.
 */
export interface StatusSource {
  readonly questions: readonly { readonly url: string; readonly headers: SecretHeaders }[];
  /** `answers`: in the order of the questions, undefined where none came. Pure; takes anything for a body and never throws. */
  judge(answers: readonly (Answer | undefined)[], about: About): readonly Finding[];
}

export interface Answer {
  readonly status: number;
  /** The JSON, or the text where it was none. */
  readonly body: unknown;
}

export interface About {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The providers (`Route.provider`) of the models in use, and whether a key of the user's own goes along to them. */
  readonly providers: readonly { readonly id: string; readonly ownKey: boolean }[];
}

/** A line of one of the doctor's checks, which has the topic's name. */
export type Finding = Outcome & { readonly topic: Topic };

export type Topic = 'health' | 'key-state' | 'permissions' | 'budget' | 'billing' | 'settings';

/** Shorthands, with the topic in front. */
export const passed = (topic: Topic, detail: string): Finding => ({ topic, ...pass(detail) });
export const skipped = (topic: Topic, detail: string): Finding => ({ topic, ...skip(detail) });
export const warned = (topic: Topic, detail: string, hint: string): Finding => ({ topic, ...warn(detail, hint) });
export const failed = (topic: Topic, ...outcome: Parameters<typeof fail>): Finding => ({ topic, ...fail(...outcome) });

const day = 24 * 60 * 60_000;

/** A day, as `2026-12-01`; undefined for what is no time. Takes ISO text, or milliseconds since 1970. */
export function dateOf(time: string | number | undefined): string | undefined {
  const parsed = typeof time === 'string' ? Date.parse(time) : (time ?? Number.NaN);
  return Math.abs(parsed) <= 8.64e15 ? new Date(parsed).toISOString().slice(0, 10) : undefined;
}

/** What the end of a key's life means: fails after it, warns a week before. `mend`: where another is had. */
export function expiry(end: string | undefined, now: number, mend: string): readonly Finding[] {
  const date = dateOf(end);
  if (end === undefined || date === undefined) return [];
  const left = Date.parse(end) - now;
  if (left <= 0) return [failed('key-state', 'credential', `The key expired on ${date}.`, mend)];
  const days = Math.floor(left / day);
  return days < 7
    ? [warned('key-state', `the key expires on ${date}, ${days === 0 ? 'within a day' : `in ${days} d`}`, mend)]
    : [passed('key-state', `expires on ${date}`)];
}

/** What is used of a limit: fails when all of it is, warns from nine tenths on. `resets`: when, in words. */
export function spending(
  what: string,
  used: number,
  limit: number,
  unit: string,
  resets: string | undefined,
  mend: string,
): Finding {
  const figures = `${amount(used)} of ${amount(limit)} ${unit} used${resets === undefined ? '' : `, ${resets}`}`;
  if (used >= limit) return failed('budget', 'gateway', `The ${what} is used up: ${figures}.`, mend);
  return used >= limit * 0.9
    ? warned('budget', `little is left of the ${what}: ${figures}`, mend)
    : passed('budget', `${what}: ${figures}`);
}

/** With two decimals at most. */
export function amount(value: number): string {
  return String(Number(value.toFixed(2)));
}
