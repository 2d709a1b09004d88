import type { ToldUsage } from '../../gateways/management.ts';
import { leaveFailure } from '../../lazy.ts';
import { ask } from '../../net/gateway-client.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { money, tokens } from '../../usage/figures.ts';
import { readLedger } from '../../usage/read-ledger.ts';
import { tally, total, type Tally } from '../../usage/tally.ts';
import type { Session } from '../session-part.ts';

/** The gateway is waited for no longer. Milliseconds. */
const patienceMs = 2000;

/**
 * What a session used, as one line: from its gateway where `asks` and it tells without a key, else from the ledger; the two
 * are never added. Undefined where nobody tells and nobody asked for it.
 */
export async function sessionLine(
  session: Pick<Session, 'id' | 'choice' | 'options'>,
  since: number,
  asks: boolean,
  system: System,
): Promise<string | undefined> {
  const booked = asks && session.options.attribution ? await askGateway(session, system) : undefined;
  if (booked !== undefined && booked.length > 0) {
    const sums = tally();
    for (const { name, day, ...portion } of booked) sums.add(name, 'gateway', day, portion);
    return told(sums, session.choice.gateway.name);
  }
  const noted = tally();
  readLedger({ by: 'model', session: session.id }, { since, until: system.now(), day: () => '' }, noted, system);
  if (noted.groups.length > 0) return told(noted, 'the ledger');
  if (!asks) return undefined;
  return booked === undefined
    ? 'what this session used is not known here; with --relay always the ledger has it'
    : `what this session used is not yet booked by ${session.choice.gateway.name}`;
}

async function askGateway(
  { id, choice }: Pick<Session, 'id' | 'choice'>,
  { http }: System,
): Promise<readonly ToldUsage[] | undefined> {
  const management = await choice.gateway.managed?.connect(choice.answers);
  const question = management?.sessionUsage?.(id);
  if (question === undefined) return undefined;
  const asked = await ask(question, new Map(), http, patienceMs).catch(leaveFailure);
  return asked !== undefined && 'value' in asked.answer ? asked.answer.value : undefined;
}

function told(sums: Tally, source: string): string {
  const all = total(sums.groups);
  const models = sums.groups.map(({ name }) => clean(name, 60)).join(', ');
  const cached = all.cached === undefined ? '' : ` (${tokens(all.cached)} cached)`;
  const count = `${all.requests} request${all.requests === 1 ? '' : 's'}`;
  const used =
    all.output === undefined && all.input !== undefined
      ? `${tokens(all.input)} tokens`
      : `${tokens(all.input)} in${cached}, ${tokens(all.output)} out`;
  const cost = all.usd === undefined ? 'cost unknown' : money(all);
  return `${count}, ${used}, ${cost}; ${models}; by ${source}`;
}
