import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './folder.ts';
import { codeOf, trouble } from './trouble.ts';

/**
 * Runs a change of one file while no other Jetway changes it: `<path>.lock` exists meanwhile. A lock older than 10 s was
 * left by a process that died, and after 3 s the change goes ahead all the same: at worst another's change is lost,
 * the file is never torn. Throws a `configuration` Failure where the folder can't be written.
 */
export async function locked<T>(path: string, change: () => T): Promise<T> {
  const lock = `${path}.lock`;
  try {
    makeFolder(dirname(path));
    const end = Date.now() + 3000;
    while (!take(lock) && Date.now() < end) await pause(5 + Math.random() * 10);
  } catch (error) {
    throw trouble('written', path, error);
  }
  try {
    return change();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const taken = statSync(lock, { throwIfNoEntry: false });
    if (taken !== undefined && Date.now() - taken.mtimeMs > 10_000) rmSync(lock, { force: true });
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
