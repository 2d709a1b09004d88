import { Failure } from '../../failure.ts';
import type { Management } from '../../gateways/management.ts';
import { findKey } from '../../keys/sources.ts';
import { redact, type Keys } from '../../keys/secret.ts';
import { ask } from '../../net/gateway-client.ts';
import { refuseUnverified } from '../../net/verified.ts';
import type { Options } from '../../options/options.ts';
import { valueOf, values } from '../../options/precedence.ts';
import { findManagement } from '../../options/resolve-management.ts';
import { chooseProfile } from '../../options/resolve-gateway.ts';
import { admitGateway } from '../../policy/enforce.ts';
import { policiesOf } from '../../policy/policies.ts';
import type { LedgerEntry } from '../../relay/ledger.ts';
import type { System } from '../../system/system.ts';
import { counted } from '../../text.ts';

/** Of one session, and so many at once. */
const most = 200;
const atOnce = 4;
/** For all answers together, and for the pauses that a gateway wants among them. Milliseconds. */
const patienceMs = 20_000;
const pauseMs = 5000;

export interface Booked {
  /** The gateway's. */
  readonly name?: string;
  /** US dollars by the answer's id. */
  readonly costs: ReadonlyMap<string, number>;
  readonly notes: readonly string[];
}

const none: Booked = { costs: new Map(), notes: [] };

/** What the gateway in use has booked for answers whose ids the ledger keeps; it is no failure where it does not tell. */
export async function bookedCosts(entries: readonly LedgerEntry[], options: Options, system: System): Promise<Booked> {
  const id = valueOf(values.gateway({ options, saved: chooseProfile(options, system)?.saved }));
  const ids = entries.flatMap(({ gateway, answerId }) => (gateway === id && answerId !== undefined ? [answerId] : []));
  if (ids.length === 0 || options.offline === true) return none;
  try {
    const { gateway, management } = await findManagement(options, system);
    const { booked, url } = management;
    if (booked === undefined) return none;
    admitGateway(policiesOf(chooseProfile(options, system)?.saved, system), url);
    refuseUnverified(url, system.host);
    const variables = ['JETWAY_API_KEY', ...gateway.keyVariables];
    const key = await findKey({ what: `key of ${gateway.name}`, account: url, stdin: false, variables }, system);
    if (key === undefined) return none;
    const { costs, why } = await askAll(ids.slice(0, most), booked, new Map([[url, key.value]]), system);
    const { name } = gateway;
    const rest = 'of the others it is an estimate, or unknown.';
    const part = `The cost of ${costs.size} of ${counted(entries.length, 'request')} is what ${name} booked; ${rest}`;
    return { name, costs, notes: [...why, ...(costs.size === entries.length ? [] : [part])] };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'cancelled') throw error;
    return { ...none, notes: [error.message, error.hint] };
  }
}

/** Those that were told until one was refused, or time was up; and why no more. */
async function askAll(
  ids: readonly string[],
  booked: NonNullable<Management['booked']>,
  keys: Keys,
  { http, now }: System,
): Promise<{ readonly costs: ReadonlyMap<string, number>; readonly why: readonly string[] }> {
  const costs = new Map<string, number>();
  const left = [...ids];
  const end = now() + patienceMs;
  const why = new Set<string>();
  let paused = 0;
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined && why.size === 0 && now() < end; id = left.shift()) {
      const asked = await ask(booked(id), keys, http, Math.max(1, end - now())).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        why.add(error.message).add(error.hint);
      });
      if (asked === undefined) continue;
      const { answer, response } = asked;
      const wait = response.status === 429 ? Number(response.headers['retry-after'] ?? 1) * 1000 : 0;
      if (wait > 0 && paused + wait <= pauseMs) {
        paused += wait;
        left.push(id);
        await new Promise((resolve) => setTimeout(resolve, wait));
      } else if ('refused' in answer) why.add(redact(answer.refused.message, keys)).add(answer.refused.hint);
      else if (answer.value.usd !== undefined) costs.set(id, answer.value.usd);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { costs, why: [...why] };
}
