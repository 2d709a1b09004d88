import { describe, expect, it } from 'vitest';
import { align, cut, drawResults, drawSection, widthOf, wrap } from '../../src/view.ts';

const output = { isTerminal: false, colour: false, columns: 40, write: () => undefined };

describe('wrap', () => {
  it.each<readonly [string, number, readonly string[]]>([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 80, ['one two three']],
    ['a-word-longer-than-that and more', 8, ['a-word-longer-than-that', 'and more']],
    ['', 8, ['']],
    ['one two', 0, ['one', 'two']],
  ])('%j at %i', (text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });
});

describe('align', () => {
  it('pads every column but the last, and leaves no blanks at an end', () => {
    const rows = [
      ['a', 'long', 'x'],
      ['bbb', '', 'y'],
      ['c', 'd', ''],
    ];
    expect(align(rows)).toEqual(['a    long  x', 'bbb        y', 'c    d']);
  });

  it('puts what belongs right at the right, the last column too', () => {
    const rows = [
      ['ID', 'NUMBER', 'LAST'],
      ['a', '12', '3'],
      ['bb', '', '100'],
    ];
    expect(align(rows, [1, 2])).toEqual(['ID  NUMBER  LAST', 'a       12     3', 'bb           100']);
  });

  it('counts what a terminal shows', () => {
    expect(
      align([
        ['智谱', 'x'],
        ['abcd', 'y'],
        ['e\u0301', 'z'],
      ]),
    ).toEqual(['智谱  x', 'abcd  y', 'e\u0301     z']);
  });

  it('takes a hundred thousand rows', () => {
    expect(align(Array.from({ length: 200_000 }, () => ['a', 'b']))).toHaveLength(200_000);
  });

  it.each([[[]], [[[]]], [[['']]]])('of %j throws nothing', (rows) => {
    expect(align(rows).join('')).toBe('');
  });
});

describe('cut', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer than that', 8, 'longer…'],
    ['longer', 5, 'long…'],
    ['智谱大模型', 6, '智谱…'],
    ['智谱', 4, '智谱'],
    ['ab', 1, '…'],
  ])('%j to %i columns is %j', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
    expect(widthOf(expected)).toBeLessThanOrEqual(columns);
  });
});

it('results stand one a line, their hints below them, none wider than the output', () => {
  const text = drawResults(
    [
      { id: 'a', group: 'machine', title: 'Gateway', status: 'pass', detail: 'fine', milliseconds: 1 },
      {
        id: 'b',
        group: 'gateway',
        title: 'Key',
        status: 'fail',
        code: 'credential',
        detail: 'is not there at all, and nobody knows',
        hint: 'jetway login',
        milliseconds: 2,
      },
    ],
    output,
  );
  const lines = text.split('\n');
  expect(lines[0]).toBe('✓ Gateway  fine');
  expect(lines[1]).toMatch(/^✗ Key {6}is not/);
  expect(lines.at(-2)?.trim()).toBe('→ jetway login');
  expect(lines.every((line) => line.length <= 40)).toBe(true);
});

it('a section aligns names and breaks values', () => {
  const lines = drawSection(
    'Head',
    [
      ['a', 'x'],
      ['long', 'one two three four five six seven eight nine'],
    ],
    output,
  ).split('\n');
  expect(lines.slice(0, 2)).toEqual(['Head', '  a     x']);
  expect(lines[3]).toMatch(/^ {8}\S/);
});
