import { expect, it } from 'vitest';
import {
  allExpanded,
  expanded,
  parseDotEnv,
  parseRustDotEnv,
  settersIn,
  type DotEnv,
} from '../../../src/config-layers/dot-env.ts';

it('reads names and texts with their lines, and passes over all else', () => {
  const text = '# a comment\nA=1\n\n  export B = "two words" # said\r\nC=\'it # is\'\nD=`x`\nE=y # z\nno pair\nF.g-h=';
  expect(parseDotEnv(text)).toEqual([
    { name: 'A', text: '1', line: 2 },
    { name: 'B', text: 'two words', line: 4 },
    { name: 'C', text: 'it # is', line: 5 },
    { name: 'D', text: 'x', line: 6 },
    { name: 'E', text: 'y', line: 7 },
    { name: 'F.g-h', text: '', line: 9 },
  ]);
});

it('finds nothing in a file in UTF-16, which no program takes', () => {
  expect(parseDotEnv('\uFEFF\uFEFFA=1\nB=2')).toEqual([]);
  expect(parseRustDotEnv('\uFEFF\uFEFFA=1\nB=2')).toEqual([]);
});

// What Codex 0.171 sent as its key for each of these.
it.each([
  ['K=abc#def', 'abc#def'],
  ['K=abc #def', 'abc'],
  ['export K=abc\t#x', 'abc'],
  ['K="abc #def" # x', 'abc #def'],
  ["K='abc#d'#x", 'abc#d#x'],
  ['K=a"b"c', 'abc'],
  ['K=#x', ''],
  ['K=a b', undefined],
  ['K=ok\nK=a b', 'ok'],
  ['BAD=a b\nK=ok', 'ok'],
  ['K=one\nK=two', 'two'],
  ['K=one\nK=', ''],
])('reads %j as programs in Rust do', (text, expected) => {
  expect(parseRustDotEnv(text).findLast(({ name }) => name === 'K')?.text).toBe(expected);
});

const file = (place: string, text: string, more: Pick<DotEnv, 'void'> = {}): DotEnv => ({
  from: 'user',
  place,
  entries: parseDotEnv(text),
  ...more,
});

it('finds a variable in each file: the last of several, none that is empty', () => {
  const files = [file('/a', 'X=1\nX=2'), file('/b', 'X='), file('/c', 'Y=1'), file('/d', 'X=3', { void: 'not read' })];
  expect(settersIn(files, 'X')).toEqual([
    { from: 'user', place: '/a', line: 2, key: 'X', text: '2' },
    { from: 'user', place: '/d', line: 1, key: 'X', text: '3', void: 'not read' },
  ]);
});

it('puts variables into a text, and leaves those that are not set', () => {
  expect(expanded('$A/${B}/$C', { A: '1', B: '2' })).toBe('1/2/$C');
});

it('takes what is empty then as not said', () => {
  const said = ['$A', '${EMPTY}'].map((text) => ({ from: 'user' as const, place: '/a', key: 'k', text }));
  expect(allExpanded(said, { A: '1', EMPTY: '' })).toEqual([{ from: 'user', place: '/a', key: 'k', text: '1' }]);
});
