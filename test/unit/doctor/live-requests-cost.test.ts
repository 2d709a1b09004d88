import { expect, test } from 'vitest';
import { findAgent } from '../../../src/agents/index.ts';
import type { Model } from '../../../src/models/catalogue.ts';
import { costOf, describeCost } from '../../../src/doctor/live-requests/cost.ts';
import { requestLimit } from '../../../src/doctor/live-requests/bisect.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { resolveTarget } from '../../../src/launch/target.ts';

const host = { platform: 'linux', home: '/', cwd: '/', env: {}, assets: '/' } as const;
const connection = findGateway('compatible').connect({
  'base-url': 'https://gate.example.com',
  protocols: 'anthropic-messages',
});

const model = (id: string, more: Partial<Model> = {}): Model => ({ id, protocols: ['anthropic-messages'], ...more });

async function cost(main: Model, small: Model): ReturnType<typeof costOf> {
  const agent = findAgent('claude');
  const wishes = { model: main.id, smallModel: small.id, headers: {}, version: '1' };
  const target = resolveTarget(agent, connection, new Map([[connection.account, 'k']]), wishes, [main, small]);
  return costOf([{ agent, target }], host);
}

test('the cost is an upper bound from the catalogue’s prices, and a count of tokens is free', async () => {
  const prices = { input: 3, output: 15 };
  const found = await cost(model('claude-sonnet-4-6', { prices }), model('claude-sonnet-4-6', { prices }));
  // The session's request, the count of tokens, the one with web search and auto mode's.
  expect(found).toMatchObject({ requests: 4, most: requestLimit + 3, tokensOut: 512 + 16 + 128, unpriced: [] });
  expect(found.usd).toBeCloseTo((found.tokensIn * 3 + found.tokensOut * 15) / 1_000_000, 9);
  expect(found.tokensIn).toBeLessThan(1200);
  expect(describeCost(found)).toMatch(
    /^4 real requests \(up to 19, where something is refused\), about \d+ tokens in and at most 656 out, at most 0\.0\d+ USD$/,
  );
});

test('a price that is not known is said to be so', async () => {
  const found = await cost(model('claude-sonnet-4-6'), model('claude-haiku-4-5', { prices: { input: 1, output: 5 } }));
  expect(found.requests).toBe(5);
  expect(found.unpriced).toEqual(['claude-sonnet-4-6']);
  expect(describeCost(found)).toMatch(/at most 0\.0\d+ USD, the price of claude-sonnet-4-6 is not known$/);
});

test('nothing to send costs nothing', async () => {
  expect(await costOf([], host)).toMatchObject({ requests: 0, usd: 0 });
});
