import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { constants, hostname } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { Failure } from '../failure.ts';
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
    while (!take(lock, 10_000) && Date.now() < end) await pause(5 + Math.random() * 10);
  } catch (error) {
    throw trouble('written', path, error);
  }
  try {
    return change();
  } finally {
    release(lock);
  }
}

/**
 * Runs work that must not be done twice, as to use up a token, while no other Jetway does any under this name: it never goes
 * ahead without the lock. One of a process that is gone counts no more, nor one that is twice as old as anybody waits. Throws a
 * `configuration` Failure where the folder can't be written or the lock is not to be had. `patience`: milliseconds.
 */
export async function held<T>(path: string, work: () => Promise<T>, patience: number): Promise<T> {
  const lock = `${path}.lock`;
  const end = Date.now() + patience;
  try {
    makeFolder(dirname(path));
    while (!take(lock, 2 * patience)) {
      if (Date.now() >= end)
        throw new Failure('configuration', `Another Jetway holds ${lock}.`, `If none runs, remove it.`);
      await pause(15 + Math.random() * 20);
    }
  } catch (error) {
    throw error instanceof Failure ? error : trouble('written', path, error);
  }
  try {
    return await work();
  } finally {
    release(lock);
  }
}

/**
 * Finishes work that must not end in the middle, as to store what may be had once: Ctrl-C, and whatever else would end the
 * process, counts when it is done; the second one at once. Where somebody else listens, as in a session, it is theirs.
 */
export async function unbroken<T>(work: () => Promise<T>): Promise<T> {
  let caught: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals): void => {
    caught ??= signal;
  };
  const all = [
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
    ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
  ] as const;
  const signals = all.filter((signal) => process.listenerCount(signal) === 0);
  for (const signal of signals) process.once(signal, note);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, note);
    if (caught !== undefined) {
      // Node raises none on Windows: it ends the process by the one half of them, and throws ENOSYS at the other.
      if (process.platform === 'win32') process.exit(128 + constants.signals[caught]);
      process.kill(process.pid, caught);
      // What has come to listen meanwhile (conf's writing does, to clean up) hears it in a later turn, and ends the process itself.
      await pause(500);
    }
  }
}

function take(lock: string, oldest: number): boolean {
  if (create(lock)) return true;
  const left = leftLock(lock, oldest);
  if (left === undefined) return false;
  breakLock(lock, left, oldest);
  return create(lock);
}

/** What tells a lock that counts no more from the next one of its name; undefined for one that counts. `oldest`: in milliseconds. Exported for its test. */
export function leftLock(lock: string, oldest: number): string | undefined {
  const taken = statSync(lock, { throwIfNoEntry: false });
  const isOver = taken !== undefined && (Date.now() - taken.mtimeMs > oldest || isLeft(lock, taken.mtimeMs));
  return isOver ? `${taken.ino}-${Math.trunc(taken.mtimeMs)}` : undefined;
}

/**
 * Removes the lock that was found left behind, and no other: of several that found it, one has removed it and taken its own
 * before the next one comes to it. So whoever would remove it takes a name made of that very lock first, and looks again. Exported for
 * its test.
 */
export function breakLock(lock: string, left: string, oldest: number): void {
  const turn = `${lock}.${left}`;
  if (!create(turn)) {
    // Whoever had the turn was cut off in the middle of two calls.
    if (leftLock(turn, oldest) !== undefined) rmSync(turn, { force: true });
    return;
  }
  try {
    if (leftLock(lock, oldest) === left) rmSync(lock, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

/** One that another has taken meanwhile, since this one took too long, is theirs. */
function release(lock: string): void {
  if (textOf(lock) === ownText) rmSync(lock, { force: true });
}

function create(lock: string): boolean {
  try {
    const descriptor = openSync(lock, 'wx', 0o600);
    try {
      writeSync(descriptor, ownText);
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (error) {
    // On Windows a file that is being deleted refuses its name for a moment.
    if (process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '')) return false;
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** Whether its owner has ended, as far as this machine can tell: behind a shared home may be another. */
function isLeft(lock: string, since: number): boolean {
  const [, pid, host] = /^(\d+) (.*)$/s.exec(textOf(lock) ?? '') ?? [];
  return host === hostname() && Number(pid) !== process.pid && !alive(Number(pid), since);
}

/** What this process writes into its locks. */
const ownText = `${process.pid} ${hostname()}`;

function textOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
