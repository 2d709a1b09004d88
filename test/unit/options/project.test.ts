import { describe, expect, it } from 'vitest';
import { findPlace, sharedRepository } from '../../../src/options/project.ts';
import type { System } from '../../../src/system/system.ts';

/** A machine with these files, by their whole paths. */
function machine(platform: NodeJS.Platform, cwd: string, files: Readonly<Record<string, string>>) {
  const host = { platform, cwd } as System['host'];
  const read = (path: string): string | undefined => files[path];
  const mtime = (path: string): number | undefined => (path in files ? 1 : undefined);
  return { host, files: { read, mtime } as System['files'] };
}

describe('the file of a project', () => {
  it.each([
    ['linux', '/home/dev/site/src', '/home/dev/site/.git', '/home/dev/site/.jetway.json', '/home/dev/site'],
    ['win32', 'C:\\dev\\site\\src', 'C:\\dev\\site\\.git', 'C:\\dev\\site\\.jetway.json', 'C:\\dev\\site'],
  ] as const)('counts below the folder of a repository: %s', (platform, cwd, git, file, repository) => {
    expect(findPlace(machine(platform, cwd, { [git]: '', [file]: '' }))).toEqual({ repository, file });
  });

  it.each([
    ['linux', '/home/dev/notes', '/home/dev/notes/.jetway.json', '/home/dev/.jetway.json'],
    ['linux', '/home/dev/back\\slash', '/home/dev/back\\slash/.jetway.json', '/home/dev/back/.jetway.json'],
    ['win32', 'C:\\dev\\notes', 'C:\\dev\\notes\\.jetway.json', 'C:\\dev\\.jetway.json'],
  ] as const)('counts outside of one where one works, and not above: %s', (platform, cwd, file, above) => {
    expect(findPlace(machine(platform, cwd, { [file]: '' }))).toEqual({ file });
    expect(findPlace(machine(platform, cwd, { [above]: '' }))).toEqual({});
  });
});

it('the repository of a worktree has the name that its system gives it', () => {
  const git = { 'C:\\dev\\fix\\.git': 'gitdir: C:/dev/site/.git/worktrees/fix\n' };
  expect(sharedRepository('C:\\dev\\fix', machine('win32', 'C:\\dev\\fix', git))).toBe('C:\\dev\\site');
  const posix = { '/dev/fix/.git': 'gitdir: /dev/site/.git/worktrees/fix\n' };
  expect(sharedRepository('/dev/fix', machine('linux', '/dev/fix', posix))).toBe('/dev/site');
});
