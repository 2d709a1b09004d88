import { expect, test } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { bearerOf, join, mask, reveal, revealJson, Secret } from '../../../src/keys/secret.ts';

const secret = new Secret('https://gateway.test');
const keys = new Map([['https://gateway.test', 'k-"1"']]);

test('a secret text shows no key until it is revealed', () => {
  expect(JSON.stringify({ header: ['Bearer ', secret] })).not.toContain('k-');
  expect(mask(['Bearer ', secret])).toBe('Bearer ••••');
  expect(reveal(['Bearer ', secret], keys)).toBe('Bearer k-"1"');
});

test('secrets inside JSON are revealed where they stand, lists stay lists', () => {
  expect(revealJson({ a: secret, b: ['x', join(['Bearer ', secret])], c: { d: [1, null] } }, keys)).toEqual({
    a: 'k-"1"',
    b: ['x', 'Bearer k-"1"'],
    c: { d: [1, null] },
  });
});

test('a key that is not there is a credential failure', () => {
  expect(() => reveal(secret, new Map())).toThrow(Failure);
});

test('only exactly Bearer and a key counts as a bearer', () => {
  expect(bearerOf(['Bearer ', secret])).toBe(secret);
  expect(bearerOf(['Bearer ', secret, 'x'])).toBeUndefined();
  expect(bearerOf(secret)).toBeUndefined();
  expect(bearerOf(undefined)).toBeUndefined();
});
