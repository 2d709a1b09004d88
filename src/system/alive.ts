import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import process from 'node:process';
import { codeOf } from './trouble.ts';

/** Clocks and counters of the system differ by less. Milliseconds. */
const slack = 2000;

/** See `Programs.alive`. This process itself is new, so an older one of its id has ended. */
export function alive(pid: number, since: number): boolean {
  if (pid === process.pid || !exists(pid)) return false;
  return startOf(pid) <= since + slack;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * When a process was started, in milliseconds since 1970; where the system does not tell cheaply, when the machine was.
 * Field 22 of /proc/<pid>/stat counts hundredths of a second from then on, behind a name that may hold anything
 * (proc_pid_stat(5)).
 */
function startOf(pid: number): number {
  const boot = Date.now() - uptime() * 1000;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    return Number.isFinite(ticks) ? boot + ticks * 10 : boot;
  } catch {
    return boot;
  }
}
