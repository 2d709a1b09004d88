import { array, assert, asyncProperty, constantFrom, oneof, tuple, type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../src/agents/index.ts';
import { meaningsOf } from '../../../src/cli.ts';
import { allRows, chapters } from '../../../src/commands/index.ts';
import { readLine } from '../../../src/commands/read-line.ts';
import { readPlain } from '../../../src/commands/read-plain.ts';
import { flagNamed, launchFlags, type Flag } from '../../../src/options/flags.ts';
import type { System } from '../../../src/system/system.ts';

const output = { isTerminal: false, colour: false, columns: 80, write: () => undefined };
const system = { version: '1.0.0', stdout: output, stderr: output, host: { platform: 'linux' } } as unknown as System;

describe('a plain line', () => {
  it.each([
    [[], 'jetway', {}, []],
    [['codex'], 'codex', {}, []],
    [['codex', '--', '-m', 'x'], 'codex', {}, ['-m', 'x']],
    [['-m', 'gpt', '-y', 'codex', 'exec', '--json'], 'codex', { model: 'gpt', yes: true }, ['exec', '--json']],
    [['--set', 'a=1', '--set=b=2', '--no-check', 'claude'], 'claude', { set: ['a=1', 'b=2'], check: false }, []],
    [['--profile', 'work', 'models', '--json'], 'list-models', { profile: 'work', json: true }, []],
    [['doctor', 'codex', '--deep'], 'doctor', { deep: true }, ['codex']],
    [['ask', 'say', '-m', '--', 'hi'], 'ask', { model: '--' }, ['say', 'hi']],
    [['statusline', '--budget', 'file'], 'statusline', { budget: 'file' }, []],
    [['usage', 'session', 'last'], 'usage', {}, ['session', 'last']],
    [['launch', 'codex', '--yes', '--', '--json', '-'], 'launch', { yes: true }, ['codex', '--json', '-']],
    [['relay', '--verbose', '--', 'make', '--json'], 'relay', { verbose: true }, ['make', '--json']],
    [['demo', 'codex', '--yes'], 'demo', {}, ['codex', '--yes']],
  ])('%j is %s with %j and %j', async (argv, command, typed, words) => {
    expect(readPlain(argv, await meaningsOf(argv, system))).toMatchObject({ command, typed, words });
  });

  it.each([
    [['--help']],
    [['codex-cli']],
    [['-mgpt', 'codex']],
    [['-y,', 'codex']],
    [['configure', 'claude', '-y,']],
    [['ask', '--model <id>', 'hi']],
    [['-ym', 'gpt', 'codex']],
    [['--model']],
    [['--verbose=1', 'codex']],
    [['--worktree', 'codex']],
    [['--worktree=', 'codex']],
    [['--', 'codex']],
    [['profile', 'list']],
    [['list-models', 'too-many']],
    [['list-models', '--sort']],
    [['list-models', '--compare', 'work']],
    [['configure']],
    [['relay', '--inspect=1', '--', 'make']],
  ])('is not %j', async (argv) => {
    expect(readPlain(argv, await meaningsOf(argv, system))).toBeUndefined();
  });

  it('is read as commander reads it, with each flag of each command', async () => {
    const rows = (await allRows()).filter(({ syntax }) => !/ [a-z]/.test(syntax));
    for (const { syntax, flags } of rows) {
      for (const flag of flags) {
        const [name = ''] = flag.syntax.replace(/^-., /, '').split(' ');
        for (const rest of [[name], [name, 'x'], [`${name}=x`], [name, 'x', 'y'], ['x', name, 'y']]) {
          const argv = [syntax.split(' ', 1)[0] ?? '', ...rest];
          const meanings = await meaningsOf(argv, system);
          const read = readPlain(argv, meanings);
          if (read !== undefined) expect(read, argv.join(' ')).toEqual(await readLine(argv, meanings, system));
        }
      }
    }
  });

  it('is read as commander reads it', async () => {
    const rows = await allRows();
    const named = (flags: readonly Flag[]): readonly string[] =>
      flags.flatMap(({ syntax }) => syntax.split(/,? /).filter((word) => word.startsWith('-')));
    const value = constantFrom('x', 'a=1', '', '-', '--', '-x', '--json', '-1', 'codex', 'list', 'two words');
    const some = (names: readonly string[]): Arbitrary<readonly string[]> => {
      const flag = constantFrom(...names);
      const joined = tuple(flag, constantFrom('=', ',', ' ', ''), value).map((parts) => parts.join(''));
      return array(oneof({ weight: 4, arbitrary: flag }, { weight: 4, arbitrary: value }, joined), { maxLength: 5 });
    };
    const first = [...agents.map(({ id }) => id), ...chapters.flatMap(({ names }) => names)];
    const line = constantFrom(...first).chain((word) => {
      const own = rows.filter(({ syntax, alias }) => syntax.split(' ', 1)[0] === word || alias === word);
      const after = some(['--json', ...named(own.flatMap(({ flags }) => flags))]);
      return tuple(some(named(launchFlags)), after).map(([before, rest]) => [...before, word, ...rest]);
    });
    let plain = 0;
    await assert(
      asyncProperty(line, async (argv) => {
        const meanings = await meaningsOf(argv, system);
        const read = readPlain(argv, meanings);
        if (read === undefined) return;
        plain += 1;
        expect(read).toEqual(await readLine(argv, meanings, system));
      }),
      { numRuns: 3000 },
    );
    expect(plain).toBeGreaterThan(300);
  });
});

it('a flag is found by each of its names, and by nothing else', () => {
  const named = (name: string): string | undefined => flagNamed(launchFlags, name)?.syntax;
  expect([named('-m'), named('--model'), named('--check'), named('--no-check')]).toEqual([
    '-m, --model <id>',
    '-m, --model <id>',
    '--check',
    '--no-check',
  ]);
  expect(
    ['-', '--', '--mod', '--models', '-mo', '--key', '<id>', '-m,', '--model <id>', '--set <name'].map(named),
  ).toEqual(Array(10).fill(undefined));
});
