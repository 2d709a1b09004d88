import { posix } from 'node:path';
import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';
import { parsePolicy, policyPath, unreadable, type Policy } from './policy.ts';

/**
 * The rules of this machine's administrator; undefined where there are none. Throws a `configuration` Failure for a file
 * that is not the administrator's alone, or is not understood: then nothing is launched.
 */
export function readPolicy({ files, host }: Pick<System, 'files' | 'host'>): Policy | undefined {
  const path = policyPath(host);
  const text = read(path, files);
  if (text === undefined) return undefined;
  // Windows has no such bits: there the folder's own rights are the administrator's to set.
  if (host.platform !== 'win32') {
    // Who can write the folder can put another file in its place.
    for (const place of [path, posix.dirname(path)]) {
      if (files.owner(place) !== 0)
        throw unreadable(path, `is not the administrator's: ${place} does not belong to root`);
      if (((files.mode(place) ?? 0o777) & 0o022) !== 0) {
        throw unreadable(path, `is not the administrator's alone: others than root can write ${place}`);
      }
    }
  }
  return parsePolicy(text, path);
}

function read(path: string, files: System['files']): string | undefined {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof Failure) throw unreadable(path, 'can not be read');
    throw error;
  }
}
