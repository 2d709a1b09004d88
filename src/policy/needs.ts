import type { Policy } from './policy.ts';

/** Which rule of a policy nobody but a relay can keep; undefined where it has none. */
export function needOf({ budget, models }: Policy): string | undefined {
  if (budget !== undefined) return 'the budget';
  return models === undefined ? undefined : 'the list of models';
}
