import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { alive } from './alive.ts';
import { makeFolder } from './folder.ts';
import { codeOf, trouble } from './trouble.ts';

/**
 * Runs a change of one file while no other Jetway changes it: `<path>.lock` exists meanwhile, and says whose it is. One of a
 * process that is gone, or older than 10 s, counts no more, and after 3 s the change goes ahead all the same: at worst
 * another's change is lost, the file is never torn. Throws a `configuration` Failure where the folder can't be written.
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
    const descriptor = openSync(lock, 'wx', 0o600);
    try {
      writeSync(descriptor, `${process.pid} ${hostname()}`);
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (error) {
    // On Windows a file that is being deleted refuses its name for a moment.
    if (process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '')) return false;
    if (codeOf(error) !== 'EEXIST') throw error;
    const taken = statSync(lock, { throwIfNoEntry: false });
    if (taken !== undefined && (Date.now() - taken.mtimeMs > 10_000 || isLeft(lock, taken.mtimeMs))) {
      rmSync(lock, { force: true });
    }
    return false;
  }
}

/** Whether its owner has ended, as far as this machine can tell: behind a shared home may be another. */
function isLeft(lock: string, since: number): boolean {
  try {
    const [, pid, host] = /^(\d+) (.*)$/s.exec(readFileSync(lock, 'utf8')) ?? [];
    return host === hostname() && Number(pid) !== process.pid && !alive(Number(pid), since);
  } catch {
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
