import { Failure } from '../failure.ts';
import { native } from '../options/project.ts';
import type { System } from '../system/system.ts';
import { clean, quote, shellWord } from '../text.ts';
import { tell } from '../say.ts';

/** A worktree of git's for one line of work: a folder and a branch of its own, in the same repository. */
export interface Worktree {
  /** Absolute; beside the repository, for what lies inside one is searched and watched along with it. */
  readonly path: string;
  readonly branch: string;
  /** Where the agent starts: the same folder of the repository as the one that this was typed in. */
  readonly folder: string;
  /** It is there already, and is gone on with. */
  readonly exists: boolean;
  /** The repository's own folder, from which it is removed. */
  readonly repository: string;
  /** Of files that are not committed, which stay behind. */
  readonly uncommitted: boolean;
}

/** Milliseconds: a large repository is checked out meanwhile. */
const patience = 10 * 60_000;

/**
 * Where it would be; changes nothing. `name`: as typed; empty for one of its own. Throws `usage` outside of a repository, for
 * one without a commit, and for a name that can be no folder and branch.
 */
export async function findWorktree(name: string, system: System): Promise<Worktree> {
  const own = name === '' ? newName(system) : name;
  if (!/^[\w][\w.-]{0,63}$/.test(own) || /\.\.|\.$|\.lock$/.test(own)) {
    throw new Failure(
      'usage',
      `${quote(own)} can't name a worktree.`,
      'Use letters, digits, dots, dashes, underscores.',
    );
  }
  const { cwd } = system.host;
  const places = ['--show-toplevel', '--git-common-dir', '--show-prefix'];
  const found = await git(['rev-parse', '--path-format=absolute', ...places], system);
  if (found.code !== 0) {
    const hint = /not a git repository/i.test(found.stderr)
      ? 'Start one here (git init, and a commit), or leave --worktree out.'
      : 'Go into a folder of it that is checked out, or leave --worktree out.';
    throw new Failure('usage', `${cwd} is in no repository that git can make a worktree of.`, hint);
  }
  const [top = '', common = '', prefix = ''] = found.stdout.split('\n');
  if ((await git(['rev-parse', '--verify', '--quiet', 'HEAD'], system)).code !== 0) {
    throw new Failure(
      'usage',
      'A worktree begins at a commit, and this repository has none.',
      'Commit first: git commit',
    );
  }
  const repository = common.endsWith('/.git') ? common.slice(0, -'/.git'.length) : top;
  const path = `${repository}.worktrees/${own}`;
  const listed = (await git(['worktree', 'list', '--porcelain'], system)).stdout.split(/\n\n/);
  const entry = listed.map((text) => text.split('\n')).find(([first]) => first === `worktree ${path}`);
  const exists = entry !== undefined && system.files.mtime(path) !== undefined;
  const branch = entry?.find((line) => line.startsWith('branch '))?.replace('branch refs/heads/', '');
  const changed = exists ? '' : (await git(['status', '--porcelain'], system)).stdout;
  const inside = prefix === '' ? path : `${path}/${prefix.replace(/\/$/, '')}`;
  return {
    path: native(path, system.host),
    branch: branch ?? (exists ? 'no branch' : `jetway/${own}`),
    folder: native(inside, system.host),
    exists,
    repository: native(repository, system.host),
    uncommitted: changed.trim() !== '',
  };
}

/**
 * Runs a launch in a worktree, which is made where it is missing, and is removed again where the agent was never started.
 * Throws as `findWorktree` does, and `configuration` where git makes none.
 */
export async function inWorktree(
  name: string,
  system: System,
  launch: (inside: System) => Promise<number>,
): Promise<number> {
  const tree = await findWorktree(name, system);
  const { path, repository, branch, exists } = tree;
  const isNewBranch = !exists && (await make(tree, system));
  const folder = system.files.mtime(tree.folder) === undefined ? path : tree.folder;
  for (const line of described(tree, system.host)) tell(line, system);
  try {
    return await launch(movedTo(folder, system));
  } catch (error) {
    // Git refuses where anything was changed in it.
    const gone = !exists && (await git(['-C', repository, 'worktree', 'remove', path], system)).code === 0;
    if (gone && isNewBranch) await git(['-C', repository, 'branch', '--delete', branch], system);
    if (gone) tell('the worktree is removed again: nothing was started in it', system);
    throw error;
  }
}

/** For people, a line each. */
function described(
  { path, branch, exists, repository, uncommitted }: Worktree,
  { platform }: System['host'],
): readonly string[] {
  const [from, tree] = [repository, path].map((folder) => shellWord(folder, platform));
  return [
    `worktree ${path}, ${branch === 'no branch' ? branch : `branch ${branch}`}${exists ? '' : ', new'}`,
    ...(uncommitted ? ['what is not committed stays where it is, and is not in the worktree'] : []),
    `to remove it: git -C ${from} worktree remove ${tree}`,
  ];
}

/** Whether the branch is new, too. */
async function make({ path, branch }: Worktree, system: System): Promise<boolean> {
  const isThere = (await git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], system)).code === 0;
  // `--no-track`: with a branch to follow, git writes into the repository's configuration, and sessions wait for each other.
  if (!isThere) made(path, await git(['branch', '--no-track', branch, 'HEAD'], system));
  const added = await git(['worktree', 'add', path, branch], system);
  if (added.code !== 0 && !isThere) await git(['branch', '--delete', branch], system);
  made(path, added);
  return !isThere;
}

/** Throws `configuration` with git's own words where it ended with an error. */
function made(path: string, { code, stderr }: Ended): void {
  if (code === 0) return;
  const said = clean(stderr.split('\n').findLast((line) => /^(fatal|error):/.test(line)) ?? stderr, 300);
  throw new Failure(
    'configuration',
    `git made no worktree at ${path}: ${said.replace(/^(fatal|error): /, '')}`,
    'Give it another name: jetway --worktree <name>. Those that are gone go by: git worktree prune',
  );
}

/** The same system, as if it had been started there. Many programs take the folder from PWD. */
function movedTo(folder: string, system: System): System {
  const { host, programs } = system;
  return {
    ...system,
    host: { ...host, cwd: folder, env: { ...host.env, PWD: folder } },
    programs: { ...programs, start: async (start) => programs.start({ ...start, cwd: folder }) },
  };
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks again where another session's worktree is half made: git 2.39 ends when it reads of one whose files are still empty. */
async function git(words: readonly string[], system: System, triesLeft = 40): Promise<Ended> {
  const command = ['git', ...(words[0] === '-C' ? [] : ['-C', system.host.cwd]), ...words];
  const ended = await system.programs.run(command, { timeoutMs: patience, stdin: 'ignore', stderr: 'pipe' });
  const isHalfMade = ended.code !== 0 && /[\\/]worktrees[\\/][^\\/]+[\\/](commondir|gitdir|HEAD)\b/.test(ended.stderr);
  if (!isHalfMade || triesLeft === 0) return ended;
  await new Promise((resolve) => void setTimeout(resolve, 25));
  return git(words, system, triesLeft - 1);
}

/** By the day, so that they stand in order, and by chance. */
function newName(system: System): string {
  return `${new Date(system.now()).toISOString().slice(0, 10)}-${system.uuid().slice(0, 6)}`;
}
