import { Failure } from '../../failure.ts';
import { periods, type KeyRequest, type Period } from '../../gateways/management.ts';
import { clean, quote } from '../../text.ts';
import { midnightOf } from '../../usage/period.ts';

/** What was typed of a key: `--budget 75usd/month`, `--rate 60requests/minute`, `--expires 30d`. */
export interface TypedKey {
  readonly name?: string;
  readonly budget?: string;
  readonly rate?: string;
  readonly expires?: string;
  readonly team?: string;
  readonly models: readonly string[];
  readonly providers: readonly string[];
}

/** Throws a `usage` Failure for what can't be read. `now`: milliseconds since 1970. */
export function readKey({ name, budget, rate, expires, team, models, providers }: TypedKey, now: number): KeyRequest {
  return {
    ...(name === undefined ? {} : { name: readName(name) }),
    ...(budget === undefined ? {} : { budget: readBudget(budget) }),
    ...(rate === undefined ? {} : { rate: readRate(rate) }),
    ...(expires === undefined ? {} : { expires: readEnd(expires, now) }),
    ...(team === undefined ? {} : { team: team === 'none' ? null : team }),
    ...(models.length === 0 ? {} : { models }),
    ...(providers.length === 0 ? {} : { providers }),
  };
}

/** Bifrost takes an empty one in an update, after which the key can't be named. */
export function readName(text: string): string {
  const name = text.trim();
  if (name !== '' && name === clean(name, 128)) return name;
  throw new Failure('usage', `${quote(text)} can't be the name of a key.`, 'Give 1 to 128 characters on one line.');
}

function readBudget(text: string): NonNullable<KeyRequest['budget']> | null {
  if (text === 'none') return null;
  const [, amount = '', period] = /^\$?(\d+(?:\.\d+)?) *(?:usd)?(?:\/([a-z]+))?$/i.exec(text.trim()) ?? [];
  if (!(Number(amount) > 0)) throw unread('budget', text, '75usd/month, or none');
  return { usd: Number(amount), ...(period === undefined ? {} : { period: readPeriod(period, 'budget', text) }) };
}

function readRate(text: string): NonNullable<KeyRequest['rate']> | null {
  if (text === 'none') return null;
  const [, amount = '', unit = 'req', period = ''] =
    /^(\d+) *(req|requests?|tok|tokens?)?\/([a-z]+)$/i.exec(text) ?? [];
  if (!(Number(amount) > 0)) throw unread('rate', text, '60requests/minute or 100000tokens/hour, or none');
  const of = unit.toLowerCase().startsWith('t') ? 'tokens' : 'requests';
  return { limit: Number(amount), of, period: readPeriod(period, 'rate', text) };
}

function readPeriod(word: string, flag: string, text: string): Period {
  const found = periods.find((one) => one === word.toLowerCase());
  if (found === undefined) throw unread(flag, text, `one of /${periods.join(', /')} behind the amount`);
  return found;
}

/** A day as `2027-01-31` lasts until it begins; `30d` from now. */
function readEnd(text: string, now: number): NonNullable<KeyRequest['expires']> | null {
  if (text === 'never' || text === 'none') return null;
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const hours = { h: 1, d: 24, w: 168 }[unit ?? ''];
  const at =
    count !== undefined && hours !== undefined
      ? now + Number(count) * hours * 3_600_000
      : Number.isNaN(midnightOf(text.slice(0, 10)))
        ? Number.NaN
        : Date.parse(text);
  if (!(at > now)) throw unread('expires', text, '30d, 12h, a day to come (2027-01-31), or never');
  return { at, in: at - now };
}

function unread(flag: string, text: string, example: string): Failure {
  return new Failure('usage', `--${flag} can't be ${quote(text)}.`, `Write --${flag} ${example}`);
}
