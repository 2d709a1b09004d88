import { array, assert, boolean, dictionary, integer, letrec, oneof, property, string } from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { tomlKeys } from '../../../src/config-layers/toml-keys.ts';

const shown = (text: string): readonly string[] => tomlKeys(text).map(({ path, line }) => `${line} ${path.join('/')}`);

describe('the keys of a TOML text', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['a table and its keys', '[a.b]\nc = 1\n\nd.e = 2', ['1 a/b', '2 a/b/c', '4 a/b/d/e']],
    ['a table in a list', '[[a]]\nb = 1\r\n[[a]]', ['1 a', '2 a/b', '3 a']],
    ['quotes and blanks', `[ "a.b" . 'c"' ]\n"=" = 1`, ['1 a.b/c"', '2 a.b/c"/=']],
    ['escapes', String.raw`"\u0061\U00000062\x63\\u0064" = 1`, [String.raw`1 abc\\u0064`]],
    ['an escape past the last character', String.raw`"\UFFFFFFFF" = 1`, [String.raw`1 \UFFFFFFFF`]],
    ['inline tables', 'a = { b.c = { d = 1 }, e = 2 } # f = 3\ng = 4', ['1 a', '1 a/b/c', '1 a/b/c/d', '1 a/e', '2 g']],
    [
      'tables in an array over lines',
      'a = [\n { b = 1 }, # ]\n { c = [2, 3], d = 4 },\n]\ne = 5',
      [...['1 a', '2 a/b', '3 a/c', '3 a/d', '5 e']],
    ],
    ['texts over lines', 'a = """\nb = 1 \\""" [c]\n""""\nd = \'\'\'\n[e]\'\'\'\nf = 1', ['1 a', '4 d', '6 f']],
    ['a mark at the start', '\uFEFFa = 1', ['1 a']],
    ['what is no TOML', 'a = "b\n]}]\nc', ['1 a']],
  ])('of %s are found with their lines', (_, text, keys) => {
    expect(shown(text)).toEqual(keys);
  });

  test('are those that the library reads, for whatever it writes', () => {
    const value = letrec((tie) => ({
      table: dictionary(string({ unit: 'binary', maxLength: 6 }), tie('any'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      any: oneof({ depthSize: 'small' }, string(), integer(), boolean(), array(string()), tie('table')),
    })).table;
    assert(
      property(value, (given) => {
        const text = stringify(given);
        const found = new Set(tomlKeys(text).map(({ path }) => JSON.stringify(path)));
        for (const path of leaves(parse(text))) if (plain(path)) expect(found).toContain(JSON.stringify(path));
      }),
    );
  });
});

/** Without a character that the writer escapes by a letter, as a tab or a quote. */
const plain = (path: readonly string[]): boolean => path.every((name) => !/[\\"\b\t\n\f\r]/.test(name));

function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}
