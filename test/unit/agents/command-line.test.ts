import { describe, expect, test } from 'vitest';
import {
  has,
  lastOf,
  readArguments,
  refuse,
  valueOf,
  withValues,
  type Syntax,
} from '../../../src/agents/command-line.ts';

const flags = { valued: '-m|--model -s|--system', optional: '-r|--resume', plain: '-p|--print' };
const of = (parser: Syntax['parser']): Syntax => ({ parser, ...flags });
const parsers = ['commander', 'clap', 'yargs', 'words'] as const;

/** `--model=x`, as one writes it, for what was read. */
function read(args: readonly string[], parser: Syntax['parser']): readonly string[] {
  const { flags: given, words, rest } = readArguments(args, of(parser));
  return [
    ...given.map(({ flag, value }) => (value === undefined ? flag : `${flag}=${value}`)),
    ...words.map((word) => `word ${word}`),
    ...rest.map((word) => `rest ${word}`),
  ];
}

describe('every parser', () => {
  test.each(parsers)(
    '%s takes the next argument for a value, and what stands behind -- for none of its own',
    (parser) => {
      expect(read(['--model', 'a', 'run', '--', '--model', 'b'], parser)).toEqual([
        '--model=a',
        'word run',
        'rest --model',
        'rest b',
      ]);
    },
  );

  test.each(parsers)('%s goes on behind a flag that no value follows', (parser) => {
    expect(read(['run', '--model'], parser)).toEqual(['--model', 'word run']);
    expect(read(['-', ''], parser)).toEqual(['word -', 'word ']);
  });

  test.each(parsers)('%s takes nothing that looks like a flag for a value that may be left out', (parser) => {
    expect(read(['--resume', '--print'], parser)).toEqual(['--resume', '--print']);
    expect(read(['--resume', 'x'], parser)).toEqual(['--resume=x']);
  });
});

describe('a value that looks like a flag', () => {
  test.each(['commander', 'words'] as const)('is a value to %s', (parser) => {
    expect(read(['--system', '--print', '--model', 'a'], parser)).toEqual(['--system=--print', '--model=a']);
    expect(read(['--system', '--', 'x'], parser)).toEqual(['--system=--', 'word x']);
  });

  test.each(['clap', 'yargs'] as const)('is a flag to %s', (parser) => {
    expect(read(['--system', '--print', '--model', 'a'], parser)).toEqual(['--system', '--print', '--model=a']);
    expect(read(['--system', '-1'], parser)).toEqual(['--system=-1']);
  });
});

describe('short flags', () => {
  test.each([
    ['commander', ['-pmx'], ['--print', '--model=x']],
    ['commander', ['-pm', 'x'], ['--print', '--model=x']],
    ['commander', ['-m=x'], ['--model==x']],
    ['commander', ['-rp'], ['--resume=p']],
    ['clap', ['-pm=x'], ['--print', '--model=x']],
    ['clap', ['-mx'], ['--model=x']],
    ['yargs', ['-pm=x'], ['--print', '--model=x']],
    ['yargs', ['-mp', 'x'], ['--model', '--print', 'word x']],
    ['yargs', ['--m', 'x'], ['--model=x']],
    ['words', ['-pm', 'x'], ['-pm', 'word x']],
  ] as const)('are read by %s as %j: %j', (parser, args, expected) => {
    expect(read(args, parser)).toEqual(expected);
  });
});

test('long flags are joined to their value by = for all but words', () => {
  for (const parser of ['commander', 'clap', 'yargs'] as const) {
    expect(read(['--model=a=b', '--other='], parser)).toEqual(['--model=a=b', '--other=']);
  }
  expect(read(['--model=a'], 'words')).toEqual(['--model=a']);
});

test('the last flag counts, and is told as it was typed', () => {
  const line = readArguments(['-m', 'a', '-pm', 'b'], of('commander'));
  expect(valueOf(line, '--model')).toBe('b');
  expect(lastOf(line, '--model')?.typed).toBe('-pm');
  expect(has(line, '--print')).toBe(true);
  expect(has(line, '--resume')).toBe(false);
});

test('values are changed where they stand, and nothing else is', () => {
  const args = ['exec', '-pma', '--model', 'a', '--model=a', '--system', 'a', '--', '--model', 'a'];
  const line = readArguments(args, of('commander'));
  const changed = withValues(args, line, ({ flag }, value) => (flag === '--model' ? `custom:${value}` : value));
  expect(changed).toEqual([
    'exec',
    '-pmcustom:a',
    '--model',
    'custom:a',
    '--model=custom:a',
    '--system',
    'a',
    '--',
    '--model',
    'a',
  ]);
});

test('the first flag that a plan can not stand is refused, and a value never is', () => {
  const refusals = { '--print': () => ['No print.', 'Leave it.'] as const, constructor: () => ['?', '?'] as const };
  expect(() => refuse(readArguments(['-m', 'x', '-p'], of('commander')), refusals)).toThrow(
    expect.objectContaining({ code: 'usage', message: 'No print.', hint: 'Leave it.' }),
  );
  expect(() => refuse(readArguments(['--system', '--print'], of('commander')), refusals)).not.toThrow();
  expect(() => refuse(readArguments(['--toString'], of('commander')), refusals)).not.toThrow();
});
