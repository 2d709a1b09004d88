import type { Told } from '../gateways/status.ts';
import { inWords } from '../doctor/status-words.ts';
import type { StatusHints } from '../gateways/status.ts';
import type { System } from '../system/system.ts';
import { nearFile } from './budget-file.ts';

/** What was told long ago is no warning any more. Milliseconds. */
const holds = 24 * 3_600_000;

/**
 * Keeps what a gateway told of limits and credits, for launches and the status line, which ask nobody. Gives what is near its
 * end or used up, a sentence each.
 */
export function keepBudget(
  path: string,
  told: readonly Told[],
  hints: StatusHints,
  { files, now }: Pick<System, 'files' | 'now'>,
): readonly string[] {
  const figures = told.filter((one) => 'kind' in one && one.kind !== 'key-life');
  const near = figures.flatMap((figure) => {
    const until = 'resetsAt' in figure ? (figure.resetsAt ?? Infinity) : Infinity;
    return inWords([figure], hints, now())
      .filter(({ status }) => status === 'warn' || status === 'fail')
      .map(({ detail }) => ({ line: detail, until: Math.min(until, now() + holds) }));
  });
  try {
    if (figures.length > 0) files.writeCache(path, `${JSON.stringify({ schemaVersion: 1, at: now(), figures })}\n`);
    if (near.length > 0) files.writeCache(nearFile(path), `${JSON.stringify({ near })}\n`);
    else if (figures.length > 0) files.remove(nearFile(path));
  } catch {
    // A cache that can't be written costs a warning, no more.
  }
  return near.map(({ line }) => line);
}
