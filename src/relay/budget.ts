import { Failure } from '../failure.ts';
import { quote } from '../text.ts';
import type { Spent } from './cost.ts';
import type { LedgerEntry } from './ledger.ts';

/** A limit, in USD or in tokens, those of prompts and answers alike. */
export interface Budget {
  readonly unit: 'usd' | 'tokens';
  readonly amount: number;
}

const scales: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000 };

/** Reads `5usd`, `0.5usd`, `2mtok` or `500ktok`. Throws a `usage` Failure, with the `name` of the flag or setting, for anything else. */
export function readBudget(text: string, name: string): Budget {
  const [, number = '', scale = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([km]?)(usd|tok)$/i.exec(text.trim()) ?? [];
  const amount = Number(number) * (scales[scale.toLowerCase()] ?? 1);
  const dollars = unit.toLowerCase() === 'usd';
  if (number === '' || amount <= 0 || (dollars && scale !== '')) {
    throw new Failure('usage', `${quote(text)} is no budget.`, `Write ${name} 5usd, or ${name} 2mtok`);
  }
  return { unit: dollars ? 'usd' : 'tokens', amount };
}

export function spentIn(entries: readonly Pick<LedgerEntry, 'usage' | 'estimatedUsd' | 'atLeast'>[]): Spent {
  return {
    usd: entries.reduce((sum, { estimatedUsd, atLeast }) => sum + (estimatedUsd ?? atLeast?.usd ?? 0), 0),
    tokens: entries.reduce(
      (sum, { usage, atLeast }) => sum + (usage.input ?? atLeast?.tokens ?? 0) + (usage.output ?? 0),
      0,
    ),
  };
}

/**
 * Says that a budget is used up, as the sentence that the agent prints; undefined while something is left. `what`: `this session`, `today`.
 * `policy`: the path of the one that sets it.
 */
export function exceeded(budget: Budget, spent: Spent, what: string, policy?: string): string | undefined {
  if (spent[budget.unit] < budget.amount) return undefined;
  const whose = policy === undefined ? "Jetway's budget" : `The budget of the policy in ${policy}`;
  return `${whose} for ${what} is used up: ${amountOf(budget.unit, spent[budget.unit])} of ${amountOf(budget.unit, budget.amount)}.`;
}

/** Writes an amount as `$5.00` or `2,000,000 tokens`. */
export function amountOf(unit: Budget['unit'], amount: number): string {
  return unit === 'usd' ? `$${amount.toFixed(2)}` : `${Math.round(amount).toLocaleString('en')} tokens`;
}
