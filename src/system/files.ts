import {
  accessSync,
  appendFileSync,
  constants,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { Failure } from '../failure.ts';
import { makeFolder } from './folder.ts';
import { link } from './link.ts';
import { behindLinks, proveWritten, realPlace } from './links.ts';
import { type Ask, readOwnFormat } from './own-format.ts';
import { readLines } from './read-lines.ts';
import { bytesOf, readRegular } from './read-regular.ts';
import type { Files } from './system.ts';
import { codeOf, trouble } from './trouble.ts';

/** The real files. `ask`: a program of the system's for what is in a form of its own; Linux has none. */
export function createFiles(platform: NodeJS.Platform, ask: Ask = () => undefined): Files {
  const own = (path: string): string | undefined => {
    if (!isInOwnFormat(path, platform)) return undefined;
    const text = readOwnFormat(path, platform, ask);
    if (text === undefined || !path.endsWith('Path')) return text;
    if (!text.includes('\uFFFD')) return read(text);
    // reg.exe prints in a code page. The file counts for the agent, so it is not passed over.
    const message = `${path} names a file with letters that can't be told here: ${text}`;
    throw new Failure('configuration', message, 'Ask the administrator for a path in English letters.');
  };
  return {
    read: (path, limit) => own(path) ?? read(path, limit),
    lines: (path, from) => readLines(path, from),
    rows: async (path, query) => (await import('./read-database.ts')).readDatabase(path, query),
    // What is in such a form is found by being read.
    glob: (pattern) => (own(pattern) === undefined ? glob(pattern) : [pattern]),
    write: (path, text, mode) => write(path, text, mode, platform, true),
    writeCache: (path, text) => {
      try {
        write(path, text, 0o600, platform, false);
      } catch {
        // A cache that can't be written costs time, nothing else.
      }
    },
    link: (path, to, made) => link(path, to, platform, made),
    held: async (name, work, patience) => (await import('./lock.ts')).held(name, work, patience),
    unbroken: async (work) => (await import('./lock.ts')).unbroken(work),
    alone: async (name, change) => (await import('./lock.ts')).locked(name, change),
    append,
    canWrite,
    mtime,
    mode: modeOf,
    owner: (path) => (platform === 'win32' ? undefined : look(path)?.uid),
    behind: realPlace,
    remove: (path) => remove(path, false),
    removeBehind: (path) => remove(path, true),
    removeFolder,
    removeTree,
  };
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

/**
 * Settings that a system keeps in a form of its own: a value of Windows' registry, whose place is written key, backslash,
 * name (`HKLM\SOFTWARE\Policies\ClaudeCode\Settings`; one whose name ends in `Path` stands for the file that it names), and
 * what a device management brings to a Mac, a property list.
 */
function isInOwnFormat(place: string, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return /^HK(?:LM|CU)\\/.test(place);
  return platform === 'darwin' && place.startsWith('/Library/Managed Preferences/') && place.endsWith('.plist');
}

function read(path: string, limit?: number): string | undefined {
  try {
    return readRegular(path, limit);
  } catch (error) {
    if (absent(error)) return undefined;
    throw trouble('read', path, error);
  }
}

function glob(pattern: string): readonly string[] {
  const [, above, below] = /^(.*?[\\/])\*([\\/].*)$/.exec(pattern) ?? [];
  if (above !== undefined && below !== undefined) return names(above).flatMap((name) => glob(above + name + below));
  const [, folder, ending] = /^(.*[\\/])\*(\.\w+)$/.exec(pattern) ?? [];
  if (folder === undefined || ending === undefined) return mtime(pattern) === undefined ? [] : [pattern];
  return names(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => folder + name);
}

/** Of what lies in a folder and is not hidden. */
function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .toSorted();
  } catch (error) {
    if (absent(error)) return [];
    throw trouble('read', folder.replace(/(?<=.)[\\/]$/, ''), error);
  }
}

function write(path: string, text: string, mode: number, platform: NodeJS.Platform, sync: boolean): void {
  try {
    const target = behindLinks(path);
    const bytes = bytesOf(text);
    const temporary = `${dirname(target)}${sep}.jetway-${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
    try {
      const descriptor = openSync(temporary, 'wx', mode);
      try {
        // The umask takes bits from a mode that others have a part in.
        if ((mode & 0o077) !== 0) fchmodSync(descriptor, mode);
        writeFileSync(descriptor, bytes);
        if (sync) fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      persistently(() => renameSync(temporary, target), platform);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    if (sync) proveWritten(path, target, bytes);
  } catch (error) {
    throw trouble('written', path, error);
  }
}

function append(path: string, text: string): void {
  const add = (): void => appendFileSync(path, text, { mode: 0o600 });
  try {
    try {
      add();
    } catch (error) {
      if (!absent(error)) throw error;
      // Only the first line of a file finds no folder: to look for it each time costs more than to write.
      makeFolder(dirname(path));
      add();
    }
  } catch (error) {
    throw trouble('written', path, error);
  }
}

function canWrite(folder: string): boolean {
  try {
    if (look(folder) === undefined) makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mtime(path: string): number | undefined {
  return look(path)?.mtimeMs;
}

function modeOf(path: string): number | undefined {
  const bits = look(path)?.mode;
  return bits === undefined ? undefined : bits & 0o777;
}

function look(path: string): Stats | undefined {
  try {
    // A launch looks for many a file that is not there: an exception for each would cost more than the looking.
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (absent(error)) return undefined;
    throw trouble('read', path, error);
  }
}

function remove(path: string, behind: boolean): boolean {
  try {
    unlinkSync(behind ? behindLinks(path) : path);
    return true;
  } catch (error) {
    if (absent(error)) return false;
    throw trouble('removed', path, error);
  }
}

function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw trouble('removed', path, error);
  }
}

function removeFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    // Linux says the one, other systems the other; a linked folder is no folder.
    if (absent(error) || codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw trouble('removed', path, error);
  }
}

function absent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
