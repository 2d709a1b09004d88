import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { exitCodes, type Failure } from '../failure.ts';

/**
 * Ends the process although a thread of it is blocked. The code is the failure's, or that of a command that is over: by `process.execve` where
 * that exists (POSIX, Node 22.15 and 24), on Windows by PowerShell. Elsewhere, or where that fails, the process kills itself, which is 137
 * for a shell, and 1 on Windows.
 */
export function endBlocked(failure: Failure, onStuck: ((failure: Failure) => void) | undefined): void {
  // A command that is over has said all that there was to say.
  const over = process.exitCode;
  if (over === undefined) say(`jetway: ${failure.message}\n  → ${failure.hint}\n`);
  try {
    if (over === undefined) onStuck?.(failure);
    const code = Number(over ?? exitCodes[failure.code]);
    const { execve } = process as { execve?: (file: string, args: readonly string[]) => void };
    if (process.platform === 'win32') endFromOutside(code);
    else execve?.call(process, '/bin/sh', ['sh', '-c', `exit ${code}`]);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

/**
 * On Windows Node gives no process that it kills another code than 1. The `Reason` is the exit code
 * (https://learn.microsoft.com/windows/win32/cimwin32prov/terminate-method-in-class-win32-process). Returns only where that can't be had.
 */
function endFromOutside(code: number): void {
  const program = `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  const self = `SELECT * FROM Win32_Process WHERE ProcessId=${process.pid}`;
  const script = `Invoke-CimMethod -Query '${self}' -MethodName Terminate -Arguments @{Reason=[uint32]${code}}`;
  spawnSync(program, ['-NoProfile', '-NonInteractive', '-Command', script], {
    stdio: 'ignore',
    timeout: 10_000,
    windowsHide: true,
  });
}

/** To standard error at once: nothing asynchronous is flushed any more. */
export function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody listens.
  }
}
