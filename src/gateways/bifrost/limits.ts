import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { Limit, Use } from '../status.ts';
import { vendorOf } from '../../models/vendors.ts';
import { clean } from '../../text.ts';

/**
 * Every limit in a quota: the virtual key's own, those for one of its providers and those for one model. Of a team and a
 * customer nothing is told there. 2.0.0-prerelease3, and 2.2.3 with `rate_limits` beside `rate_limit`.
 */
export function limitsIn(body: unknown, uses: readonly Use[]): readonly Limit[] {
  const own = limitsOf(body, 'virtual key', true);
  const providers = listAt(body, 'provider_configs').flatMap((entry) => {
    const provider = textAt(entry, 'provider') ?? '';
    const applies = uses.length === 0 || uses.some(({ model }) => providerOf(model) === provider);
    const models = listAt(entry, 'model_budgets').flatMap((one) => modelLimits(one, provider, uses));
    return [...limitsOf(entry, owner(provider), applies), ...models];
  });
  const models = listAt(body, 'model_configs').flatMap((entry) =>
    modelLimits(entry, textAt(entry, 'provider') ?? '', uses),
  );
  return unique([...own, ...providers, ...models]);
}

/** A limit, and where it was read: one that stands in two places is one. */
interface Found {
  readonly id: string | undefined;
  readonly limit: Limit;
}

function unique(read: readonly Found[]): readonly Limit[] {
  const seen = new Set<string>();
  return read.filter(({ id }) => id === undefined || seen.size < seen.add(id).size).map(({ limit }) => limit);
}

function modelLimits(entry: unknown, provider: string, uses: readonly Use[]): readonly Found[] {
  const name = textAt(entry, 'model_name') ?? '';
  const applies =
    uses.length === 0 ||
    uses.some(
      ({ model }) =>
        (model === name || model.endsWith(`/${name}`)) && (provider === '' || providerOf(model) === provider),
    );
  return limitsOf(entry, owner([provider, name].filter((part) => part !== '').join('/')), applies);
}

/** The bare name of a vendor's model goes to that vendor. */
function providerOf(model: string): string | undefined {
  return model.includes('/') ? model.split('/', 1)[0] : vendorOf(model)?.id;
}

function owner(scope: string): string {
  return `virtual key for ${clean(scope, 80)}`;
}

function limitsOf(entry: unknown, of: string, applies: boolean): readonly Found[] {
  const rates = [at(entry, 'rate_limit'), ...listAt(entry, 'rate_limits')];
  return [
    ...listAt(entry, 'budgets').flatMap((budget) => budgetIn(budget, of, applies)),
    ...rates.flatMap((rate) => [...rateIn(rate, 'token', of, applies), ...rateIn(rate, 'request', of, applies)]),
  ];
}

function budgetIn(entry: unknown, of: string, applies: boolean): readonly Found[] {
  const extra = numberAt(entry, 'override_amount') ?? 0;
  const [used, limit] = [numberAt(entry, 'current_usage'), numberAt(entry, 'max_limit')];
  if (used === undefined || limit === undefined || limit + extra <= 0) return [];
  const reset = resetOf(textAt(entry, 'last_reset'), textAt(entry, 'reset_duration'));
  const figures = { limit: limit + extra, used, unit: 'USD', ...reset } as const;
  return [found(entry, { kind: 'limit', topic: 'budget', what: 'budget', of: named(entry, of), ...figures }, applies)];
}

/** A limit that is not set has a usage and a last reset all the same, and no maximum. */
function rateIn(entry: unknown, unit: 'token' | 'request', of: string, applies: boolean): readonly Found[] {
  const [used, limit] = [numberAt(entry, `${unit}_current_usage`), numberAt(entry, `${unit}_max_limit`)];
  if (used === undefined || limit === undefined || limit <= 0) return [];
  const reset = resetOf(textAt(entry, `${unit}_last_reset`), textAt(entry, `${unit}_reset_duration`));
  const figures = { limit, used, unit: `${unit}s`, ...reset } as const;
  const told: Limit = { kind: 'limit', topic: 'budget', what: 'rate limit', of: named(entry, of), ...figures };
  return [found(entry, told, applies)];
}

/** `source_name`: whose limit it is that counts for the key, since 2.2.3. */
function named(entry: unknown, of: string): string {
  const source = clean(textAt(entry, 'source_name') ?? '', 40).replaceAll('_', ' ');
  return source === '' ? of : source;
}

function found(entry: unknown, limit: Limit, applies: boolean): Found {
  const id = textAt(entry, 'id');
  return {
    id: id === undefined ? undefined : `${limit.what} ${limit.unit} ${id}`,
    limit: applies ? limit : { ...limit, elsewhere: true },
  };
}

/** In milliseconds, as Bifrost writes them: `1h`, `30d`, `1M`. */
const units: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
  ['M', 2_592_000_000],
  ['Y', 31_536_000_000],
]);

/**
 * When what is used starts anew: Bifrost sets it back when the key is next used, and shows the old figure until then. A
 * month from the first of one is one of the calendar's, of which the quota has no word.
 */
function resetOf(last: string | undefined, length: string | undefined): Pick<Limit, 'resetsAt'> {
  const [, count = '', letter = ''] = /^(\d{1,6})([smhdwMY])$/.exec(length ?? '') ?? [];
  const unit = units.get(letter);
  const start = Date.parse(last ?? '');
  // What was never set back has the year 1.
  if (unit === undefined || Number.isNaN(start) || start < 0) return {};
  const from = new Date(start);
  const isFirst = from.getUTCDate() === 1 && start % 86_400_000 === 0;
  if (letter === 'M' && isFirst) {
    return { resetsAt: Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + Number(count), 1) };
  }
  return { resetsAt: start + Number(count) * unit };
}
