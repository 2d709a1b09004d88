import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { allRows } from '../../src/commands/index.ts';
import { launchFlags, type Flag } from '../../src/options/flags.ts';
import { accountId } from '../support/cloudflare-api.ts';
import { publishedExample, docsScenarios, type DocsScenario } from '../support/docs-scenarios.ts';
import { noPosix } from '../support/posix.ts';
import { foldersWith } from '../support/programs.ts';

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
    ...flags.flatMap(({ syntax }) => syntax.split(/[ ,]+/).filter((name) => name.startsWith('-'))),
    '--help',
    '--version',
  ]);

/** What is no command or no flag of its; none where Jetway would take the line. */
function strangeIn(line: string): readonly string[] {
  const words = [...line.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word);
  const row = rows
    .filter(({ syntax: own, alias }) => {
      const plain = own.replace(/ [<[].*$/, '');
      return [plain, alias].some((name) => name !== undefined && `${line} `.startsWith(`${name} `));
    })
    .toSorted((one, other) => other.syntax.length - one.syntax.length)[0];
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
  [/--live/, 'goes on until it is ended; a test of its own ends it'],
  [/^login --sso/, 'takes an issuer and somebody at a browser; sign-in.test.ts has both'],
];

/** What stands for a place to fill in, and for what is not here. */
const filled = (line: string, { gateway, here }: Awaited<ReturnType<DocsScenario['start']>>): readonly string[] =>
  [
    ...line
      .replace('--gateway … --model …', '--gateway bifrost --base-url http://127.0.0.1:8080 --model gpt-5.5')
      .replace(/"\$\(.*\)"/, 'gpt-5.5')
      .matchAll(/"[^"]*"|'[^']*'|\S+/g),
  ].map(([word]) =>
    word
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace('http://127.0.0.1:8080', gateway.url)
      .replace('http://127.0.0.1:8787', gateway.origin)
      .replace('$OPENAI_BASE_URL', `${gateway.url}/v1`)
      .replace('$ACCOUNT', accountId)
      .replace('01J…', 'log-1')
      .replace('$hash', createHash('sha256').update(publishedExample).digest('hex'))
      .replace('./run-tests.sh', noPosix ? 'run-tests' : join(here.home.cwd, 'run-tests.sh'))
      .replace('~', here.home.path),
  );

describe('the commands of the docs', () => {
  const all = [...new Set(lines.map(([line]) => line))].filter((line) => !notRun.some(([which]) => which.test(line)));
  const of = (scenario: DocsScenario): readonly string[] =>
    all.filter((line) => docsScenarios.find(({ takes }) => takes.test(line)) === scenario);

  const doWhatTheySay = async (_name: string, scenario: DocsScenario): Promise<void> => {
    const { here, gateway } = await scenario.start();
    await using _here = here;
    await using _gateway = gateway;
    const ended: (readonly [string, number, string])[] = [];
    for (const line of of(scenario)) {
      await scenario.before?.(here, gateway);
      const words = filled(line === 'token' ? `token ${gateway.url}` : line, { here, gateway });
      const { code, stderr } = await here.run(words, scenario.options(gateway, here));
      if (code !== 0) ended.push([line, code, stderr]);
    }
    expect(ended).toEqual([]);
    expect(of(scenario)).not.toEqual([]);
  };
  const named = docsScenarios.map((scenario) => [scenario.name, scenario] as const);
  it.each(named.filter(([, { git }]) => git !== true))('do what they say at %s', doWhatTheySay);
  it.skipIf(foldersWith('git').length === 0).each(named.filter(([, { git }]) => git))(
    'do what they say at %s',
    doWhatTheySay,
  );

  it('are all but those that a reason is given for, and each reason is used', () => {
    expect(notRun.filter(([which]) => !lines.some(([line]) => which.test(line)))).toEqual([]);
    expect(all.length).toBeGreaterThan(80);
  });
});
