import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './trouble.ts';

/**
 * Makes a folder where it is missing, and those above it, with 0700. Not by `recursive`, which never ends where a folder
 * above is there and can hold none (`/proc`: Node 20.20, 22.23 and 24.22; 26.12 ends). Throws the system's own error.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    const code = codeOf(error);
    // What is there may be on a file system that is read-only, or be closed to us.
    if (code !== 'ENOENT' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || statSync(above, { throwIfNoEntry: false }) !== undefined) throw error;
    makeFolder(above);
    makeFolder(path);
  }
}
