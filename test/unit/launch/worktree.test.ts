import { expect, it } from 'vitest';
import { findWorktree } from '../../../src/launch/worktree.ts';
import type { System } from '../../../src/system/system.ts';

/** What git 2.47 says in a folder of a repository on Windows, which has `/` in all paths. */
const said: Readonly<Record<string, string>> = {
  'rev-parse --path-format=absolute --show-toplevel --git-common-dir --show-prefix':
    'C:/dev/site\nC:/dev/site/.git\nsrc/\n',
  'rev-parse --verify --quiet HEAD': '1f3a\n',
  'worktree list --porcelain':
    'worktree C:/dev/site\nHEAD 1f3a\nbranch refs/heads/main\n\nworktree C:/dev/site.worktrees/fix\nHEAD 1f3a\nbranch refs/heads/jetway/fix\n',
  'status --porcelain': '',
};

it('is told and started in as Windows writes a path, and found again by what git says of it', async () => {
  const system = {
    host: { platform: 'win32', cwd: 'C:\\dev\\site\\src' },
    files: { mtime: () => 1 },
    programs: {
      run: async (words: readonly string[]) => ({ code: 0, stdout: said[words.slice(3).join(' ')], stderr: '' }),
    },
  } as unknown as System;
  expect(await findWorktree('fix', system)).toEqual({
    path: 'C:\\dev\\site.worktrees\\fix',
    branch: 'jetway/fix',
    folder: 'C:\\dev\\site.worktrees\\fix\\src',
    exists: true,
    repository: 'C:\\dev\\site',
    uncommitted: false,
  });
});
