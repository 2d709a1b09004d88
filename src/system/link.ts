import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from './folder.ts';
import { codeOf, trouble } from './trouble.ts';

/** See `Files.link`. */
export function link(path: string, to: string, platform: NodeJS.Platform, made = false): void {
  try {
    if (made) makeFolder(to);
    const there = statSync(to, { throwIfNoEntry: false });
    const former = lstatSync(path, { throwIfNoEntry: false });
    const isTwin = platform === 'win32' && former?.isFile() === true && existsSync(markOf(path));
    if (former !== undefined && !former.isSymbolicLink() && !isTwin) return;
    if (former !== undefined && there !== undefined) {
      if (isTwin ? readFileSync(path).equals(readFileSync(to)) : leadsTo(path, to)) return;
    }
    if (former !== undefined) unlinkSync(path);
    if (isTwin && there === undefined) unlinkSync(markOf(path));
    if (there === undefined) return;
    makeFolder(dirname(path));
    if (platform === 'win32' && !there.isDirectory()) twin(path, to);
    else symlinkSync(to, path, 'junction');
  } catch (error) {
    const code = codeOf(error);
    // Another launch was faster, unless a file stands where its folder is to be, which Windows calls by the same name.
    if (code === 'ENOENT' || (code === 'EEXIST' && isThere(path))) return;
    throw trouble('written', path, error);
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** A junction may read with a separator at its end (so in Node's own tests), and a link that others made may be relative. */
function leadsTo(path: string, to: string): boolean {
  return resolve(dirname(path), readlinkSync(path)) === resolve(to);
}

/**
 * On Windows a symbolic link takes a privilege; a junction, for folders, and a hard link, for files, do not. A file on another
 * disk is copied. Neither follows a file that is replaced or removed, so a mark tells the twin from a file of the agent's own.
 */
function twin(path: string, to: string): void {
  try {
    linkSync(to, path);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    copyFileSync(to, path);
  }
  writeFileSync(markOf(path), '', { mode: 0o600 });
}

const markOf = (path: string): string => `${path}.jetway`;
