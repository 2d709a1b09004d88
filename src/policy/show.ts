import { amountOf, type Budget } from '../relay/budget.ts';
import type { Policy } from './policy.ts';

/** A policy as documents and people are shown it: its file, and each of its rules in its own words. */
export interface ShownPolicy {
  readonly path: string;
  readonly rules: Readonly<Record<string, readonly string[]>>;
}

/** The rules that a policy has, each under a word for it. A rule with an empty list admits nothing. */
export function rulesIn(policy: Policy): ShownPolicy {
  const { path, gateways, models, agents, attribution, forbiddenFlags, budget, prices } = policy;
  const rules: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['gateways', gateways],
    ['models', models],
    ['agents', agents],
    ['attribution', attribution === undefined ? undefined : ['required', ...attribution.tags]],
    ['forbidden', forbiddenFlags],
    [
      'prices',
      prices && Object.entries(prices).map(([model, { input = 0, output = 0 }]) => `${model} $${input}/$${output}`),
    ],
    [
      'budget',
      budget === undefined ? undefined : [...limit(budget.session, 'a session'), ...limit(budget.day, 'a day')],
    ],
  ];
  return {
    path,
    rules: Object.fromEntries(rules.flatMap(([name, values]) => (values === undefined ? [] : [[name, values]]))),
  };
}

function limit(budget: Budget | undefined, what: string): readonly string[] {
  return budget === undefined ? [] : [`${amountOf(budget.unit, budget.amount)} ${what}`];
}

/** A line for each rule: `models anthropic/*`, `agents claude, codex`. */
export function ruleLines({ rules }: ShownPolicy): readonly string[] {
  const lines = Object.entries(rules).map(([name, values]) => `${name} ${values.join(', ') || 'none'}`);
  return lines.length === 0 ? ['no rules'] : lines;
}
