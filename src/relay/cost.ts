import type { Prices } from '../models/catalogue.ts';
import type { Usage } from '../protocols/usage.ts';

/** USD by the catalogue's prices; undefined where the prices, or the tokens, are not known. */
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
