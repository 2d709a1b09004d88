import { describe, expect, it, test } from 'vitest';
import { json5ToJson } from '../../../src/config-layers/json5.ts';
import { parseJson } from '../../../src/json-path.ts';

describe('JSON5', () => {
  test.each<readonly [string, unknown]>([
    ['{a: 1, $b_2: [1, 2,], // c\n}', { a: 1, $b_2: [1, 2] }],
    [`{'a': 'it\\'s "so"', /* b: */ b: "don't // do"}`, { a: 'it\'s "so"', b: "don't // do" }],
    [
      `{"a": '\\x41\\u0042\\
c', url: 'https://a.test/*'}`,
      { a: 'ABc', url: 'https://a.test/*' },
    ],
    [
      '{a: 0x1F, b: .5, c: -.5, d: 5., e: +1.5, f: 1.25, g: -3}',
      { a: 31, b: 0.5, c: -0.5, d: 5, e: 1.5, f: 1.25, g: -3 },
    ],
    ['[Infinity, NaN, true, null]', [null, null, true, null]],
    ['\uFEFF{ a: { b: [ /* , */ ], }, /* } */ }', { a: { b: [] } }],
    ['{ "a b": 1, ä: 2 }', { 'a b': 1, ä: 2 }],
    ['{ a: "1,]", b: \'},\' }', { a: '1,]', b: '},' }],
  ])('%j is read', (text, value) => {
    expect(parseJson(json5ToJson(text))).toEqual(value);
  });

  test.each(['{a: }', '{a 1}', "{a: 'b}", 'nothing', '{a: b}'])('%j is none', (text) => {
    expect(parseJson(json5ToJson(text))).toBeUndefined();
  });

  it('keeps JSON and the lines of a text', () => {
    const plain = '{\n  "a": [1, -2.5e3, "x\\n\\"y\\""],\n  "b": {"c": null}\n}\n';
    expect(json5ToJson(plain)).toBe(plain);
    const text = '{\n// one\n/* two\nthree */ a: 1,\n}\n';
    expect(json5ToJson(text).split('\n')).toHaveLength(text.split('\n').length);
  });

  it('takes a long text in no time', () => {
    const text = `{ a: [${'"x", '.repeat(50_000)}], /* ${'* '.repeat(5000)} */ }`;
    const before = performance.now();
    expect(parseJson(json5ToJson(text))).toHaveProperty('a.49999', 'x');
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
