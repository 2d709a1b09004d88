import { bifrost, litellm, openrouter, vercel } from '../../support/scenario-gateways.ts';
import { answered, inDays, served, type World } from '../../support/scenarios.ts';

const reset = inDays(20);

/** How a key stands with its gateway. */
export const hosted: readonly World[] = [
  {
    report: 'my virtual key was switched off',
    gateway: bifrost({ '/virtual-keys/quota': served('bifrost-quota', { is_active: false }) }),
    finds: { id: 'key-state', status: 'fail', detail: 'switched off', hint: 'Have it switched on' },
  },
  {
    report: 'the budget of the month is spent',
    gateway: bifrost({
      '/virtual-keys/quota': served('bifrost-quota', {
        budgets: [{ max_limit: 50, current_usage: 51, reset_duration: '1M', last_reset: inDays(-3) }],
      }),
    }),
    finds: { id: 'budget', status: 'fail', detail: '51 of 50 USD used', hint: 'Wait for its reset' },
  },
  {
    report: 'the budget of last month was spent, and a new one has begun',
    gateway: bifrost({
      '/virtual-keys/quota': served('bifrost-quota', {
        budgets: [{ max_limit: 50, current_usage: 51, reset_duration: '1M', last_reset: inDays(-40) }],
        rate_limits: [],
      }),
    }),
    finds: { id: 'budget', status: 'pass', detail: '0 of 50 USD used' },
  },
  {
    report: 'requests come back with 429 for the rest of the hour',
    gateway: bifrost({
      '/virtual-keys/quota': served('bifrost-quota', {
        budgets: [],
        rate_limits: [
          { token_max_limit: 1000, token_current_usage: 990, token_reset_duration: '1h', token_last_reset: inDays(0) },
        ],
      }),
    }),
    finds: { id: 'budget', status: 'warn', detail: '990 of 1000 tokens used', hint: 'raised in Bifrost' },
  },
  {
    report: 'the new virtual key may use nothing',
    gateway: bifrost({ '/v1/models': answered(200, { data: [] }) }),
    finds: { id: 'permissions', status: 'fail', detail: 'Not one model', hint: 'Give the virtual key a provider' },
  },
  {
    report: 'the database of Bifrost is down',
    gateway: bifrost({ '/health': answered(503, { status: 'unhealthy', components: { db_pings: 'failed' } }) }),
    finds: { id: 'health', status: 'warn', detail: 'db_pings', hint: 'its database' },
  },
  {
    report: 'my key of LiteLLM runs out tomorrow',
    gateway: litellm({ spend: 1, max_budget: null, expires: inDays(1.5), models: [] }),
    finds: { id: 'key-state', status: 'warn', detail: 'in 1 d', hint: 'Have another made' },
  },
  {
    report: 'my key of LiteLLM ran out',
    gateway: litellm({ spend: 1, expires: inDays(-2), models: [] }),
    finds: { id: 'key-state', status: 'fail', detail: 'The key expired on', hint: 'Have another made' },
  },
  {
    report: 'little is left of the budget at LiteLLM',
    gateway: litellm({ spend: 48, max_budget: 50, budget_reset_at: reset, models: [] }),
    finds: {
      id: 'budget',
      status: 'warn',
      detail: `48 of 50 USD used, until its reset on ${reset.slice(0, 10)}`,
      hint: 'raised',
    },
  },
  {
    report: 'the key may call models alone',
    gateway: {
      kind: 'litellm',
      answers: { '/key/info': answered(403, { error: { message: 'Virtual key is not allowed to call this route.' } }) },
    },
    finds: { id: 'key-state', status: 'skip', detail: 'allowed_routes' },
  },
  {
    report: 'LiteLLM is starting up',
    gateway: { kind: 'litellm', answers: { '/health/readiness': answered(503, { detail: 'Service Unhealthy' }) } },
    finds: { id: 'health', status: 'warn', detail: 'not ready', hint: 'Ask who runs the proxy' },
  },
  {
    report: 'the monthly limit of my OpenRouter key is reached',
    gateway: openrouter({ limit_remaining: 0, limit_reset: 'monthly' }),
    finds: { id: 'budget', status: 'fail', detail: '100 of 100 USD used, reset monthly', hint: 'raise it' },
  },
  {
    report: 'OpenRouter takes the free models only',
    gateway: openrouter({ is_free_tier: true }),
    finds: { id: 'billing', status: 'warn', detail: 'free tier', hint: 'Buy credit' },
  },
  {
    report: 'I pasted the management key of OpenRouter',
    gateway: openrouter({ is_management_key: true }),
    finds: { id: 'key-state', status: 'fail', detail: 'management key', hint: 'Make an API key' },
  },
  {
    report: 'the credit of our Vercel team is used up',
    gateway: vercel({ balance: '0', total_used: '25.00' }),
    finds: { id: 'billing', status: 'warn', detail: '0 USD of credit left', hint: 'Buy credit' },
  },
  {
    report: 'there is credit at Vercel',
    gateway: vercel({ balance: '95.50', total_used: '4.50' }),
    finds: { id: 'billing', status: 'pass', detail: '95.5 USD of credit left' },
  },
];
