import { array, assert, constantFrom, integer, option, property, record, uniqueArray } from 'fast-check';
import { expect, it } from 'vitest';
import { createBody, updateBody } from '../../../src/gateways/bifrost/key-bodies.ts';

const budget = record({
  id: constantFrom('b1', 'b2', 'b3'),
  max_limit: integer({ min: 1, max: 900 }),
  reset_duration: constantFrom('1d', '1w', '1M'),
  current_usage: integer({ min: 0, max: 9 }),
});
const budgets = uniqueArray(budget, { selector: (one) => one.reset_duration, maxLength: 3 });
const entry = record({
  id: integer({ min: 1, max: 99 }),
  provider: constantFrom('openai', 'anthropic'),
  weight: option(integer({ min: 0, max: 9 })),
  allow_all_keys: constantFrom(true, false),
  keys: array(record({ key_id: constantFrom('k1', 'k2'), name: constantFrom('main') }), { maxLength: 2 }),
  allowed_models: array(constantFrom('gpt-5.5', 'gpt-5-mini'), { maxLength: 2 }),
  blacklisted_models: array(constantFrom('gpt-4'), { maxLength: 1 }),
  budgets,
});
const key = record({
  name: constantFrom('alice'),
  budgets,
  provider_configs: uniqueArray(entry, { selector: (one) => one.provider, maxLength: 2 }),
});

it('a change of one thing sends that alone: what Bifrost merges is not touched', () => {
  assert(
    property(key, (before) => {
      expect(updateBody(before, { active: false })).toEqual({ is_active: false });
      expect(updateBody(before, { name: 'bob' })).toEqual({ name: 'bob' });
      expect(updateBody(before, { team: null })).toEqual({ team_id: null });
    }),
  );
});

it('a changed budget leaves those of other periods, and keeps its id where there was one', () => {
  assert(
    property(key, integer({ min: 1, max: 900 }), (before, usd) => {
      const sent = updateBody(before, { budget: { usd, period: 'week' } })['budgets'] as unknown as readonly {
        readonly id?: string;
        readonly max_limit: number;
        readonly reset_duration: string;
      }[];
      const old = before.budgets.find((one) => one.reset_duration === '1w');
      expect(sent.filter((one) => one.reset_duration === '1w')).toEqual([
        { ...(old === undefined ? {} : { id: old.id }), max_limit: usd, reset_duration: '1w' },
      ]);
      const others = before.budgets.filter((one) => one.reset_duration !== '1w');
      expect(sent.filter((one) => one.reset_duration !== '1w')).toEqual(
        others.map(({ id, max_limit, reset_duration }) => ({ id, max_limit, reset_duration })),
      );
    }),
  );
});

it('changed models leave a provider its keys, its weight, its limits and what it forbids', () => {
  assert(
    property(key, (before) => {
      const wish = { models: ['openai/gpt-5.5', 'anthropic/*'] };
      const sent = updateBody(before, wish)['provider_configs'] as unknown as readonly Readonly<
        Record<string, unknown>
      >[];
      expect(sent.map(({ provider, allowed_models }) => [provider, allowed_models])).toEqual([
        ['openai', ['gpt-5.5']],
        ['anthropic', ['*']],
      ]);
      for (const one of sent) {
        const old = before.provider_configs.find(({ provider }) => provider === one['provider']);
        expect(one['id']).toBe(old?.id);
        expect(one['weight']).toBe(old?.weight ?? 1);
        const ids = old?.keys.map(({ key_id }) => key_id);
        expect(one['key_ids']).toEqual(old === undefined || old.allow_all_keys ? ['*'] : ids);
        expect(one['blacklisted_models']).toEqual(old?.blacklisted_models ?? []);
        expect(one['budgets'] ?? []).toHaveLength(old?.budgets.length ?? 0);
        expect(JSON.stringify(one)).not.toMatch(/allow_all_keys|current_usage/);
      }
    }),
  );
});

it('a new key has providers, for one without may use no model at all', () => {
  expect(() => createBody({ name: 'alice' })).toThrow('may use none');
  expect(createBody({ name: 'alice', providers: ['openai'] })).toMatchObject({
    provider_configs: [{ provider: 'openai', allowed_models: ['*'], key_ids: ['*'] }],
  });
});
