import type { Version, VirtualKey } from '../bifrost.ts';
import type { Limited } from './models.ts';

const never = '0001-01-01T00:00:00Z';

/** What the quota path tells since 1.5.0: nothing of an end, a team or a customer; in 2.2.3 `rate_limits` came beside. */
export function quotaOf(key: VirtualKey, version: Version): object {
  const { name, active = true, providers = [], models = [] } = key;
  return {
    virtual_key_name: name,
    is_active: active,
    budgets: budgetsOf(key, true),
    rate_limit: rateLimitOf(key),
    ...(version === '2.2' ? { rate_limits: rateLimitsOf(key) } : {}),
    provider_configs: providers.map((one, index) => ({
      id: index + 1,
      virtual_key_id: '00000000-0000-4000-8000-000000000001',
      provider: one.provider,
      weight: 1,
      allow_all_keys: true,
      keys: null,
      allowed_models: ['*'],
      blacklisted_models: [],
      ...(one.budget === undefined ? {} : { budgets: budgetsOf(one) }),
      ...(rateLimitOf(one) === null ? {} : { rate_limit: rateLimitOf(one) }),
    })),
    model_configs: models.map((one) => ({
      model_name: one.model,
      ...(one.provider === undefined ? {} : { provider: one.provider }),
      budgets: budgetsOf(one),
      rate_limit: rateLimitOf(one),
    })),
  };
}

function budgetsOf({ budget }: Limited, perModel = false): readonly object[] {
  if (budget === undefined) return [];
  const { used, limit, period, since } = budget;
  return [
    {
      id: '00000000-0000-4000-8000-000000000002',
      max_limit: limit,
      reset_duration: period,
      last_reset: since,
      current_usage: used,
      config_hash: '',
      ...(perModel ? { per_model_usage: [] } : {}),
    },
  ];
}

/** A limit that is not set has a usage and a last reset all the same. */
function rateLimitOf({ tokens, requests }: Limited): object | null {
  if (tokens === undefined && requests === undefined) return null;
  return { id: '00000000-0000-4000-8000-000000000003', ...half('token', tokens), ...half('request', requests) };
}

function half(unit: string, one: Limited['tokens']): object {
  return {
    ...(one === undefined ? {} : { [`${unit}_max_limit`]: one.limit, [`${unit}_reset_duration`]: one.period }),
    [`${unit}_current_usage`]: one?.used ?? 0,
    [`${unit}_last_reset`]: one?.since ?? never,
  };
}

function rateLimitsOf(key: VirtualKey): readonly object[] {
  const own = rateLimitOf(key);
  return own === null ? [] : [{ ...own, source_name: 'virtual_key' }];
}
