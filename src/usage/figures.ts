import type { Sums } from './tally.ts';

/** Writes a count as `1.2M`, or as `-` where nobody told it. */
export function tokens(count: number | undefined): string {
  if (count === undefined) return '-';
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}G`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)}M`;
  return count >= 1e4 ? `${(count / 1e3).toFixed(0)}k` : `${Math.round(count)}`;
}

/** Writes a sum as `$1.23`, as `≥ $1.23` where some prices are not known, as `unknown` where none is. */
export function money({ usd, unpriced }: Pick<Sums, 'usd' | 'unpriced'>): string {
  if (usd === undefined) return 'unknown';
  const amount = usd > 0 && usd < 0.01 ? usd.toPrecision(2) : usd.toFixed(2);
  return `${unpriced > 0 ? '≥ ' : ''}$${amount}`;
}
