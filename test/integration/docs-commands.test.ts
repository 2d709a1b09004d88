import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { allRows } from '../../src/commands/index.ts';
import { launchFlags, type Flag } from '../../src/options/flags.ts';

const folder = new URL('../../docs/', import.meta.url);
const pages = [
  new URL('../../README.md', import.meta.url),
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => new URL(name, folder)),
];

/** Every command of Jetway's in the blocks of shell: what stands behind `jetway`, up to a comment, a pipe or an end. */
const lines = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^```(?:sh|console)\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .flatMap((line) =>
        [
          ...line
            .replaceAll(/ +# .*$/g, '')
            .matchAll(/(?:^|[\s(;|])jetway((?: +(?:"[^"]*"|'[^']*'|[^\s|;<>)#"']+))*)/g),
        ].map(([, words = '']) => [words.trim(), page.pathname.split('/').at(-1) ?? ''] as const),
      ),
  ),
);
const rows = await allRows();
const ids = new Set(agents.map(({ id }) => id));
const namesOf = (flags: readonly Flag[]): ReadonlySet<string> =>
  new Set([
    ...flags.flatMap(({ words }) => words.split(/[ ,]+/).filter((name) => name.startsWith('-'))),
    '--help',
    '--version',
  ]);

/** What is no command or no flag of its; none where Jetway would take the line. */
function strangeIn(line: string): readonly string[] {
  const words = [...line.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word);
  const row = rows
    .filter(({ words: own, alias }) => {
      const plain = own.replace(/ [<[].*$/, '');
      return [plain, alias].some((name) => name !== undefined && `${line} `.startsWith(`${name} `));
    })
    .toSorted((one, other) => other.words.length - one.words.length)[0];
  const first = words.find((word) => !word.startsWith('-'));
  const isCommand =
    row !== undefined || words.length === 0 || words[0]?.startsWith('-') === true || ids.has(first ?? '');
  if (!isCommand) return [`no command: ${line}`];
  // Behind an agent's name, or a --, all is the agent's.
  const at = words.findIndex((word) => word === '--' || (row === undefined && ids.has(word)));
  const own = at === -1 ? words : words.slice(0, at);
  const known = namesOf(row === undefined ? launchFlags : [...row.flags, ...launchFlags]);
  return own.filter((word) => /^--?[a-z]/i.test(word) && !known.has(word.split('=', 1)[0] ?? ''));
}

describe('the commands in the README and the docs', () => {
  it('are found', () => {
    expect(lines.length).toBeGreaterThan(60);
  });

  it.each(lines)('are commands and flags that there are: jetway %s (%s)', (line) => {
    expect(strangeIn(line)).toEqual([]);
  });

  it('would not be with another command or flag', () => {
    expect(strangeIn('docter codex')).not.toEqual([]);
    expect(strangeIn('list-models --serach x')).toEqual(['--serach']);
    expect(strangeIn('--modle x codex --modle')).toEqual(['--modle']);
  });
});
