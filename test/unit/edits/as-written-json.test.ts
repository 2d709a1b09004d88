import { describe, expect, it } from 'vitest';
import { json } from '../../../src/edits/jsonc.ts';
import { keysOf } from '../../support/settings-text.ts';

const { find, read, set } = keysOf(json);

const odd =
  '{\n   "theme" : "dark",\n\n\t"env": { "model": "inner", "A": [1, {"model": 2}] },\r\n "model" :  "opus"  }';

describe('a key of the outermost object', () => {
  it.each([
    ['among others', odd, '"opus"'],
    ['behind a mark of byte order', '\uFEFF{"model": null}', 'null'],
    ['with a value of many parts', '{"model": {"a": ["}", "\\"", 1]} , "b": 1}', '{"a": ["}", "\\"", 1]}'],
    ['written with escapes', '{"mod\\u0065l": "x"}', '"x"'],
    ['that stands in an inner object only', '{"env": {"model": "x"}}', null],
    ['of an empty object', '{ }', null],
    ['of a blank text', ' \n', null],
  ])('is found as it is written: %s', (_name, text, written) => {
    expect(find(text, 'model')).toBe(written);
  });

  it('is found beside others', () => {
    expect(['b', 'c', 'a'].map((key) => find('{"a": 1, "b": "two"}', key))).toEqual(['"two"', null, '1']);
  });

  it.each([
    ['a text with comments', '{"model": "x"} // mine'],
    ['a text with a trailing comma', '{"model": "x",}'],
    ['a list', '["model"]'],
    ['half an object', '{"model": "x"'],
    ['an object that has the key twice', '{"model": "x", "model": "y"}'],
  ])('is neither found nor set in %s', (_name, text) => {
    expect(find(text, 'model')).toBeUndefined();
    expect(set(text, 'model', '"z"')).toBeUndefined();
    expect(set(text, 'model', null)).toBeUndefined();
  });
});

describe('setting a key', () => {
  it.each([
    ['puts its value in the place of the old one', odd, odd.replace('"opus"', '"z"')],
    ['adds it behind the last, written like that', '{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"model": "z"\n}\n'],
    ['adds it on the line of the last', '{"a":1}', '{"a":1, "model": "z"}'],
    ['adds it to an empty object', '{}\n', '{\n  "model": "z"\n}\n'],
    ['makes an object of a blank text', '', '{\n  "model": "z"\n}\n'],
    ['keeps the line ends', '{\r\n}', '{\r\n  "model": "z"\r\n}'],
    ['keeps the mark of byte order', '\uFEFF{"model":1}', '\uFEFF{"model":"z"}'],
  ])('%s', (_name, text, expected) => {
    expect(set(text, 'model', '"z"')).toBe(expected);
  });

  it.each(['', 'z', '"a" "b"', '1, "other": 2', '1}, {', '"a" // mine'])('refuses what is no value: %j', (written) => {
    expect(set('{"a": 1}', 'model', written)).toBeUndefined();
    expect(set('{"model": 1}', 'model', written)).toBeUndefined();
  });
});

describe('taking a key out', () => {
  it.each([
    ['in front', '{\n  "model": "x",\n  "a": 1\n}\n', '{\n  "a": 1\n}\n'],
    ['in the middle', '{"b": 2, "model": "x", "a": 1}', '{"b": 2, "a": 1}'],
    ['at the end', '{\n  "a": 1,\n  "model": "x"\n}', '{\n  "a": 1\n}'],
    ['alone', '{\n  "model": "x"\n}\n', '{\n}\n'],
    ['not there', '{ "a" :1}', '{ "a" :1}'],
  ])('takes its comma along: %s', (_name, text, expected) => {
    expect(set(text, 'model', null)).toBe(expected);
  });
});

it('numbers that no double holds stay as they are written', () => {
  expect(set('{"big": 12345678901234567890, "model": 1}', 'model', '"z"')).toBe(
    '{"big": 12345678901234567890, "model": "z"}',
  );
});

it('only an object holds settings', () => {
  expect(read('\uFEFF{"a": true}')).toEqual(new Map([['a', { scalar: true }]]));
  expect(['[]', 'null', '"x"', '1', '{'].map(read)).toEqual(Array.from({ length: 5 }, () => undefined));
});
