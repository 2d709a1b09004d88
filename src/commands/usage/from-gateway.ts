import { Failure } from '../../failure.ts';
import { findGateway } from '../../gateways/index.ts';
import type { UsageBy } from '../../gateways/management.ts';
import type { Options } from '../../options/options.ts';
import { valueOf, values } from '../../options/precedence.ts';
import { chooseProfile } from '../../options/resolve-gateway.ts';
import { noManagementKey, resolveManagement } from '../../options/resolve-management.ts';
import type { System } from '../../system/system.ts';
import { replies } from '../manage/ask.ts';
import type { Period } from '../../usage/period.ts';
import type { Tally } from '../../usage/tally.ts';

export interface FromGateway {
  /** The id of the gateway that told: the ledger's requests to it are not counted again. */
  readonly without?: string;
  /** For people: why it did not tell, or what is particular about what it told. */
  readonly notes: readonly string[];
}

/**
 * Adds what the gateway in use tells of a period. It is no failure where there is none, where it can't tell that, or where
 * the key may not read it: the ledger stands in, and a note says so.
 */
export async function fromGateway(
  by: UsageBy,
  period: Period,
  sums: Tally,
  options: Options,
  system: System,
): Promise<FromGateway> {
  const id = valueOf(values.gateway({ options, saved: chooseProfile(options, system)?.saved }));
  if (options.offline === true || id === undefined) return { notes: [] };
  const { name, managed } = findGateway(id);
  if (managed === undefined) return { notes: [`${name} tells of no usage: this is from the ledger.`] };
  try {
    const found = await resolveManagement(options, system);
    const { usage } = found.management;
    const [since, until] = [period.since, period.until].map((time) => new Date(time).toISOString()) as [string, string];
    const report = usage?.(found.keys, { by, since, until });
    if (report === undefined) return { notes: [`${name} tells of no usage by ${by}: this is from the ledger.`] };
    if (found.keys.size === 0 && 'authorization' in report.question.headers) throw noManagementKey(found);
    const rows = await replies(report.question, found, system);
    for (const { name: group, day, ...portion } of rows) sums.add(group, name, day, portion);
    return { without: found.gateway.id, notes: report.note === undefined ? [] : [report.note] };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'cancelled') throw error;
    return { notes: [error.message, error.hint, 'Until then this is from the ledger.'] };
  }
}
