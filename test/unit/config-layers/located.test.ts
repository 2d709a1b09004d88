import { describe, expect, it } from 'vitest';
import { namesAt, plainAt } from '../../../src/config-layers/located.ts';
import { locateJson } from '../../../src/config-layers/located-json.ts';
import { locateToml } from '../../../src/config-layers/located-toml.ts';

describe('settings with lines', () => {
  it('finds the line of a key in JSON, of an element in a list too', () => {
    const text = '{\n  "a": { "b": 1,\n    "c": ["x",\n      "y", { "d": true }]\n  },\n\n  "e": "{\\n\\"a\\":"\n}';
    const located = locateJson(text);
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
    expect(lines.map((path) => located?.line(...path))).toEqual([2, 2, 3, 3, 4, 4, 4, 7]);
  });

  it('gives the nearest line above for a key that is not there', () => {
    expect(locateJson('{\n"a": {\n} }')?.line('a', 'b', 'c')).toBe(2);
    expect(locateJson('{}')?.line('a')).toBeUndefined();
  });

  it('reads past comments and trailing commas only where it is asked to, and keeps the lines', () => {
    const text = '{ // "a": 1\n /* two\n lines */ "url": "http://x//y", /* { */\n "b": [1, 2,],\n}';
    expect(locateJson(text)).toBeUndefined();
    const located = locateJson(text, 'loose');
    expect(located?.value).toEqual({ url: 'http://x//y', b: [1, 2] });
    expect([located?.line('url'), located?.line('b')]).toEqual([3, 4]);
  });

  it.each(['[1]', '"text"', 'null', '{', '{"a":1} x'])('takes %s for no settings', (text) => {
    expect(locateJson(text)).toBeUndefined();
    expect(locateJson(text, 'loose')).toBeUndefined();
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
    const located = locateToml(text);
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
    expect(lines.map((path) => located?.line(...path))).toEqual([2, 3, 4, 9, 10, 13, 15, 17]);
    expect(located?.line('x')).toBeUndefined();
  });

  it('takes what is no TOML for no settings', () => {
    expect(locateToml('a = ')).toBeUndefined();
  });

  it('gives plain values as text, and names in their order', () => {
    const located = locateJson('{"a":{"n":5,"t":true,"s":"","o":{}},"b":null}') ?? { value: {}, line: () => undefined };
    expect(['n', 't', 's', 'o', 'none'].map((name) => plainAt(located, 'a', name))).toEqual([
      '5',
      'true',
      '',
      undefined,
      undefined,
    ]);
    expect(namesAt(located, 'a')).toEqual(['n', 't', 's', 'o']);
    expect(namesAt(located, 'b')).toEqual([]);
  });
});

describe('JSON that comments alone may stand in', () => {
  it.each([
    ['comments', '{ // one\n "a": /* two */ {"b": "//"} }', { a: { b: '//' } }],
    ['a byte order mark', '\uFEFF{}', {}],
    ['a trailing comma', '{"a": 1,}', undefined],
    ['nothing', '', undefined],
    ['a comment that does not end', '{} /*', undefined],
    ['a list', '[]', undefined],
  ])('with %s', (_name, text, expected) => {
    expect(locateJson(text, 'comments')?.value).toEqual(expected);
  });
});

it('JSON that is nested too deeply is none', () => {
  expect(locateJson(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)).toBeUndefined();
});
