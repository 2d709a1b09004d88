import type { Credit, Figure, Finding, KeyLife, Limit, StatusHints, Told } from '../gateways/status.ts';
import { failed, passed, warned } from '../gateways/status.ts';
import { usedNow } from '../usage/budget-file.ts';

/** What a gateway told of itself and of a key, in words: the one place that makes them of figures. `now`: milliseconds since 1970. */
export function inWords(told: readonly Told[], hints: StatusHints, now: number): readonly Finding[] {
  return told.flatMap((one) => ('kind' in one ? wordsFor(one, hints, now) : [one]));
}

function wordsFor(figure: Figure, hints: StatusHints, now: number): readonly Finding[] {
  switch (figure.kind) {
    case 'limit':
      return [limitInWords(figure, hints.limit ?? 'Wait for its reset, or have it raised at the gateway.', now)];
    case 'credit':
      return [creditInWords(figure, hints.credit ?? 'Buy credit at the gateway.')];
    case 'key-life':
      return lifeInWords(figure, hints.key ?? 'Have another made, then: jetway login', now);
  }
}

/** The finding on a limit: a failure when all of it is used, a warning from nine tenths on. */
function limitInWords(figure: Limit, mend: string, now: number): Finding {
  const { what, of, limit, unit, window } = figure;
  const name = `${what}${of === undefined ? '' : ` of the ${of}`}`;
  const used = usedNow(figure, now);
  if (limit === undefined) {
    const none = of === undefined ? `no ${what} is set` : `the ${of} has no ${what} of its own`;
    return passed('budget', used === undefined ? none : `${none}; ${amount(used)} ${unit} used`);
  }
  const each = window === undefined ? '' : ` ${periodInWords(window)}`;
  if (used === undefined) return passed('budget', `${name}: ${amount(limit)} ${unit}${each}`);
  const reset = resetInWords(figure, now);
  const figures = `${amount(used)} of ${amount(limit)} ${unit} used${each}${reset === undefined ? '' : `, ${reset}`}`;
  if (used >= limit) {
    if (figure.elsewhere === true) {
      return warned('budget', `the ${name} is used up, which stops no model in use: ${figures}`, mend);
    }
    // A reset within a minute comes before an agent has asked its first question.
    return (figure.resetsAt ?? Infinity) - now <= 60_000
      ? warned('budget', `the ${name} is used up: ${figures}`, mend)
      : failed('budget', 'gateway', `The ${name} is used up: ${figures}.`, mend);
  }
  return used >= limit * 0.9
    ? warned('budget', `little is left of the ${name}: ${figures}`, mend)
    : passed('budget', `${name}: ${figures}`);
}

/** `until its reset in 20 min`; undefined where it is not known, or over. */
export function resetInWords(
  { resetsAt, resets }: Pick<Limit, 'resetsAt' | 'resets'>,
  now: number,
): string | undefined {
  if (resetsAt === undefined) return resets === undefined ? undefined : `reset ${resets}`;
  const minutes = Math.ceil((resetsAt - now) / 60_000);
  if (minutes <= 0) return undefined;
  return minutes < 120 ? `until its reset in ${minutes} min` : `until its reset on ${dateOf(resetsAt)}`;
}

function periodInWords(seconds: number): string {
  const named = (
    [
      [60, 'a minute'],
      [3600, 'an hour'],
      [86_400, 'a day'],
    ] as const
  ).find(([length]) => length === seconds);
  if (named !== undefined) return named[1];
  return seconds >= 86_400 ? `in ${amount(seconds / 86_400)} d` : `in ${amount(seconds)} s`;
}

/** With less than this left, in the unit, a session may not last. */
const little = 1;

/** The finding on a credit: a failure where none is left, a warning where little is, unless it refills or some models answer without. */
function creditInWords({ of, left, used, unit, refills = false, without }: Credit, mend: string): Finding {
  const figures = `${amount(left)} ${unit} of credit left${used === undefined ? '' : `, ${amount(used)} used`}`;
  if (refills) return passed('billing', `${figures}, topped up by itself`);
  if (left <= 0 && without !== undefined) return warned('billing', `${figures}: only ${without}`, mend);
  if (left <= 0)
    return failed(
      'billing',
      'gateway',
      `There is no credit ${of === undefined ? 'left' : `for ${of}`} (${amount(left)} ${unit}).`,
      mend,
    );
  return left < little ? warned('billing', figures, mend) : passed('billing', figures);
}

const day = 24 * 60 * 60_000;

/** The finding on the time for which a key holds: a failure before and after it, a warning in its last week. */
function lifeInWords({ startsAt, expiresAt }: KeyLife, mend: string, now: number): readonly Finding[] {
  if (startsAt !== undefined && startsAt > now) {
    const early = `The key is not valid before ${dateOf(startsAt)}.`;
    return [failed('key-state', 'credential', early, "Check this computer's clock, or wait.")];
  }
  const date = dateOf(expiresAt);
  if (expiresAt === undefined || date === undefined) return [];
  const left = expiresAt - now;
  if (left <= 0) return [failed('key-state', 'credential', `The key expired on ${date}.`, mend)];
  const days = Math.floor(left / day);
  return days < 7
    ? [warned('key-state', `the key expires on ${date}, ${days === 0 ? 'within a day' : `in ${days} d`}`, mend)]
    : [passed('key-state', `expires on ${date}`)];
}

/** The day of a time, as `2026-12-01`; undefined for what is no time. Takes ISO text, or milliseconds since 1970. */
export function dateOf(time: string | number | undefined): string | undefined {
  const parsed = typeof time === 'string' ? Date.parse(time) : (time ?? Number.NaN);
  return Math.abs(parsed) <= 8.64e15 ? new Date(parsed).toISOString().slice(0, 10) : undefined;
}

/** Writes an amount with two decimals; less than a tenth with two digits behind its zeros, since a limit may be a hundredth of a cent. */
export function amount(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.1 || size < 1e-9) return String(Number(value.toFixed(2)));
  return value.toFixed(1 - Math.floor(Math.log10(size))).replace(/0+$/, '');
}
