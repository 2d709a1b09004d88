import { Failure } from '../failure.ts';
import { at, numberAt, parseJson, textAt } from '../json-path.ts';
import { quote } from '../text.ts';

/** A key, and how long it holds. */
export interface ExpiringKey {
  readonly value: string;
  /** Milliseconds since 1970. Absent: not known. */
  readonly expiresAt?: number;
}

/**
 * What a key command printed: the key alone, or JSON that holds it, as `databricks auth token` (0.270) and kubectl's
 * credential plugins print it. A JSON Web Token tells by itself when it ends. `now`: in milliseconds since 1970.
 */
export function readPrintedKey(text: string, now: number): ExpiringKey {
  const json = parseJson(text);
  const status = at(json, 'status');
  const place = typeof status === 'object' && status !== null ? status : json;
  const value = ['access_token', 'token', 'accessToken', 'key', 'api_key', 'apiKey', 'id_token']
    .map((name) => textAt(place, name))
    .find((found) => found !== undefined);
  if (value === undefined) return withEnd(text.trim(), endOfJwt(text.trim()));
  const seconds = numberAt(place, 'expires_in');
  const named = ['expiry', 'expires_at', 'expiresAt', 'expiration', 'expirationTimestamp', 'expires_on', 'expiresOn'];
  const told = named.map((name) => timeOf(at(place, name))).find((time) => time !== undefined);
  return withEnd(value, told ?? (seconds === undefined ? endOfJwt(value) : now + seconds * 1000));
}

/** A key is asked for again so long before it ends, or earlier where it does not hold for long. Milliseconds. */
const margin = 60_000;

/** When a key that came at `since` is to be asked for again. Milliseconds since 1970. */
export function dueAt(expiresAt: number, since: number): number {
  return expiresAt - Math.min(margin, (expiresAt - since) / 4);
}

/** Reads `90s`, `45m` or `12h`; gives milliseconds. Throws a `usage` Failure for anything else. */
export function readTtl(text: string): number {
  const [, number, unit] = /^(\d+)(s|m|h)$/.exec(text.trim()) ?? [];
  const scale = { s: 1000, m: 60_000, h: 3_600_000 }[unit ?? ''];
  if (scale !== undefined && Number(number) > 0) return Number(number) * scale;
  throw new Failure('usage', `${quote(text)} is no time for which a key holds.`, 'Write --key-ttl 45m');
}

function withEnd(value: string, expiresAt: number | undefined): ExpiringKey {
  return { value, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** Reads a time that is ISO 8601, or a number of seconds or milliseconds since 1970. */
function timeOf(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number(value);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (Number.isFinite(number) && value !== '') return number > 100_000_000_000 ? number : number * 1000;
  const time = Date.parse(String(value));
  return Number.isNaN(time) ? undefined : time;
}

function endOfJwt(text: string): number | undefined {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
  if (payload === undefined) return undefined;
  const seconds = numberAt(parseJson(Buffer.from(payload, 'base64url').toString('utf8')), 'exp');
  return seconds === undefined ? undefined : seconds * 1000;
}
