import { Failure } from '../../failure.ts';
import { at, listAt, numberAt, textAt, type Json, type JsonObject } from '../../json-path.ts';
import { quote } from '../../text.ts';
import type { KeyRequest, Period } from '../management.ts';

/** Durations of Bifrost's: `m` is a minute, `M` a month of thirty days. */
const durations: Readonly<Record<Period, string>> = {
  minute: '1m',
  hour: '1h',
  day: '1d',
  week: '1w',
  month: '1M',
  year: '1Y',
};

/** Throws `usage` for a key that could use no model at all, which is what Bifrost makes of one without providers. */
export function createBody(request: KeyRequest): JsonObject {
  const providers = wantedProviders(request);
  if (providers === undefined) {
    throw new Failure(
      'usage',
      'A key of Bifrost without models may use none.',
      "Give them: --models 'anthropic/*,openai/gpt-5.5', or --providers anthropic,openai",
    );
  }
  return {
    ...common(request, {}),
    provider_configs: [...providers].map(([name, models]) => entryOf(name, models, {})),
  };
}

/**
 * A PUT of Bifrost's merges fields and replaces all that is in them: lists go whole, with the ids of what stays, and an
 * entry with all that it had.
 */
export function updateBody(before: JsonObject, request: KeyRequest): JsonObject {
  const providers = wantedProviders(request);
  if (providers === undefined) return common(request, before);
  const entries = listAt(before, 'provider_configs');
  return {
    ...common(request, before),
    provider_configs: [...providers].map(([name, models]) =>
      entryOf(name, models, entries.find((entry) => textAt(entry, 'provider') === name) ?? {}),
    ),
  };
}

function common({ name, active, budget, rate, expires, team }: KeyRequest, before: JsonObject): JsonObject {
  return {
    ...(name === undefined ? {} : { name }),
    ...(active === undefined ? {} : { is_active: active }),
    ...(budget === undefined ? {} : { budgets: budget === null ? [] : budgetsWith(budget, before) }),
    ...(rate === undefined ? {} : { rate_limit: rate === null ? {} : rateWith(rate, before) }),
    // Null would mean: unchanged.
    ...(expires === undefined ? {} : { expires_at: expires === null ? '' : new Date(expires.at).toISOString() }),
    ...(team === undefined ? {} : { team_id: team }),
  };
}

/** That of the same period is changed and keeps what is used of it; those of other periods stay. */
function budgetsWith({ usd, period = 'month' }: NonNullable<KeyRequest['budget']>, before: JsonObject): Json {
  const duration = durations[period];
  const all = listAt(before, 'budgets');
  const kept = all.filter((one) => textAt(one, 'reset_duration') !== duration).map((one) => budgetOf(one));
  const id = textAt(
    all.find((one) => textAt(one, 'reset_duration') === duration),
    'id',
  );
  return [...kept, { ...(id === undefined ? {} : { id }), max_limit: usd, reset_duration: duration }];
}

function budgetOf(budget: unknown): JsonObject {
  return picked(budget, ['id', 'max_limit', 'reset_duration', 'reset_config']);
}

function rateWith({ limit, of, period }: NonNullable<KeyRequest['rate']>, before: JsonObject): Json {
  const kind = of === 'tokens' ? 'token' : 'request';
  return {
    ...limitsOf(at(before, 'rate_limit')),
    [`${kind}_max_limit`]: limit,
    [`${kind}_reset_duration`]: durations[period],
  };
}

function limitsOf(rate: unknown): JsonObject {
  return picked(rate, ['token_max_limit', 'token_reset_duration', 'request_max_limit', 'request_reset_duration']);
}

/** The models of each provider; undefined where none are wished for. Throws `usage` for a name that Bifrost does not understand. */
function wantedProviders({ models, providers }: KeyRequest): ReadonlyMap<string, readonly string[]> | undefined {
  if (models === undefined && providers === undefined) return undefined;
  const wanted = new Map<string, readonly string[]>((providers ?? []).map((name) => [name, []]));
  for (const text of models ?? []) {
    const [, provider, model = text] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
    if (model.includes('*') && model !== '*') {
      throw new Failure(
        'usage',
        `Bifrost knows no pattern ${quote(text)}.`,
        'Give whole names, or provider/* for all.',
      );
    }
    const names = provider === undefined ? (providers ?? []) : [provider];
    if (names.length === 0) {
      throw new Failure('usage', `Whose model is ${quote(text)}?`, `Write provider/${text}, or give --providers`);
    }
    for (const name of names) wanted.set(name, [...(wanted.get(name) ?? []), model]);
  }
  // All beside others is refused: all are all.
  return new Map([...wanted].map(([name, list]) => [name, list.length === 0 || list.includes('*') ? ['*'] : list]));
}

/** An entry of a provider with these models, and with whatever else it had. */
function entryOf(provider: string, models: readonly string[], before: unknown): JsonObject {
  const [rate, budgets] = [at(before, 'rate_limit'), listAt(before, 'budgets')];
  const perModel = listAt(before, 'model_budgets').map((one) => ({
    ...picked(one, ['model_name']),
    budgets: listAt(one, 'budgets').map((budget) => budgetOf(budget)),
    ...(at(one, 'rate_limit') === undefined ? {} : { rate_limit: limitsOf(at(one, 'rate_limit')) }),
  }));
  return {
    ...picked(before, ['id']),
    provider,
    weight: numberAt(before, 'weight') ?? 1,
    allowed_models: [...new Set(models)],
    blacklisted_models: listAt(before, 'blacklisted_models') as readonly Json[],
    key_ids: keyIds(before),
    ...(budgets.length === 0 ? {} : { budgets: budgets.map((budget) => budgetOf(budget)) }),
    ...(typeof rate === 'object' && rate !== null ? { rate_limit: limitsOf(rate) } : {}),
    ...(perModel.length === 0 ? {} : { model_budgets: perModel }),
  };
}

/** An entry tells of all provider keys by a switch that a PUT does not know: sent back as it was read, it would have none. */
function keyIds(before: unknown): readonly string[] {
  if (at(before, 'provider') === undefined || at(before, 'allow_all_keys') === true) return ['*'];
  return listAt(before, 'keys').flatMap((key) => textAt(key, 'key_id') ?? textAt(key, 'id') ?? []);
}

function picked(value: unknown, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = at(value, name);
      return found === undefined || found === null ? [] : [[name, found as Json]];
    }),
  );
}
