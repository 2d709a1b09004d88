import type { LogRow } from '../../gateways/managed-gateways.ts';
import type { Management, Part, Reply } from '../../gateways/management.ts';
import type { ToldUsage } from '../../gateways/told-usage.ts';
import type { Question } from '../../gateways/question.ts';
import { fetchLeft } from '../../doctor/fetch-status.ts';
import { leaveFailure } from '../../lazy.ts';
import { ask, type Asked } from '../../net/gateway-client.ts';
import { secretsIn, type Keys } from '../../keys/secret.ts';
import type { System } from '../../system/system.ts';
import { clean, counted } from '../../text.ts';
import { money, tokens } from '../../usage/figures.ts';
import { loggedRequest, logOf } from '../../usage/in-logs.ts';
import type { Span } from '../../usage/period.ts';
import { notedEntries, readLedger } from '../../usage/read-ledger.ts';
import { readTranscripts } from '../../usage/read-transcripts.ts';
import { tally, total, type Tally } from '../../usage/tally.ts';
import type { Session } from '../session-part.ts';

/** The gateway is waited for no longer, for all of its answers together. Milliseconds. */
const patienceMs = 2000;

/**
 * What a session used, and which of the gateway's budgets is near its end, a line each: the first from its gateway where that
 * tells and the session's key may read it, else from the ledger, else from what the agent wrote; they are never added.
 */
export async function sessionLines(
  session: Pick<Session, 'id' | 'choice' | 'options' | 'keys' | 'key' | 'target'>,
  since: number,
  system: System,
): Promise<readonly string[]> {
  const asks = session.options.offline !== true;
  const uses = [{ model: session.target.main.about.id }];
  const [booked, left] = await Promise.all([
    asks && session.options.attribution ? askGateway(session, since, system) : undefined,
    asks ? fetchLeft(session.choice, session.key, system, patienceMs) : undefined,
  ]);
  const line = await usageLine(session, since, booked, system);
  return [...(line === undefined ? [] : [line]), ...(left?.(uses).near ?? [])];
}

async function usageLine(
  session: Pick<Session, 'id' | 'choice' | 'options'>,
  since: number,
  booked: Tally | undefined,
  system: System,
): Promise<string | undefined> {
  const { name } = session.choice.gateway;
  const period = { since, until: system.now(), day: () => '', timezone: 'UTC' };
  const noted = tally();
  readLedger({ by: 'model', session: session.id }, period, noted, system);
  const [theirs, ours] = [booked, noted].map((sums) => total(sums?.groups ?? []).requests) as [number, number];
  // What has not come to its books yet is known here.
  if (booked !== undefined && theirs > 0 && theirs >= ours) return told(booked, name);
  const late = booked !== undefined && ours > 0 ? ` (${name} has booked ${theirs} of them yet)` : '';
  if (ours > 0) return `${told(noted, 'the ledger')}${late}`;
  const refused = refusedOf(session.id, period, system);
  if (refused > 0) {
    return `nothing was sent: ${counted(refused, 'request was', 'requests were')} refused; see them: jetway usage session last`;
  }
  const written = tally();
  const others = (other: string): boolean => other !== session.id;
  // No program is started for it: the shell waits.
  await readTranscripts({ by: 'model', told: others, asks: false }, period, written, system);
  if (written.groups.length > 0) return `${told(written, 'the agent’s own record')}, at least`;
  if (booked !== undefined) return `what this session used is not yet booked by ${name}`;
  if (session.options.summary !== 'always') return undefined;
  return 'what this session used is not known here; with --relay always the ledger has it';
}

/** Counts the requests of a session that a rule refused. */
function refusedOf(session: string, span: Span, system: System): number {
  return [...notedEntries(span, system)].filter((one) => one.session === session && one.outcome === 'refused').length;
}

/** What the gateway has booked of a session, by model; undefined where it does not tell in time, or not with this key. */
async function askGateway(
  { id, choice, keys }: Pick<Session, 'id' | 'choice' | 'keys'>,
  since: number,
  { http, now }: System,
): Promise<Tally | undefined> {
  try {
    const management = await choice.gateway.managed?.connect(choice.answers);
    if (management === undefined) return undefined;
    const held = keysFor(management, keys);
    const question = questionOf(management, id, since, now(), held);
    if (question === undefined || !isHeld(question, held)) return undefined;
    const sums = tally();
    const end = now() + patienceMs;
    let next: Question<Reply<Part<ToldUsage>>> | undefined = question;
    while (next !== undefined) {
      const left = end - now();
      if (left <= 0) return undefined;
      const { answer }: Asked<Reply<Part<ToldUsage>>> = await ask(next, held, http, left);
      if (!('value' in answer)) return undefined;
      for (const { name, day, ...portion } of answer.value.items) sums.add(name, 'gateway', day, portion);
      next = answer.value.next;
    }
    return sums;
  } catch (error) {
    return leaveFailure(error);
  }
}

/** The session's keys, and under the management's name that which may serve there too. */
function keysFor({ account, session }: Management, keys: Keys): Keys {
  const value = session?.account === undefined ? undefined : keys.get(session.account);
  return value === undefined ? keys : new Map([...keys, [account, value]]);
}

/** Whether there is a key for each place in it that wants one. */
function isHeld({ headers }: Pick<Question<unknown>, 'headers'>, keys: Keys): boolean {
  return Object.values(headers).every((text) => secretsIn(text).every(({ account }) => keys.has(account)));
}

function questionOf(
  management: Management,
  session: string,
  since: number,
  now: number,
  keys: Keys,
): Question<Reply<Part<ToldUsage>>> | undefined {
  // Its clock may be another.
  const span = { since: since - 60_000, until: now + 60_000 };
  const log = logOf(management, keys, span, session);
  if (log !== undefined) return byModel(log.question);
  const [from, until] = [span.since, span.until].map((time) => new Date(time).toISOString()) as [string, string];
  return management.usage?.(keys, { by: 'model', session, since: from, until })?.question;
}

/** Single requests as what each model used. */
function byModel(question: Question<Reply<Part<LogRow>>>): Question<Reply<Part<ToldUsage>>> {
  return {
    ...question,
    read: (status, body) => {
      const reply = question.read(status, body);
      if (!('value' in reply)) return reply;
      const { items, next } = reply.value;
      const rows = items.map((row) => {
        const { model, input, cached, output, usd } = loggedRequest(row);
        return { name: model, requests: 1, input, cached, output, usd };
      });
      return { value: { items: rows, ...(next === undefined ? {} : { next: byModel(next) }) } };
    },
  };
}

function told(sums: Tally, source: string): string {
  const all = total(sums.groups);
  const models = sums.groups.map(({ name }) => clean(name, 60)).join(', ');
  const cached = all.cached === undefined ? '' : ` (${tokens(all.cached)} cached)`;
  const count = counted(all.requests, 'request');
  const used =
    all.output === undefined && all.input !== undefined
      ? `${tokens(all.input)} tokens`
      : `${tokens(all.input)} in${cached}, ${tokens(all.output)} out`;
  const cost = all.usd === undefined ? 'cost unknown' : money(all);
  return `${count}, ${used}, ${cost}; ${models}; by ${source}`;
}
