import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { allRows } from '../../src/commands/index.ts';
import { launchFlags, type Flag } from '../../src/options/flags.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

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

/** What is not run here, and why; all else is, and ends with 0. */
const notRun: readonly (readonly [which: RegExp, why: string])[] = [
  [/^(?:|login|demo|trust|uninstall)$/, 'asks in a terminal; tests of their own answer'],
  [/^token$|…|\$\(|\$bwrap|\$OPENAI/, 'has a place to fill in'],
  [
    /^(?:gateway|keys) |^login .*ACCOUNT|--gateway cloudflare/,
    'is for an API that the stand-in of this test does not have',
  ],
  [/ -- (?:unshare|bwrap|docker|python|\.\/run)/, 'starts a program that need not be here'],
  [/^--worktree/, 'needs a repository of Git'],
  [/^--mcp|^exec (?:claude|--profile)/, 'goes on with what the stand-in or the fake agent does not have'],
  [/--live|--open|^usage session last/, 'waits for sessions, opens a browser, or needs a session of before'],
  [/--min-context|^--budget 5usd/, 'needs prices and limits, which the stand-in does not tell of its models'],
  [/^untrust|^profile use/, 'takes from the lines behind it what they need; tests of their own run it'],
];

describe('the commands of the docs that need no more than a gateway', () => {
  it('do what they say', async () => {
    await using gateway = await startGateway({
      models: ['openai/gpt-5', 'gpt-5.5', 'anthropic/claude-sonnet-4-5', 'claude-sonnet-4-5'],
    });
    await using here = await jetway();
    for (const id of ['claude', 'codex', 'opencode']) here.install(id);
    here.home.write('project/.jetway.json', JSON.stringify({ schemaVersion: 1, tags: { team: 'core' } }));
    await here.run(['trust', '--yes']);
    const at = ['--gateway', 'bifrost', '--base-url', gateway.url];
    await here.run(['login', '--profile', 'work', ...at, '--key-stdin'], { stdin: 'sk-bf-12345678' });
    await here.run(['profile', 'create', 'home', ...at]);
    await here.run(['profile', 'use', 'work']);
    await here.run(['profile', 'set', 'model.codex', 'gpt-5.5']);
    await here.run(['profile', 'set', 'model.claude', 'claude-sonnet-4-5']);
    const run = [...new Set(lines.map(([line]) => line))].filter((line) => !notRun.some(([which]) => which.test(line)));
    expect(run.length).toBeGreaterThan(25);
    const ended: (readonly [string, number, string])[] = [];
    for (const line of run) {
      const words = [...line.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) =>
        word
          .replace(/^(["'])(.*)\1$/, '$2')
          .replace('http://127.0.0.1:8080', gateway.url)
          .replace('~', here.home.path),
      );
      const { code, stderr } = await here.run(words, { env: { JETWAY_API_KEY: 'sk-bf-12345678' } });
      if (code !== 0) ended.push([line, code, stderr]);
    }
    expect(ended).toEqual([]);
  }, 60_000);

  it('are all but those that a reason is given for, and each reason is used', () => {
    expect(notRun.filter(([which]) => !lines.some(([line]) => which.test(line)))).toEqual([]);
  });
});
