import * as fc from 'fast-check';
import { parse } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json-path.ts';
import { edit, type FormatId } from '../../../src/edits/edit.ts';
import type { Path, PathEdit } from '../../../src/edits/model.ts';

const set = (path: Path, value: Json): PathEdit => ({ path, value });
const unset = (...path: Path): PathEdit => ({ path, unset: true });

async function edited(format: FormatId, text: string, ...wishes: readonly PathEdit[]): Promise<string> {
  const result = await edit(format, text, wishes);
  return 'text' in result ? result.text : `refused: ${result.refused}`;
}

type Case = readonly [name: string, before: string, wish: PathEdit, after: string];

describe('JSON with comments', () => {
  test.each<Case>([
    ['an empty text', '', set(['a', 'b'], 1), '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ['comments alone', '// mine\n', set(['a'], 1), '// mine\n{\n  "a": 1\n}\n'],
    ['an empty object', '{}', set(['a'], 'x'), '{\n  "a": "x"\n}'],
    ['an object of comments', '{\n  // later\n}\n', set(['a'], 1), '{\n  // later\n  "a": 1\n}\n'],
    ['one line', '{"a": 1}', set(['b'], [1, 2]), '{"a": 1, "b": [1,2]}'],
    ['a note behind the last value', '{\n  "a": 1 // one\n}', set(['b'], 2), '{\n  "a": 1, // one\n  "b": 2\n}'],
    ['a trailing comma', '{\n\t"a": 1, // one\n}', set(['b'], 2), '{\n\t"a": 1, // one\n\t"b": 2,\n}'],
    [
      'CRLF, a mark and tabs',
      '\uFEFF{\r\n\t"a": 1.0\r\n}\r\n',
      set(['b', 'c'], 2),
      '\uFEFF{\r\n\t"a": 1.0,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}\r\n',
    ],
    ['a value among comments', '{ "a": /* x */ 1 /* y */ }', set(['a'], 'z'), '{ "a": /* x */ "z" /* y */ }'],
    [
      'the name __proto__',
      '{\n  "a": 1\n}',
      set(['__proto__', 'x'], 1),
      '{\n  "a": 1,\n  "__proto__": {\n    "x": 1\n  }\n}',
    ],
    ['a list', '{\n  "a": [\n    1\n  ]\n}', set(['a', 1], 2), '{\n  "a": [\n    1,\n    2\n  ]\n}'],
    ['the first key', '{\n  "a": 1, // one\n  "b": 2\n}', unset('a'), '{\n  // one\n  "b": 2\n}'],
    ['the last key', '{\n  "a": 1, /* x */\n  "b": 2.0\n}', unset('b'), '{\n  "a": 1 /* x */\n}'],
    ['a key of one line', '{ "a": 1, "b": 2, "c": 3 }', unset('b'), '{ "a": 1, "c": 3 }'],
    ['the only key', '{\n  // mine\n  "a": 1\n}\n', unset('a'), '{\n  // mine\n}\n'],
    ['a key that is not there', '{ "a": 1 }', unset('b', 'c'), '{ "a": 1 }'],
    [
      'a number that JavaScript can not hold',
      '{"a":9007199254740993}',
      set(['b'], 1),
      '{"a":9007199254740993, "b": 1}',
    ],
  ])('%s', async (_name, before, wish, after) => {
    expect(await edited('jsonc', before, wish)).toBe(after);
  });

  test.each<readonly [string, string, PathEdit, string]>([
    ['a key that is there twice', '{"a": 1, "a": 2}', set(['a'], 3), 'it has the key a twice'],
    ['broken text', '{\n"a": 1,,\n}', set(['a'], 3), 'line 2 is no JSON'],
    ['a list', '[1]', set(['a'], 3), 'it is no object of JSON'],
    ['a path through a text', '{"a": "x"}', set(['a', 'b'], 3), 'what holds b is no table'],
  ])('%s is refused', async (_name, before, wish, why) => {
    expect(await edited('jsonc', before, wish)).toBe(`refused: ${why}`);
  });

  test('strict JSON takes neither comments nor trailing commas', async () => {
    expect(await edited('json', '{ "a": 1 // one\n}', set(['b'], 1))).toMatch(/^refused/);
    expect(await edited('json', '{ "a": 1, }', set(['b'], 1))).toMatch(/^refused/);
    expect(await edited('json', '{ "a": 1 }', set(['b'], 1))).toBe('{ "a": 1, "b": 1 }');
  });
});

describe('TOML', () => {
  test.each<Case>([
    ['an empty text', '', set(['a'], 1), 'a = 1\n'],
    [
      'below the top entries',
      '# mine\na = 1 # one\n\n[t]\nb = 2\n',
      set(['c'], 'x'),
      '# mine\na = 1 # one\nc = "x"\n\n[t]\nb = 2\n',
    ],
    ['above the first table', '[t]\nb = 2\n', set(['a'], true), 'a = true\n[t]\nb = 2\n'],
    ['into a table', '[t]\nb = 2 # two\n\n[u]\nc = 3', set(['t', 'd'], 4), '[t]\nb = 2 # two\nd = 4\n\n[u]\nc = 3'],
    ['a new table', 'a = 1', set(['t', 'u', 'b'], 2), 'a = 1\n\n[t.u]\nb = 2\n'],
    [
      'a whole table',
      'a = 1\n',
      set(['t'], { b: 2, c: [1, 2], d: { e: 'x' } }),
      'a = 1\n\n[t]\nb = 2\nc = [1, 2]\nd = { e = "x" }\n',
    ],
    ['a table that is there', '[t]\nb = 2 # two\nx = 1\n', set(['t'], { b: 3, c: 4 }), '[t]\nb = 3 # two\nc = 4\n'],
    ['in braces', 't = { a = 1 } # t\n', set(['t', 'b'], 2), 't = { a = 1, b = 2 } # t\n'],
    ['beside dotted keys', 'm.a = 1\nx = 2\n', set(['m', 'b'], 2), 'm.a = 1\nm.b = 2\nx = 2\n'],
    ['the first item of a list of tables', 'a = 1\n', set(['m', 0], { n: 'x' }), 'a = 1\n\n[[m]]\nn = "x"\n'],
    [
      'one more item',
      '[[m]]\nn = 1\n[m.s]\no = 2\n\n[z]\n',
      set(['m', 1], { n: 2 }),
      '[[m]]\nn = 1\n[m.s]\no = 2\n\n[[m]]\nn = 2\n\n[z]\n',
    ],
    ['a key of an item', '[[m]]\nn = 1\n\n[[m]]\nn = 2\n', set(['m', 1, 'n'], 3), '[[m]]\nn = 1\n\n[[m]]\nn = 3\n'],
    ['CRLF and a mark', '\uFEFFa = 1\r\n', set(['b'], 2), '\uFEFFa = 1\r\nb = 2\r\n'],
    ['names that need quotes', '', set(['jet.way', '__proto__'], 1), '["jet.way"]\n__proto__ = 1\n'],
    ['a line', '# mine\na = 1 # one\nb = 2\n', unset('a'), '# mine\nb = 2\n'],
    ['a table with those below it', 'a = 1\n\n[t]\nb = 2\n\n[t.u]\nc = 3\n\n[v]\n', unset('t'), 'a = 1\n\n\n\n[v]\n'],
    ['an item', '[[m]]\nn = 1\n\n[[m]]\nn = 2\n', unset('m', 0), '\n[[m]]\nn = 2\n'],
    ['out of braces', 't = { a = 1, b = 2 }\n', unset('t', 'b'), 't = { a = 1 }\n'],
    [
      'a date beside',
      'd = 1979-05-27T07:32:00Z\nf = 1.50\n',
      set(['a'], 1),
      'd = 1979-05-27T07:32:00Z\nf = 1.50\na = 1\n',
    ],
  ])('%s', async (_name, before, wish, after) => {
    expect(await edited('toml', before, wish)).toBe(after);
  });

  test.each<readonly [string, string, PathEdit, string]>([
    ['a key that is there twice', 'a = 1\na = 2\n', set(['a'], 3), 'it is no TOML'],
    ['a path through a text', 'a = "x"\n', set(['a', 'b'], 3), 'what holds b is no table'],
    ['null', '', set(['a'], null), 'TOML has no null'],
  ])('%s is refused', async (_name, before, wish, why) => {
    expect(await edited('toml', before, wish)).toBe(`refused: ${why}`);
  });
});

describe('YAML', () => {
  test.each<Case>([
    ['an empty text', '', set(['a', 'b'], 1), 'a:\n  b: 1\n'],
    ['comments alone', '# mine\n', set(['a'], 'x'), '# mine\na: x\n'],
    ['a value and its note', 'a: 1 # one\nb: "x"\n', set(['a'], 'on'), 'a: "on" # one\nb: "x"\n'],
    [
      'a new key',
      'a: 1\nb:\n    c: 2 # two\n',
      set(['b', 'd'], 'https://x.test/v1'),
      'a: 1\nb:\n    c: 2 # two\n    d: https://x.test/v1\n',
    ],
    ['below a list', 'a:\n  - 1\n  - 2\nb: 3\n', set(['c'], true), 'a:\n  - 1\n  - 2\nb: 3\nc: true\n'],
    ['an empty value', 'a:\nb: 1\n', set(['a', 'x'], 2), 'a:\n  x: 2\nb: 1\n'],
    ['CRLF and a mark', '\uFEFFa: 1\r\n', set(['b'], 2), '\uFEFFa: 1\r\nb: 2\r\n'],
    ['no line end at the end', 'a: 1', set(['b'], 2), 'a: 1\nb: 2\n'],
    ['a key', 'a: 1\nb: 2 # two\nc: 3\n', unset('b'), 'a: 1\nc: 3\n'],
    ['a mapping', 'a:\n  b: 1\n  c: 2\nd: |\n  text\n', unset('a'), 'd: |\n  text\n'],
    ['the last of a mapping', 'x: 1\na:\n  b: 1\n', unset('a', 'b'), 'x: 1\n'],
  ])('%s', async (_name, before, wish, after) => {
    expect(await edited('yaml', before, wish)).toBe(after);
  });

  test.each<readonly [string, string, PathEdit, string]>([
    ['a key that is there twice', 'a: 1\na: 2\n', set(['a'], 3), 'line 2 is no YAML'],
    ['a mapping in braces', 'a: { b: 1 }\n', set(['a', 'c'], 3), 'c stands in braces'],
    ['an anchor', 'a: &x 1\nb: *x\n', set(['c'], 3), 'it has anchors, aliases or merges'],
    ['several documents', 'a: 1\n---\nb: 2\n', set(['c'], 3), 'line 2 is no YAML'],
    ['a text of several lines', 'a: |\n  x\n', set(['a'], 'y'), 'the value is a text of several lines'],
  ])('%s is refused', async (_name, before, wish, why) => {
    expect(await edited('yaml', before, wish)).toBe(`refused: ${why}`);
  });
});

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'model', 'x y', '__proto__', 'jet.way', 'constructor', '0', 'é"\\', 'true'),
  fc.string({ maxLength: 4 }),
);
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('on', '1.0', '', ' x', '#', 'a: b', '\n', '\u007F'),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 3 }),
  ),
}));
const settings = fc.dictionary(name, tree, { maxKeys: 4 });
const path = fc.array(name, { minLength: 1, maxLength: 3 });

