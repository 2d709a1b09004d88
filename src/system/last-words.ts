import { writeSync } from 'node:fs';
import process from 'node:process';
import { exitCodes, type Failure } from '../failure.ts';

/**
 * Ends the process although a thread of it is blocked. The code is the failure's, or that of a command that is over, where `process.execve` exists (POSIX,
 * Node 22.15 and 24); elsewhere the process kills itself, which a shell reports as 137.
 */
export function endBlocked(failure: Failure, onStuck: ((failure: Failure) => void) | undefined): void {
  // A command that is over has said all that there was to say.
  const over = process.exitCode;
  if (over === undefined) say(`jetway: ${failure.message}\n  → ${failure.hint}\n`);
  try {
    if (over === undefined) onStuck?.(failure);
    const { execve } = process as { execve?: (file: string, args: readonly string[]) => void };
    execve?.call(process, '/bin/sh', ['sh', '-c', `exit ${over ?? exitCodes[failure.code]}`]);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

/** To standard error at once: nothing asynchronous is flushed any more. */
export function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody listens.
  }
}
