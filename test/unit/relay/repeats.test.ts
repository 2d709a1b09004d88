import { expect, it } from 'vitest';
import { createRepeatGuard } from '../../../src/relay/rules.ts';

const body = (end: string): Uint8Array => Buffer.from(`${'word '.repeat(20_000)}${end}`);

it('stops a body that was answered twelve times within 20 seconds, whoever holds its bytes', () => {
  let now = 0;
  const guard = createRepeatGuard(() => now);
  for (let times = 0; times < 12; times += 1) {
    expect(guard.tooOften(body('a'))).toBeUndefined();
    guard.answered(body('a'));
    now += 1000;
  }
  expect(guard.tooOften(body('a'))).toBe(12);
  expect(guard.tooOften(body('b'))).toBeUndefined();
  now += 10_000;
  expect(guard.tooOften(body('a'))).toBeUndefined();
});

it('takes no body for another one of its length, however much of them is the same', () => {
  const guard = createRepeatGuard(() => 0);
  const other = (index: number): Uint8Array => {
    const bytes = body('a');
    bytes[777] = index;
    return bytes;
  };
  for (let times = 0; times < 30; times += 1) guard.answered(other(times % 3));
  for (let times = 0; times < 5; times += 1) guard.answered(other(30 + times));
  expect(guard.tooOften(other(99))).toBeUndefined();
  expect(guard.tooOften(new Uint8Array())).toBeUndefined();
});
