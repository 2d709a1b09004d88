import { expect, test } from 'vitest';
import { overlay } from '../../../src/launch/overlay.ts';

test('objects merge deeply and what lies over wins', () => {
  const base = { model: 'a', provider: { mine: { name: 'x' }, other: 1 }, share: 'manual' };
  expect(overlay(base, { model: 'b', provider: { mine: { env: [] }, other: { api: 'y' } } })).toEqual({
    model: 'b',
    provider: { mine: { name: 'x', env: [] }, other: { api: 'y' } },
    share: 'manual',
  });
});

test('a list replaces a list', () => {
  expect(overlay({ enabled_providers: ['a', 'b'] }, { enabled_providers: ['c'] })).toEqual({
    enabled_providers: ['c'],
  });
});

test('plugins and instructions are united, the old ones first and none twice', () => {
  expect(
    overlay({ plugin: ['a', 'b'], instructions: ['x.md'] }, { plugin: ['b', 'c'], instructions: ['y.md'] }),
  ).toEqual({ plugin: ['a', 'b', 'c'], instructions: ['x.md', 'y.md'] });
  expect(overlay({ plugin: 'broken' }, { plugin: ['c'] })).toEqual({ plugin: ['c'] });
});

test('null, false and the empty string lie over what was there', () => {
  expect(overlay({ a: { b: 1 }, c: 1, d: 1 }, { a: null, c: false, d: '' })).toEqual({ a: null, c: false, d: '' });
});

test('whatever is no object is replaced as a whole', () => {
  expect(overlay('text', { a: 1 })).toEqual({ a: 1 });
  expect(overlay([1], { a: 1 })).toEqual({ a: 1 });
  expect(overlay(undefined, { a: 1 })).toEqual({ a: 1 });
});

test('neither side is changed, and __proto__ stays an ordinary name', () => {
  const base: unknown = Object.freeze(JSON.parse('{"a":{"x":1},"__proto__":{"polluted":1}}'));
  const over = Object.freeze({ a: Object.freeze({ y: 2 }) });
  const merged = overlay(base, over) as Record<string, unknown>;
  expect(merged['a']).toEqual({ x: 1, y: 2 });
  expect(merged['polluted']).toBeUndefined();
  expect(JSON.stringify(merged)).toBe('{"a":{"x":1,"y":2},"__proto__":{"polluted":1}}');
});
