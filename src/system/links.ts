import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, sep } from 'node:path';
import { makeFolder } from './folder.ts';
import { codeOf, trouble } from './trouble.ts';

/**
 * Where a chain of symbolic links ends, whether or not anything is there: a rename would replace the link itself. Each
 * folder on the way is resolved before what is relative to it, and made where it is missing: behind a linked folder the
 * `..` of a relative link leads elsewhere than it reads. Throws the system's own error.
 */
export function behindLinks(path: string): string {
  let current = path;
  for (let hops = 0; hops < 40; hops += 1) {
    const folder = realFolder(dirname(current));
    const place = folder.endsWith(sep) ? folder + basename(current) : folder + sep + basename(current);
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return place;
    const to = readlinkSync(place);
    current = isAbsolute(to) ? to : folder + sep + to;
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

/** See `Files.behind`. */
export function realPlace(path: string): string | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync.native(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw trouble('read', path, error);
  }
}

function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  makeFolder(path);
  return realpathSync.native(path);
}

/**
 * Throws unless the bytes are to be read where they were to be written. Another writer may have been there since: then the path
 * must lead to the place that was written.
 */
export function proveWritten(path: string, target: string, bytes: Buffer): void {
  if (readFileSync(path).equals(bytes) || realpathSync.native(path) === target) return;
  throw Object.assign(new Error('it leads elsewhere than to what was written'), { code: 'ESTALE' });
}
