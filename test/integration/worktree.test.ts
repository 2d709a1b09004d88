import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/text.ts';
import { testPlatform } from '../support/system-in.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway, type RunOptions } from '../support/jetway.ts';
import { foldersWith } from '../support/programs.ts';

const gitFolders = foldersWith('git');

it.skipIf(gitFolders.length === 0)(
  'makes a worktree beside the repository, starts there, and says where it is and how to remove it',
  async () => {
    await using gateway = await startGateway();
    await using here = await repository();
    const agent = here.install('codex');
    mkdirSync(join(here.home.cwd, 'sub'));
    here.home.write('project/sub/kept.txt', 'kept\n');
    git(here, 'add', '.');
    git(here, 'commit', '--quiet', '--message', 'sub');

    const path = treeOf(here, 'fix');
    const { code, stdout, stderr, starts } = await run(here, gateway.url, ['--worktree=fix', 'codex', 'hi']);

    expect(code, stderr).toBe(0);
    expect(stdout).toBe('');
    expect(agent.given()).toMatchObject({ cwd: path, env: { PWD: path } });
    expect(starts[0]?.cwd).toBe(path);
    expect(stderr).toContain(`jetway: worktree ${path}, branch jetway/fix, new`);
    expect(stderr).toContain(
      `jetway: to remove it: git -C ${shellWord(here.home.cwd, testPlatform)} worktree remove ${shellWord(path, testPlatform)}`,
    );
    expect(git(here, 'branch', '--list', 'jetway/*')).toContain('jetway/fix');

    // The same name goes on there, from any folder of the repository in the same folder of the worktree.
    const inside = join(here.home.cwd, 'sub');
    const again = await run(here, gateway.url, ['--worktree=fix', 'codex', 'hi'], {
      env: { ...options.env, PATH: pathOf(here) },
      parts: (system) => ({ host: { ...system.host, cwd: inside } }),
    });
    expect(again.code, again.stderr).toBe(0);
    expect(again.starts[0]?.cwd).toBe(join(path, 'sub'));
    expect(again.stderr).not.toContain(', new');
  },
);

it.skipIf(gitFolders.length === 0)('takes the next word for its name, but not the name of an agent', async () => {
  await using gateway = await startGateway();
  await using here = await repository();
  here.install('codex');
  const named = await run(here, gateway.url, ['--worktree', 'one', 'codex', 'hi']);
  expect(named.starts[0]?.cwd, named.stderr).toBe(treeOf(here, 'one'));
  const bare = await run(here, gateway.url, ['--worktree', 'codex', 'hi']);
  expect(bare.starts[0]?.args.at(-1), bare.stderr).toBe('hi');
  expect(bare.starts[0]?.cwd).toMatch(/project\.worktrees[\\/]\d{4}-\d\d-\d\d-[0-9a-f]{6}$/);
  const like = await run(here, gateway.url, ['--worktree=codex', 'codex', 'hi']);
  expect(like.starts[0]?.cwd, like.stderr).toBe(treeOf(here, 'codex'));
});

it.skipIf(gitFolders.length === 0)("leaves an agent's own --worktree to the agent", async () => {
  await using gateway = await startGateway({ models: ['claude-sonnet-4-5'] });
  await using here = await repository();
  here.install('claude');
  const { code, stderr, starts } = await here.run(
    [...flags(gateway.url, 'claude-sonnet-4-5', 'anthropic-messages'), 'claude', '--worktree', 'theirs', '-p', 'hi'],
    options,
  );
  expect(code, stderr).toBe(0);
  expect(starts[0]?.args.slice(-4)).toEqual(['--worktree', 'theirs', '-p', 'hi']);
  expect(starts[0]?.cwd).toBeUndefined();
  expect(existsSync(`${here.home.cwd}.worktrees`)).toBe(false);
});

it.skipIf(gitFolders.length === 0)(
  'says what stays behind, and shows all of it in a dry run that makes nothing',
  async () => {
    await using gateway = await startGateway();
    await using here = await repository();
    here.install('codex');
    here.home.write('project/draft.txt', 'not committed');
    const path = treeOf(here, 'fix');
    const shown = await run(here, gateway.url, ['--dry-run', '--json', '--worktree=fix', 'codex']);
    expect(shown.json).toMatchObject({ worktree: { path, branch: 'jetway/fix', exists: false } });
    const drawn = await run(here, gateway.url, ['--dry-run', '--worktree=fix', 'codex']);
    expect(drawn.stdout).toMatch(/worktree +.*project\.worktrees[\\/]fix\s+\(would be made\)/);
    expect(existsSync(path)).toBe(false);
    const { stderr } = await run(here, gateway.url, ['--worktree=fix', 'codex']);
    expect(stderr).toContain('what is not committed stays where it is');
    expect(readdirSync(path)).not.toContain('draft.txt');
  },
);

it.skipIf(gitFolders.length === 0)('removes it again where the agent is not started', async () => {
  await using here = await repository();
  here.install('codex');
  const { code, stderr } = await run(here, 'http://127.0.0.1:9', ['--worktree=fix', 'codex', 'hi']);
  expect(code).toBe(5);
  expect(stderr).toContain('the worktree is removed again: nothing was started in it');
  expect(existsSync(treeOf(here, 'fix'))).toBe(false);
  expect(git(here, 'branch', '--list', 'jetway/*')).toBe('');
});

