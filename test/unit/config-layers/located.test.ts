import { describe, expect, it } from 'vitest';
import { markJson, markToml, namesAt, plainAt } from '../../../src/config-layers/located.ts';

describe('settings with lines', () => {
  it('finds the line of a key in JSON, of an element in a list too', () => {
    const text = '{\n  "a": { "b": 1,\n    "c": ["x",\n      "y", { "d": true }]\n  },\n\n  "e": "{\\n\\"a\\":"\n}';
    const marked = markJson(text);
    const lines = [
      ['a'],
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'c', 0],
      ['a', 'c', 1],
      ['a', 'c', 2],
      ['a', 'c', 2, 'd'],
      ['e'],
    ] as const;
    expect(lines.map((path) => marked?.line(...path))).toEqual([2, 2, 3, 3, 4, 4, 4, 7]);
  });

  it('gives the nearest line above for a key that is not there', () => {
    expect(markJson('{\n"a": {\n} }')?.line('a', 'b', 'c')).toBe(2);
    expect(markJson('{}')?.line('a')).toBeUndefined();
  });

  it('reads past comments and trailing commas only where it is asked to, and keeps the lines', () => {
    const text = '{ // "a": 1\n /* two\n lines */ "url": "http://x//y", /* { */\n "b": [1, 2,],\n}';
    expect(markJson(text)).toBeUndefined();
    const marked = markJson(text, 'loose');
    expect(marked?.value).toEqual({ url: 'http://x//y', b: [1, 2] });
    expect([marked?.line('url'), marked?.line('b')]).toEqual([3, 4]);
  });

  it.each(['[1]', '"text"', 'null', '{', '{"a":1} x'])('takes %s for no settings', (text) => {
    expect(markJson(text)).toBeUndefined();
    expect(markJson(text, 'loose')).toBeUndefined();
  });

  it('finds the line of a key in TOML: in tables, dotted, quoted, behind texts of many lines', () => {
    const text = [
      '# comment with [table]',
      'model = "m" # why',
      'a.b = 1',
      'long = """',
      '[not.a.table]',
      'x = 1',
      '"""',
      '',
      '[providers.own] # [x]',
      'list = [',
      '  "[y]",',
      ']',
      'auth = { command = "c" }',
      '[projects."/home/dev/my.project"]',
      "'trust level' = true",
      '[[many]]',
      'z = 1',
    ].join('\n');
    const marked = markToml(text);
    const lines = [
      ['model'],
      ['a', 'b'],
      ['long'],
      ['providers', 'own'],
      ['providers', 'own', 'list'],
      ['providers', 'own', 'auth', 'command'],
      ['projects', '/home/dev/my.project', 'trust level'],
      ['many', 'z'],
    ] as const;
    expect(lines.map((path) => marked?.line(...path))).toEqual([2, 3, 4, 9, 10, 13, 15, 17]);
    expect(marked?.line('x')).toBeUndefined();
  });

  it('takes what is no TOML for no settings', () => {
    expect(markToml('a = ')).toBeUndefined();
  });

  it('gives plain values as text, and names in their order', () => {
    const marked = markJson('{"a":{"n":5,"t":true,"s":"","o":{}},"b":null}') ?? { value: {}, line: () => undefined };
    expect(['n', 't', 's', 'o', 'none'].map((name) => plainAt(marked, 'a', name))).toEqual([
      '5',
      'true',
      '',
      undefined,
      undefined,
    ]);
    expect(namesAt(marked, 'a')).toEqual(['n', 't', 's', 'o']);
    expect(namesAt(marked, 'b')).toEqual([]);
  });
});
