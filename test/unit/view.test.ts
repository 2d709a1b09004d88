import { describe, expect, it } from 'vitest';
import { align, drawResults, drawSection, fold } from '../../src/view.ts';
import { cut, widthOf, wrap } from '../../src/wrap.ts';

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

describe('rows in a terminal', () => {
  const rows = [
    ['Codex', 'configured', 'a-profile', 'vendor/a-model', 'since today'],
    ['Claude Code', 'plain'],
  ];
  const terminal = { isTerminal: true, columns: 40 };

  it('stand in lines where they fit, and where no terminal is', () => {
    expect(fold(rows, { ...terminal, columns: 80 })).toEqual(align(rows));
    expect(fold(rows, { ...terminal, isTerminal: false })).toEqual(align(rows));
  });

  it('have below them what has no room in any, and their words whole', () => {
    expect(fold(rows, terminal)).toEqual([
      ['Codex        configured  a-profile', '             vendor/a-model, since today'].join('\n'),
      'Claude Code  plain',
    ]);
    for (const columns of [30, 20, 10]) {
      expect(fold(rows, { ...terminal, columns }).join(' ')).toContain('vendor/a-model');
    }
  });
});

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['\u667a\u8c31', 4],
    ['e\u0301', 1],
    ['\ud83d\udc4d\ud83c\udffd', 2],
    ['\u2714\ufe0f', 2],
    ['\u2601\ufe0f', 2],
    ['1\ufe0f\u20e3', 2],
    ['\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67', 2],
    ['\ud83c\udde9\ud83c\uddea', 2],
    ['\uff76\uff9e', 2],
  ])('%s is %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  it('is what lines are broken by, and what is cut off by', () => {
    const text = '\u6a21\u578b\u4e0d\u53ef\u7528 \u8bf7\u7a0d\u540e\u518d\u8bd5 \u7f51\u5173\u8fd4\u56de\u9519\u8bef';
    for (const line of [...wrap(text, 16), ...wrap(text.replaceAll(' ', ''), 16), cut(text, 16)]) {
      expect(widthOf(line)).toBeLessThanOrEqual(16);
    }
    expect(wrap(text.replaceAll(' ', ''), 16).join('')).toBe(text.replaceAll(' ', ''));
    expect(
      cut('\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67', 3),
    ).toBe('\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u2026');
    const titled = {
      id: 'a',
      group: 'machine',
      title: '\u6a21\u578b',
      status: 'pass',
      detail: 'x',
      milliseconds: 1,
    } as const;
    expect(drawResults([titled, { ...titled, title: 'abcd' }], output)).toBe(
      '\u2713 \u6a21\u578b  x\n\u2713 abcd  x\n',
    );
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
      { title: 'Gateway', status: 'pass', detail: 'fine' },
      { title: 'Key', status: 'fail', detail: 'is not there at all, and nobody knows', hint: 'jetway login' },
    ],
    output,
  );
  const lines = text.split('\n');
  expect(lines[0]).toBe('✓ Gateway  fine');
  expect(lines[1]).toMatch(/^✗ Key {6}is not/);
  expect(lines.at(-2)?.trim()).toBe('→ jetway login');
  expect(lines.every((line) => line.length <= 40)).toBe(true);
});

it('what was not made for one reason stands in one line, where the first of it stood', () => {
  const skipped = (title: string, detail: string) => ({ title, status: 'skip' as const, detail });
  const text = drawResults(
    [
      skipped('Budget', 'not told'),
      { title: 'Key', status: 'pass', detail: 'fine' },
      skipped('Billing', 'not told'),
      skipped('Clock', 'no time'),
    ],
    output,
  );
  expect(text).toBe('- 2 checks  not told: Budget, Billing\n✓ Key       fine\n- Clock     no time\n');
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

it('a section keeps the lines that a value has, each in its column', () => {
  const rows = [['headers', 'x-a: 1\nx-b: 2'] as const, ['key', 'none'] as const];
  expect(drawSection('Set', rows, output)).toBe('Set\n  headers  x-a: 1\n           x-b: 2\n  key      none\n');
});
