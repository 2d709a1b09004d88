import { expect, it } from 'vitest';
import { parseJson } from '../../../src/edits/json.ts';
import { agree, proved } from '../../../src/edits/proof.ts';

const text = '{"a": [1, {"b": 2}], "model": "old"}';

it.each([
  ['the value that was meant', '{"a": [1, {"b": 2}], "model": "new"}', '"new"', true],
  ['the same in another order', '{"model": "new", "a": [1, {"b": 2}]}', '"new"', true],
  ['the key out', '{"a": [1, {"b": 2}]}', null, true],
  ['another value', '{"a": [1, {"b": 2}], "model": "newer"}', '"new"', false],
  ['the key out where it was to be set', '{"a": [1, {"b": 2}]}', '"new"', false],
  ['the key where it was to go', '{"a": [1, {"b": 2}], "model": null}', null, false],
  ['a change in the depth of another key', '{"a": [1, {"b": 3}], "model": "new"}', '"new"', false],
  ['another key too few', '{"model": "new"}', '"new"', false],
  ['another key too many', '{"a": [1, {"b": 2}], "model": "new", "c": 1}', '"new"', false],
  ['a text that is not understood', '{"a": [1, {"b": 2}], "model": "new"', '"new"', false],
  ['a value that smuggles a key in', '{"a": [1, {"b": 2}], "model": 1}', '1, "a": 1', false],
])('an edit is proved by what comes out: %s', (_name, next, written, right) => {
  expect(proved({ text, next, key: 'model', written }, parseJson, `{"value":${written}}`)).toBe(right);
});

it('nothing is proved of a text that was not understood', () => {
  const next = '{"model": "new"}';
  expect(proved({ text: '{', next, key: 'model', written: '"new"' }, parseJson, '{"value":"new"}')).toBe(false);
});

it('settings agree where they say the same beside the keys', () => {
  expect(agree({ a: 1, model: 'x' }, { a: 1 }, ['model'])).toBe(true);
  expect(agree({ a: 1, model: 'x' }, { a: 1, effort: 'low' }, ['model', 'effort'])).toBe(true);
  expect(agree({ a: 1, model: 'x' }, { a: '1', model: 'x' }, ['model'])).toBe(false);
});
