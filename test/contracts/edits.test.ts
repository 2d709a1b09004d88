import { describe, expect, it } from 'vitest';
import { json } from '../../src/edits/jsonc.ts';
import { toml } from '../../src/edits/toml.ts';
import { keysOf } from '../support/settings-text.ts';

const formats = {
  json: {
    format: json,
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
    format: toml,
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

describe.each(Object.entries(formats))('an edit of %s', (_name, { format, texts }) => {
  const { find, read, set } = keysOf(format);
  const beside = (text: string) => {
    const said = read(text);
    return said instanceof Map ? new Map([...said].filter(([key]) => key !== 'model')) : said;
  };
  const model = (text: string) => {
    const said = read(text);
    return said instanceof Map ? (said.get('model') as unknown) : undefined;
  };

  it.each(texts)('sets a key, and leaves everything beside it: %.60j', (text) => {
    const next = set(text, 'model', '"new"') ?? '';
    expect(find(next, 'model')).toBe('"new"');
    expect(model(next)).toEqual({ scalar: 'new' });
    expect(beside(next)).toEqual(beside(text));
    expect(set(next, 'model', '"new"')).toBe(next);
    const before = find(text, 'model') ?? null;
    if (before !== null) expect(set(next, 'model', before)).toBe(text);
    else expect(read(set(next, 'model', null) ?? '?')).toEqual(read(text));
  });

  it.each(texts)('takes a key out, and leaves everything beside it: %.60j', (text) => {
    const next = set(text, 'model', null) ?? '?';
    expect(find(next, 'model')).toBeNull();
    expect(read(next)).toEqual(beside(text));
    expect(set(next, 'model', null)).toBe(next);
  });

  it.each(junk)('never throws, and changes nothing that it does not understand: %.30j', (text) => {
    const next = set(text, 'model', '"new"');
    if (read(text) === undefined || find(text, 'model') === undefined) expect(next).toBeUndefined();
    else {
      expect(model(next ?? '?')).toEqual({ scalar: 'new' });
      expect(beside(next ?? '?')).toEqual(beside(text));
    }
  });
});