/** Each text as its own writer, which is none of ours, would lay it out: with blanks, comments and either line end. */
const writers: Readonly<Record<'json' | 'jsonc', (value: Json, style: number) => string>> = {
  json: (value, style) => layout(JSON.stringify(value, undefined, [0, 1, 2, 4][style % 4]), style),
  jsonc: (value, style) =>
    layout(
      JSON.stringify(value, undefined, style % 2 === 0 ? '\t' : 2)
        .replaceAll(/,\n/g, ', // note, with a comma\n')
        .replaceAll(/\{\n/g, '{ /* { */\n'),
      style,
    ),
};

function layout(text: string, style: number): string {
  const mark = style % 3 === 0 ? '\uFEFF' : '';
  return mark + (style % 5 === 0 ? text.replaceAll('\n', '\r\n') : text);
}

function lookUp(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? lookUp((value as Readonly<Record<string, unknown>>)[key], rest)
    : undefined;
}

describe('whatever the text', () => {
  test.each(['json', 'jsonc'] as const)(
    '%s says what was wished, and gives it back when that is taken out',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(settings, path, tree, fc.nat(29), async (value, at, wished, style) => {
          const before = writers[format](value, style);
          const result = await edit(format, before, [{ path: at, value: wished }]);
          if ('refused' in result) {
            expect(result.refused).toMatch(/^what holds .* is no (?:table|object)$/s);
            return;
          }
          const plain = result.text.replace(/^\uFEFF/, '').replaceAll(/ \/\/ note, with a comma| \/\* \{ \*\//g, '');
          expect(lookUp(JSON.parse(plain), at)).toEqual(wished);
          if (lookUp(value, at.slice(0, 1)) !== undefined) return;
          const back = await edit(format, result.text, [{ path: at.slice(0, 1), unset: true }]);
          expect(back).toHaveProperty('text');
          const rest = ('text' in back ? back.text : '')
            .replace(/^\uFEFF/, '')
            .replaceAll(/ \/\/ note, with a comma| \/\* \{ \*\//g, '');
          expect(JSON.parse(rest)).toEqual(value);
        }),
        { numRuns: 200 },
      );
    },
  );

  test('TOML says what was wished, comments and tables in place', async () => {
    await fc.assert(
      fc.asyncProperty(path, tree, fc.constantFrom(...tomls), async (at, wished, before) => {
        const result = await edit('toml', before, [{ path: at, value: wished }]);
        if ('refused' in result) return;
        expect(lookUp(parse(result.text), at)).toEqual(wished);
        // A table that becomes another one loses the lines of its keys, and what is noted in them.
        if (typeof lookUp(parse(before), at) === 'object') return;
        for (const comment of before.match(/# note \d/g) ?? []) expect(result.text).toContain(comment);
      }),
      { numRuns: 200 },
    );
  });

  test('YAML says what was wished, comments in place', async () => {
    await fc.assert(
      fc.asyncProperty(path, tree, fc.constantFrom(...yamls), async (at, wished, before) => {
        const result = await edit('yaml', before, [{ path: at, value: wished }]);
        if ('refused' in result) return;
        expect(lookUp(parseYaml(result.text), at)).toEqual(wished);
        for (const comment of before.match(/# note \d/g) ?? []) expect(result.text).toContain(comment);
      }),
      { numRuns: 200 },
    );
  });
});

const tomls = [
  '',
  '# note 1\nmodel = "x" # note 2\n\n# note 3\n[a]\nb = 1\n',
  'a.b = 1\na.c = 2\r\n[b]\r\nmodel = { a = 1, "x y" = [1, 2] } # note 1\r\n',
  '[[a]]\nb = 1\n# note 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n\n[c] # note 2\n',
];
const yamls = [
  '',
  '# note 1\nmodel: x # note 2\na:\n  b: 1\n  # note 3\n  c:\n    - 1\n    - 2\n',
  'a:\r\n    b: "x" # note 1\r\nb: |\r\n  text\r\n  more\r\nc:\r\n',
  '---\n# note 1\na: {b: 1}\nmodel: [1, 2]\n"x y": \'q\'\n',
];