it.skipIf(gitFolders.length === 0).each([
  ['outside of a repository', 'fix', 'is in no repository that git can make a worktree of', 'git init'],
  ['in a repository without a commit', 'fix', 'this repository has none', 'Commit first'],
  ['for a name that can be no folder', '../fix', "can't name a worktree", 'letters, digits'],
])('refuses politely %s', async (where, name, said, hint) => {
  await using here = await jetway();
  here.install('codex');
  if (where.startsWith('in a')) git(here, 'init', '--quiet');
  const { code, stderr, starts } = await run(here, 'http://127.0.0.1:9', [`--worktree=${name}`, 'codex']);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain(hint);
  expect(starts).toEqual([]);
});

it('says that git is missing', async () => {
  await using here = await jetway();
  here.install('codex');
  const words = [...flags('http://127.0.0.1:9'), '--worktree=fix', 'codex'];
  const { code, stderr, starts } = await here.run(words, { env: options.env });
  expect(code).toBe(7);
  expect(stderr).toContain('git could not be started: it was not found on PATH.');
  expect(starts).toEqual([]);
});

it.skipIf(gitFolders.length === 0)("gives git's own words where it makes none", async () => {
  await using here = await repository();
  here.install('codex');
  here.home.write('project.worktrees/fix/mine.txt', 'mine');
  const { code, stderr } = await run(here, 'http://127.0.0.1:9', ['--worktree=fix', 'codex']);
  expect(code).toBe(3);
  expect(stderr).toMatch(/git made no worktree at .*already exists/);
  expect(here.home.read('project.worktrees/fix/mine.txt')).toBe('mine');
});

it.skipIf(gitFolders.length === 0)('waits for a worktree of another session that is half made', async () => {
  await using gateway = await startGateway();
  await using here = await repository();
  here.install('codex');
  // As git leaves it for a moment: the folder is there, and its files are still empty.
  const half = join(here.home.cwd, '.git/worktrees/half');
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'commondir'), '');
  writeFileSync(join(half, 'gitdir'), `${here.home.path}/half/.git\n`);
  writeFileSync(join(half, 'HEAD'), 'ref: refs/heads/half\n');
  let refused = 0;
  const { code, stderr, starts } = await run(here, gateway.url, ['--worktree=fix', 'codex', 'hi'], {
    env: { ...options.env, PATH: pathOf(here) },
    parts: (system) => {
      const { programs } = system;
      const watched: typeof programs.run = async (command, how) => {
        const ended = await programs.run(command, how);
        if (ended.code !== 0 && ended.stderr.includes('commondir')) refused += 1;
        // The other session gets on with it after a while.
        if (refused === 3) writeFileSync(join(half, 'commondir'), '../..\n');
        return ended;
      };
      return { programs: { ...programs, run: watched } };
    },
  });
  expect(code, stderr).toBe(0);
  expect(refused).toBe(3);
  expect(starts[0]?.cwd).toBe(treeOf(here, 'fix'));
});

it.skipIf(gitFolders.length === 0)(
  'keeps twenty sessions of one repository apart that start at once',
  async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5'] });
    await using here = await repository();
    const agent = here.install('codex');
    // Each works in its folder and commits.
    writeFileSync(
      realpathSync(agent.words.at(-1) ?? ''),
      `#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
if (process.argv[2] === 'debug') process.exit(2);
writeFileSync('work.txt', process.argv.at(-1));
execFileSync('git', ['add', '.']);
execFileSync('git', ['commit', '--quiet', '--message', process.argv.at(-1)]);
`,
    );
    const words = Array.from({ length: 20 }, (_, index) => `task-${index}`);
    const choice = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-5', '--no-check'];
    const ended = await Promise.all(
      words.map(async (word) =>
        here.run([...choice, '--worktree', 'codex', word], { env: { ...options.env, PATH: pathOf(here) } }),
      ),
    );
    expect(ended.map(({ code, stderr }) => (code === 0 ? '' : stderr))).toEqual(words.map(() => ''));
    expect(new Set(ended.map(({ starts }) => starts[0]?.cwd)).size).toBe(20);
    for (const [index, { starts }] of ended.entries()) {
      const cwd = starts[0]?.cwd ?? '';
      expect(execFileSync('git', ['-C', cwd, 'log', '-1', '--format=%s'], { encoding: 'utf8' })).toBe(
        `${words[index]}\n`,
      );
    }
    expect(git(here, 'status', '--porcelain')).toBe('');
    expect(git(here, 'branch', '--list', 'jetway/*').split('\n').filter(Boolean)).toHaveLength(20);
  },
  60_000,
);

const treeOf = (here: Jetway, name: string): string => join(`${here.home.cwd}.worktrees`, name);

const pathOf = (here: Jetway): string => [join(here.prefix, 'bin'), ...gitFolders].join(delimiter);

const options = {
  env: {
    JETWAY_API_KEY: 'sk-worktree-5b1f8e',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  },
};

function flags(url: string, model = 'gpt-5.5', protocol = 'openai-responses'): readonly string[] {
  return ['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocol}`, '--model', model];
}

async function run(here: Jetway, url: string, words: readonly string[], more: RunOptions = {}) {
  return here.run([...flags(url), ...words], { env: { ...options.env, PATH: pathOf(here) }, ...more });
}

function git(here: Jetway, ...words: readonly string[]): string {
  const env = { ...here.home.env, ...options.env };
  return execFileSync('git', words, { cwd: here.home.cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** With one commit. */
async function repository(): Promise<Jetway> {
  const here = await jetway();
  git(here, 'init', '--quiet');
  here.home.write('project/readme.txt', 'hello\n');
  git(here, 'add', '.');
  git(here, 'commit', '--quiet', '--message', 'first');
  return here;
}
