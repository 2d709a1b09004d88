import { cacheKey } from '../cache-key.ts';
import { folders } from '../host.ts';
import { listAt, numberAt, parseJson, textAt } from '../json-path.ts';
import type { Limit } from '../gateways/status.ts';
import type { Keys } from '../keys/secret.ts';
import type { Choice } from '../options/options.ts';
import type { System } from '../system/system.ts';

/** Where the gateway's figures are kept of what is left with these keys. */
export function budgetFile(
  { gateway, connection }: Pick<Choice, 'gateway' | 'connection'>,
  keys: Keys,
  host: System['host'],
): string {
  return `${folders(host).cache}/budget/${cacheKey([gateway.id, connection.url, [...keys]])}.json`;
}

/** A second file beside it, which is there only while something is near its end: most launches look for its name, and read nothing. */
export function nearFile(path: string): string {
  return path.replace(/\.json$/, '.near.json');
}

/** What is near its end by the kept figures, a sentence each. Limits that were reset meanwhile are left out. */
export function nearEnd(path: string, { files, now }: Pick<System, 'files' | 'now'>): readonly string[] {
  const text = files.read(nearFile(path));
  if (text === undefined) return [];
  return listAt(parseJson(text), 'near').flatMap((one) => {
    const line = textAt(one, 'line');
    return line !== undefined && (numberAt(one, 'until') ?? 0) > now() ? [line] : [];
  });
}

/** What is used of a limit now, in its unit: nothing once its reset is over. `now`: milliseconds since 1970. */
export function usedNow({ used, resetsAt }: Limit, now: number): number | undefined {
  return used !== undefined && resetsAt !== undefined && resetsAt <= now ? 0 : used;
}
