import { fetchStatus } from '../doctor/fetch-status.ts';
import { amount, resetInWords } from '../doctor/status-words.ts';
import { Failure } from '../failure.ts';
import type { Credit, Finding, Limit, Told } from '../gateways/status.ts';
import { requireKey, resolveKey } from '../keys/keys.ts';
import { gatewayKeys } from '../keys/request-keys.ts';
import type { FoundKey } from '../keys/sources.ts';
import { failureOf, probe } from '../net/gateway-client.ts';
import type { Choice, Options } from '../options/options.ts';
import { resolveGateway } from '../options/resolve-gateway.ts';
import type { System } from '../system/system.ts';
import { usedNow } from '../usage/budget-file.ts';
import { quote } from '../text.ts';
import { align, paint } from '../view.ts';
import { say } from '../say.ts';

export interface BudgetOptions extends Options {
  readonly json: boolean;
  /** From this part of a limit on it counts as used up: 1 where nothing else is said. */
  readonly warnAt: number;
}

/** One limit or credit: the object of `--json`, and what the view is drawn from. */
interface Row {
  /** `budget`, `rate limit`, `credit`. */
  readonly what: string;
  /** Whose it is, for people. */
  readonly of?: string;
  readonly unit: Limit['unit'];
  /** In the unit; absent: none is set, or it is not told. */
  readonly limit?: number;
  readonly used?: number;
  readonly left?: number;
  /** ISO 8601. */
  readonly resetsAt?: string;
  /** Where only the period is told. */
  readonly resets?: string;
  readonly state: 'ok' | 'low' | 'used up';
}

/** What `jetway budget` ends with where something is used up, or above `--warn`. */
const usedUpCode = 9;

/**
 * What is left of the key's and the account's limits, by the gateway's own free questions: 0, or 9 where something is used
 * up. Throws `gateway` where the gateway tells of none, and what the probe says where it does not answer or refuses the key.
 */
export async function budget(options: BudgetOptions, system: System): Promise<number> {
  const choice = await resolveGateway(options, system);
  const key = await resolveKey(choice, options, system);
  requireKey(choice, key);
  const told = (await fetchStatus(choice, key, options, system))?.told ?? [];
  const rows = told.flatMap((one) => rowOf(one, options.warnAt, system.now()));
  if (rows.length === 0) {
    await requireAnswer(choice, key, system);
    throw silent(choice.connection.url, key === undefined, told);
  }
  const { gateway, url } = choice.connection;
  const worst = rows.some(({ state }) => state !== 'ok');
  const notTold = told.flatMap((one) => (isUntold(one) ? [one.detail] : []));
  const untold = notTold.length === 0 ? {} : { notTold };
  const document = { schemaVersion: 1, gateway, url, usedUp: worst, limits: rows, ...untold };
  for (const line of notTold) say(line, system);
  system.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : draw(rows, system));
  return worst ? usedUpCode : 0;
}

/** `80%` as 0.8. Throws a `usage` Failure for what is no part of a limit. */
export function readWarning(text: string | undefined): number {
  if (text === undefined) return 1;
  const percent = Number(/^(\d{1,3}(?:\.\d+)?) ?%?$/.exec(text.trim())?.[1] ?? Number.NaN);
  if (percent > 0 && percent <= 100) return percent / 100;
  throw new Failure('usage', `${quote(text)} is no part of a limit.`, 'Write --warn 80%');
}

function rowOf(told: Told, warnAt: number, now: number): readonly Row[] {
  if (!('kind' in told)) return [];
  if (told.kind === 'limit') return [limitRow(told, warnAt, now)];
  return told.kind === 'credit' ? [creditRow(told)] : [];
}

function limitRow(figure: Limit, warnAt: number, now: number): Row {
  const { what, of, unit, limit, resetsAt, resets } = figure;
  const used = usedNow(figure, now);
  const part = limit === undefined || used === undefined ? 0 : used / limit;
  return {
    what,
    ...(of === undefined ? {} : { of }),
    unit,
    ...(limit === undefined ? {} : { limit }),
    ...(used === undefined ? {} : { used }),
    ...(limit === undefined || used === undefined ? {} : { left: Math.max(0, limit - used) }),
    ...(resetsAt === undefined || resetsAt <= now ? {} : { resetsAt: new Date(resetsAt).toISOString() }),
    ...(resets === undefined ? {} : { resets }),
    state: part >= 1 ? 'used up' : part >= warnAt ? 'low' : 'ok',
  };
}

function creditRow({ of, unit, used, left, refills = false }: Credit): Row {
  return {
    what: 'credit',
    ...(of === undefined ? {} : { of }),
    unit,
    ...(used === undefined ? {} : { used }),
    left,
    state: left <= 0 && !refills ? 'used up' : 'ok',
  };
}

/** Questions that came to nothing are left out of what is told: here whatever is the cause is the answer. Throws what the probe says of gateway and key. */
async function requireAnswer(choice: Choice, key: FoundKey | undefined, system: System): Promise<void> {
  const { answer } = await probe(choice.connection, gatewayKeys(choice, key), system.http);
  if (typeof answer === 'object' && (answer.code === 'credential' || answer.code === 'gateway'))
    throw failureOf(answer);
}

/** A level that the gateway has, and does not tell this key of. */
function isUntold(told: Told): told is Finding {
  return !('kind' in told) && told.topic === 'budget';
}

function silent(url: string, keyless: boolean, told: readonly Told[]): Failure {
  const reason = told.flatMap((one) => (isUntold(one) ? [one.detail] : []))[0];
  return new Failure(
    'gateway',
    `${url} tells of no budget${keyless ? ' without a key' : ''}${reason === undefined ? '.' : `: ${reason}`}`,
    keyless ? 'Give a key: jetway login' : 'See what it tells: jetway doctor --verbose',
  );
}

function draw(rows: readonly Row[], system: System): string {
  const colours = paint(system.stdout);
  const tint = { ok: colours.green, low: colours.yellow, 'used up': colours.red } as const;
  const width = system.stdout.columns >= 100 ? 20 : 10;
  const cells = rows.map((row) => [
    `${row.what}${row.of === undefined ? '' : ` of the ${row.of}`}`,
    bar(row, width),
    figures(row),
    row.state === 'ok' ? '' : row.state,
    reset(row, system.now()),
  ]);
  const lines = align(cells, []);
  return lines.map((line, index) => `${tint[rows[index]?.state ?? 'ok'](line)}\n`).join('');
}

/** As much of it as is used, in so many columns; blank where there is no limit. */
function bar({ limit, used }: Row, width: number): string {
  if (limit === undefined || used === undefined) return ' '.repeat(width);
  const full = used <= 0 ? 0 : Math.max(1, Math.floor(Math.min(1, used / limit) * width));
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function figures({ limit, used, left, unit }: Row): string {
  if (limit !== undefined && used !== undefined) return `${amount(used)} of ${amount(limit)} ${unit}`;
  if (limit !== undefined) return `${amount(limit)} ${unit}`;
  if (left !== undefined) return `${amount(left)} ${unit} left`;
  return used === undefined ? 'no limit' : `${amount(used)} ${unit}, no limit`;
}

function reset({ resetsAt, resets }: Row, now: number): string {
  const at = resetsAt === undefined ? {} : { resetsAt: Date.parse(resetsAt) };
  return resetInWords({ ...at, ...(resets === undefined ? {} : { resets }) }, now)?.replace(/^until its /, '') ?? '';
}
