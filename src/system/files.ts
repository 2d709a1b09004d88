import {
  accessSync,
  constants,
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import type { Files } from './system.ts';

/** The real files. */
export function createFiles(platform: NodeJS.Platform): Files {
  return {
    read,
    expand,
    write: (path, text, mode) => write(path, text, mode, platform, true),
    stash: (path, text) => {
      try {
        write(path, text, 0o600, platform, false);
      } catch {
        // A cache that can't be written costs time, nothing else.
      }
    },
    link: (path, to) => link(path, to, platform),
    canWrite,
    modified,
    mode: modeOf,
    owner: (path) => (platform === 'win32' ? undefined : look(path)?.uid),
    remove,
  };
}

/** The code of a system error: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Tries again for up to 2 s on Windows, where a file that a virus scanner or an editor holds open can't be replaced at
 * that moment: EPERM, EACCES or EBUSY. Elsewhere these codes are final.
 */
export function persistently(attempt: () => void, platform: NodeJS.Platform): void {
  const end = Date.now() + 2000;
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '');
      if (platform !== 'win32' || !held || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (absent(error)) return undefined;
    throw trouble('read', path, error);
  }
}

function expand(pattern: string): readonly string[] {
  const ending = /^\*(\.\w+)$/.exec(basename(pattern))?.[1];
  if (ending === undefined) return modified(pattern) === undefined ? [] : [pattern];
  const folder = dirname(pattern);
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    if (absent(error)) return [];
    throw trouble('read', folder, error);
  }
}

function write(path: string, text: string, mode: number, platform: NodeJS.Platform, sync: boolean): void {
  try {
    const target = behindLinks(path);
    const folder = dirname(target);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${folder}/.jetway-${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
    try {
      const descriptor = openSync(temporary, 'wx', mode);
      try {
        // The umask takes bits from a mode that others have a part in.
        if ((mode & 0o077) !== 0) fchmodSync(descriptor, mode);
        writeFileSync(descriptor, text);
        if (sync) fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      persistently(() => renameSync(temporary, target), platform);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw trouble('written', path, error);
  }
}

/** Where a chain of symbolic links ends, whether or not anything is there: a rename would replace the link itself. */
function behindLinks(path: string): string {
  let current = path;
  for (let hops = 0; hops < 40; hops += 1) {
    if (lstatSync(current, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return current;
    current = resolve(dirname(current), readlinkSync(current));
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

function link(path: string, to: string, platform: NodeJS.Platform): void {
  const there = look(to);
  try {
    const former = lstatSync(path, { throwIfNoEntry: false });
    if (former !== undefined && !former.isSymbolicLink()) return;
    if (former !== undefined && there !== undefined && readlinkSync(path) === to) return;
    if (former !== undefined) unlinkSync(path);
    if (there === undefined) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // On Windows a symbolic link takes a privilege; a junction, for folders, and a hard link, for files, do not.
    if (platform === 'win32' && !there.isDirectory()) linkSync(to, path);
    else symlinkSync(to, path, 'junction');
  } catch (error) {
    // Another launch was faster.
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw trouble('written', path, error);
  }
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function modified(path: string): number | undefined {
  return look(path)?.mtimeMs;
}

function modeOf(path: string): number | undefined {
  const bits = look(path)?.mode;
  return bits === undefined ? undefined : bits & 0o777;
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (absent(error)) return undefined;
    throw trouble('read', path, error);
  }
}

function remove(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (absent(error)) return false;
    throw trouble('removed', path, error);
  }
}

function absent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The `configuration` Failure for a file that the system refuses. */
export function trouble(what: 'read' | 'written' | 'removed', path: string, error: unknown): Failure {
  const code = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return new Failure('configuration', `${path} can't be ${what}: ${reasons[code] ?? code}.`, mends[code] ?? mend(path));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ELOOP: 'its symbolic links lead in a circle',
  ENOTDIR: 'a part of its path is a file, not a folder',
};

const mends: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, then run the same command again.',
  EDQUOT: 'Free some space, then run the same command again.',
};

const mend = (path: string): string =>
  `Look at it and at its folder, correct what is wrong, then run the same command: ls -ld '${path}'`;
