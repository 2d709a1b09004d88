import type { Model } from '../models/catalogue.ts';
import { completedModels } from '../models/complete.ts';
import { Failure } from '../failure.ts';
import type { Policies } from '../policy/policy.ts';
import type { AnswerSummary } from '../protocols/summary.ts';
import type { System } from '../system/system.ts';
import { priced } from '../usage/prices.ts';
import { costOf, leastOf } from './cost.ts';
import { openLedger, type LedgerEntry } from './ledger.ts';
import { createWarden, isRefused, limitsOf } from './rules.ts';
import { isPriced } from './upstream.ts';
import { tell } from '../say.ts';

/** One question that Jetway itself puts to a model, without a relay. */
interface Question extends Pick<LedgerEntry, 'session' | 'gateway' | 'protocol'> {
  readonly profile: string | undefined;
  readonly model: Model;
  /** The size of the body. */
  readonly bytes: number;
}

/**
 * Holds a question of Jetway's own to the budgets of policies, and notes what it used in the ledger, where the next session
 * finds it. Undefined where no policy sets one. Throws `configuration` where nothing is left, or a price is not known.
 */
export function beginMeter(
  policies: Policies,
  { model, bytes, profile, ...names }: Question,
  system: System,
): ((told: Pick<AnswerSummary, 'tokensIn' | 'tokensOut'>, outcome: LedgerEntry['outcome']) => void) | undefined {
  const limits = limitsOf(policies);
  if (limits.length === 0) return undefined;
  const ledger = openLedger(system, (line) => tell(line, system));
  const [known = model] = completedModels([model], system);
  const about = priced(known, undefined, policies);
  const admitted = createWarden({ policies, limits }, ledger).enter({
    model: model.id,
    bytes,
    priced: isPriced({ about }),
  });
  if (isRefused(admitted)) {
    throw new Failure('configuration', admitted.complaint.message, 'See the rules: jetway doctor --only policy');
  }
  const started = system.now();
  return ({ tokensIn, tokensOut }, outcome) => {
    const usage = {
      ...(tokensIn === undefined ? {} : { input: tokensIn }),
      ...(tokensOut === undefined ? {} : { output: tokensOut }),
    };
    const cost = costOf(usage, about.prices);
    const atLeast = outcome === 'failed' ? undefined : leastOf(usage, bytes, about.prices);
    ledger.add({
      schemaVersion: 1,
      at: new Date(started).toISOString(),
      agent: 'ask',
      ...names,
      ...(profile === undefined ? {} : { profile }),
      asked: model.id,
      model: model.id,
      outcome,
      attempts: 1,
      totalMs: system.now() - started,
      usage,
      ...(cost === undefined ? {} : { estimatedUsd: Number(cost.toFixed(6)) }),
      ...(atLeast === undefined ? {} : { atLeast }),
    });
  };
}
