import type { Prices } from '../models/catalogue.ts';
import type { Usage } from '../protocols/usage.ts';

/** What a request cost in USD, by the catalogue's prices; undefined where the prices, or the tokens, are not known. */
export function costOf(
  { input, output, cached = 0, cacheWritten = 0 }: Usage,
  prices: Prices | undefined,
): number | undefined {
  const { input: perInput, output: perOutput } = prices ?? {};
  if (input === undefined || output === undefined || perInput === undefined || perOutput === undefined)
    return undefined;
  const fresh = Math.max(0, input - cached - cacheWritten);
  const { cacheRead = perInput, cacheWrite = perInput } = prices ?? {};
  return (fresh * perInput + cached * cacheRead + cacheWritten * cacheWrite + output * perOutput) / 1_000_000;
}

/** What a body of so many bytes is at least in tokens: for what has not answered yet, and for servers that do not count. */
export function roughTokens(bytes: number): number {
  return Math.ceil(bytes / 4);
}

/** What was spent, as far as the unit can tell. */
export interface Spent {
  readonly usd: number;
  readonly tokens: number;
}

/**
 * What a request of so many bytes used at least, where the server that answered it did not count it all: not counted must
 * not be free. Undefined where it was counted.
 */
export function leastOf(usage: Usage, bytes: number, prices: Prices | undefined): Spent | undefined {
  if (usage.input !== undefined && usage.output !== undefined) return undefined;
  const { input = roughTokens(bytes), output = 0 } = usage;
  return { tokens: input, usd: Number((costOf({ ...usage, input, output }, prices) ?? 0).toFixed(6)) };
}
