import { posix } from 'node:path';
import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';
import { parsePolicy, unreadable } from './parse-policy.ts';
import { policyPath, type Policy } from './policy.ts';

/** No file of rules is larger. Bytes. */
const limit = 256 * 1024;

/**
 * The rules of this machine's administrator; undefined where there are none. Throws a `configuration` Failure for a file
 * that is not the administrator's alone, or is not understood: then nothing is launched.
 */
export function readPolicy({ files, host }: Pick<System, 'files' | 'host'>): Policy | undefined {
  const path = policyPath(host);
  const text = read(path, files);
  if (text === undefined) {
    // Rules that are there and can't be reached are not rules that are not there.
    if (files.behind(path) !== undefined) throw unreadable(path, 'leads to nothing');
    return undefined;
  }
  // Windows has no such bits: there the folder's own rights are the administrator's to set.
  if (host.platform !== 'win32') refuseOthers(path, files);
  return parsePolicy(text, path);
}

function read(path: string, files: System['files']): string | undefined {
  try {
    return files.read(path, limit);
  } catch (error) {
    if (error instanceof Failure) throw unreadable(path, 'can not be read, or has over 256 KiB');
    throw error;
  }
}

/** Throws where somebody else than root could write the file, or put another in its place; so for each folder behind a link. */
function refuseOthers(path: string, files: System['files']): void {
  const real = files.behind(path) ?? path;
  for (const place of real === path
    ? [path, posix.dirname(path)]
    : [path, posix.dirname(path), real, ...foldersAbove(real)]) {
    if (files.owner(place) !== 0) {
      throw unreadable(path, `is not the administrator's: ${place} does not belong to root`);
    }
    if (((files.mode(place) ?? 0o777) & 0o022) !== 0) {
      throw unreadable(path, `is not the administrator's alone: others than root can write ${place}`);
    }
  }
}

function foldersAbove(path: string): readonly string[] {
  const folder = posix.dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}
