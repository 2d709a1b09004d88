import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import { dateOf, inWords } from '../../../src/doctor/status-words.ts';
import {
  failed,
  passed,
  skipped,
  timeOf,
  warned,
  type Figure,
  type Finding,
  type Limit,
} from '../../../src/gateways/status.ts';
import { checkOf } from '../../../src/doctor/status-checks.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('a check of a topic', () => {
  const facts = (findings: readonly Finding[] | undefined, more: object = {}): Facts =>
    ({
      status: async () => findings,
      verdict: async () => ({ answer: 'accepted', milliseconds: 1 }),
      key: async () => ({ value: 'k' }),
      ...more,
    }) as unknown as Facts;
  const outcome = async (findings: readonly Finding[] | undefined, more?: object) =>
    checkOf('budget', 'B').run(facts(findings, more));

  it('takes what is of its topic', async () => {
    expect(await outcome([passed('budget', 'a'), passed('billing', 'b')])).toEqual({ status: 'pass', detail: 'a' });
  });

  it('is as bad as the worst, of which it tells alone, and has all in its evidence', async () => {
    const bad = [
      passed('budget', 'fine'),
      warned('budget', 'little', 'Wait.'),
      failed('budget', 'gateway', 'None.', 'Pay.'),
    ];
    expect(await outcome(bad)).toEqual({
      status: 'fail',
      code: 'gateway',
      detail: 'None.',
      hint: 'Pay.',
      evidence: [
        { status: 'pass', seen: 'fine' },
        { status: 'warn', seen: 'little' },
        { status: 'fail', seen: 'None.' },
      ],
    });
  });

  it('tells of all that is good, and of what could not be asked', async () => {
    expect(await outcome([skipped('budget', 'x'), passed('budget', 'y')])).toMatchObject({
      status: 'pass',
      detail: 'x; y',
    });
  });

  it.each<readonly [string, readonly Finding[] | undefined, object, string]>([
    ['the gateway has no such question', undefined, {}, 'this gateway tells nothing of it'],
    ['it has none on this topic', [passed('health', 'x')], {}, 'this gateway tells nothing of it'],
    ['there is no key', undefined, { key: async () => undefined }, 'not told without a key'],
    [
      'the gateway is away',
      undefined,
      {
        verdict: async () => {
          throw new Failure('gateway', 'Away.', 'Wait.');
        },
      },
      'the gateway does not answer',
    ],
  ])('is left out where %s', async (_name, findings, more, detail) => {
    expect(await outcome(findings, more)).toEqual({ status: 'skip', detail });
  });
});

const said = (figure: Figure): readonly string[] =>
  inWords([figure], {}, now).map(({ status, detail }) => `${status}: ${detail}`);

describe('the life of a key', () => {
  const life = (end: string): Figure => ({ kind: 'key-life', topic: 'key-state', expiresAt: Date.parse(end) });

  it.each([
    ['2026-11-21T11:59:00Z', 'fail: The key expired on 2026-11-21.'],
    ['2026-11-21T20:00:00Z', 'warn: the key expires on 2026-11-21, within a day'],
    ['2026-11-25T12:00:00Z', 'warn: the key expires on 2026-11-25, in 4 d'],
    ['2026-11-28T12:00:00Z', 'pass: expires on 2026-11-28'],
  ])('that ends at %s is a %s', (end, line) => {
    expect(said(life(end))).toEqual([line]);
  });

  it('that has not begun is no key yet', () => {
    const startsAt = now + 86_400_000;
    expect(said({ kind: 'key-life', topic: 'key-state', startsAt })).toEqual([
      'fail: The key is not valid before 2026-11-22.',
    ]);
  });

  it('without an end is told of in no line', () => {
    expect(said({ kind: 'key-life', topic: 'key-state' })).toEqual([]);
    expect([undefined, '', 'soon', '+999999-01-01T00:00:00Z'].map(timeOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('what is used of a limit', () => {
  const limit = (change: Partial<Limit>): Limit => ({
    kind: 'limit',
    topic: 'budget',
    what: 'budget',
    unit: 'USD',
    ...change,
  });

  it.each<readonly [Partial<Limit>, string]>([
    [{ used: 10, limit: 10, resets: 'monthly' }, 'fail: The budget is used up: 10 of 10 USD used, reset monthly.'],
    [{ used: 9, limit: 10 }, 'warn: little is left of the budget: 9 of 10 USD used'],
    [{ used: 8.999, limit: 10 }, 'pass: budget: 9 of 10 USD used'],
    [{ used: 0, limit: 10, of: 'team' }, 'pass: budget of the team: 0 of 10 USD used'],
    [{ used: 10, limit: 10, resetsAt: now }, 'pass: budget: 0 of 10 USD used'],
    [{ used: 5, limit: 10, resetsAt: now + 3_600_000 }, 'pass: budget: 5 of 10 USD used, until its reset in 60 min'],
    [
      { used: 5, limit: 10, resetsAt: now + 86_400_000 },
      'pass: budget: 5 of 10 USD used, until its reset on 2026-11-22',
    ],
    [{ limit: 60, unit: 'requests', window: 60 }, 'pass: budget: 60 requests a minute'],
    [{ limit: 60, unit: 'requests', window: 90 }, 'pass: budget: 60 requests in 90 s'],
    [{ limit: 60, window: 2_592_000 }, 'pass: budget: 60 USD in 30 d'],
    [{}, 'pass: no budget is set'],
    [{ of: 'key', used: 3 }, 'pass: the key has no budget of its own; 3 USD used'],
  ])('%j is told', (change, line) => {
    expect(said(limit(change))).toEqual([line]);
  });
});

describe('credit', () => {
  const credit = (left: number, more: object = {}): Figure => ({
    kind: 'credit',
    topic: 'billing',
    left,
    unit: 'USD',
    ...more,
  });

  it.each([
    [credit(5, { used: 2 }), 'pass: 5 USD of credit left, 2 used'],
    [credit(0.5), 'warn: 0.5 USD of credit left'],
    [credit(0), 'fail: There is no credit left (0 USD).'],
    [credit(0, { refills: true }), 'pass: 0 USD of credit left, topped up by itself'],
    [credit(0, { without: 'free models answer' }), 'warn: 0 USD of credit left: only free models answer'],
  ])('%j is told', (figure, line) => {
    expect(said(figure)).toEqual([line]);
  });
});

it('a time that is none has no day', () => {
  expect([undefined, 'x', Number.NaN, 1e300].map((time) => dateOf(time))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(dateOf(0)).toBe('1970-01-01');
});
