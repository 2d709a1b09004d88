import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import {
  dateOf,
  expiry,
  failed,
  passed,
  skipped,
  spending,
  warned,
  type Finding,
} from '../../../src/gateways/status.ts';
import { checkOf } from '../../../src/doctor/status-check.ts';

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

describe('the end of a key', () => {
  it.each([
    ['2026-11-21T11:59:00Z', 'fail', 'The key expired on 2026-11-21.'],
    ['2026-11-21T20:00:00Z', 'warn', 'within a day'],
    ['2026-11-25T12:00:00Z', 'warn', 'in 4 d'],
    ['2026-11-28T12:00:00Z', 'pass', 'expires on 2026-11-28'],
  ])('%s is a %s', (end, status, detail) => {
    expect(expiry(end, now, 'Renew.')).toEqual([
      expect.objectContaining({ status, detail: expect.stringContaining(detail) }),
    ]);
  });

  it.each([undefined, '', 'soon', '+999999-01-01T00:00:00Z'])('%s is none', (end) => {
    expect(expiry(end, now, 'Renew.')).toEqual([]);
  });
});

describe('what is used of a limit', () => {
  it.each([
    [10, 10, 'fail', 'The budget is used up: 10 of 10 USD used, later.'],
    [9, 10, 'warn', 'little is left of the budget: 9 of 10 USD used, later'],
    [8.999, 10, 'pass', 'budget: 9 of 10 USD used, later'],
    [0, 10, 'pass', 'budget: 0 of 10 USD used, later'],
  ])('%d of %d is a %s', (used, limit, status, detail) => {
    expect(spending('budget', used, limit, 'USD', 'later', 'Wait.')).toMatchObject({ status, detail });
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
