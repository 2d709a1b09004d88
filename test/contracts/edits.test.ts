import { describe, expect, it } from 'vitest';
import { findJson, parseJson, setJson } from '../../src/edits/json.ts';
import { findToml } from '../../src/edits/toml-entries.ts';
import { parseToml, setToml } from '../../src/edits/toml-old.ts';

const formats = {
  json: {
    find: findJson,
    parse: parseJson,
    set: setJson,
    texts: [
      '',
      '{}',
      '\uFEFF{\r\n}\r\n',
      '{"model":"old"}',
      '{ "a": {"model": [1, "}"]}, "model": "old", "b": "\\"," }',
      '{\n\t"a": 1,\n\t"model": "old"\n}\n',
      '{"__proto__": {"model": 1}, "constructor": 2}',
      JSON.stringify({ list: Array.from({ length: 2000 }, (_, index) => ({ [`k${index}`]: '\\"{[' })) }),
    ],
  },
  toml: {
    find: findToml,
    parse: parseToml,
    set: setToml,
    texts: [
      '',
      '# only this',
      'model = "old"',
      "\uFEFF# mine\r\nmodel = 'old' # why\r\n\r\n[a]\r\nmodel = 1\r\n",
      'a = 1 # one\n\n[t]\nmodel = "x"\n[[u]]\n',
      'a = """\n[t]\nmodel = 1"""\nb = { model = "x" }\nc = [[1], ["]"]]',
      '__proto__ = 1\nconstructor = 2\n"a.b" = 3\nc.model = 4\n',
      Array.from({ length: 2000 }, (_, index) => `k${index} = '''\n[x] # "'''\n`).join(''),
    ],
  },
};

const junk = [
  ...['{', '}', '[', '"', "'", '=', '#', '[[', '{}{}', 'null', '[]', '0', 'model', 'model =', '\u0000', '\ud800', '\\'],
  ...[
    '{"model"}',
    '{"model":}',
    '{model:1}',
    '{"model":1}}',
    'model = = 1',
    'model = 1 1',
    '"""',
    "'''",
    'a.=1',
    '.=1',
  ],
  ...[
    'x'.repeat(100_000),
    '['.repeat(50_000),
    '{"a":'.repeat(5000),
    `a = ${'['.repeat(5000)}`,
    `a = """${'"'.repeat(9)}`,
  ],
];

describe.each(Object.entries(formats))('an edit of %s', (_name, { find, parse, set, texts }) => {
  it.each(texts)('sets a key, and leaves everything beside it: %.60j', (text) => {
    const next = set(text, 'model', '"new"') ?? '';
    expect(find(next, ['model'])).toEqual({ model: '"new"' });
    expect(parse(next)).toEqual({ ...parse(text), model: 'new' });
    expect(set(next, 'model', '"new"')).toBe(next);
    const before = find(text, ['model'])?.['model'] ?? null;
    if (before !== null) expect(set(next, 'model', before)).toBe(text);
    else expect(parse(set(next, 'model', null) ?? '?')).toEqual(parse(text));
  });

  it.each(texts)('takes a key out, and leaves everything beside it: %.60j', (text) => {
    const next = set(text, 'model', null) ?? '?';
    const { model: _gone, ...rest } = parse(text) ?? {};
    expect(find(next, ['model'])).toEqual({ model: null });
    expect({ ...parse(next) }).toEqual(rest);
    expect(set(next, 'model', null)).toBe(next);
  });

  it.each(junk)('never throws, and changes nothing that it does not understand: %.30j', (text) => {
    const found = find(text, ['model']);
    const next = set(text, 'model', '"new"');
    if (parse(text) === undefined || found === undefined) expect(next).toBeUndefined();
    else expect(parse(next ?? '?')).toEqual({ ...parse(text), model: 'new' });
  });
});
