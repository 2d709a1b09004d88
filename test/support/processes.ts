import { readdirSync, readFileSync } from 'node:fs';

/** A process as the system shows it to every program of the same user. */
export interface Process {
  readonly pid: number;
  readonly argv: readonly string[];
  /** `NAME=value`, as it was at the start of the process. */
  readonly environment: readonly string[];
}

/** All processes, however they were started, that have this home. Linux only. */
export function processesOf(home: string): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      argv: listIn(`/proc/${name}/cmdline`),
      environment: listIn(`/proc/${name}/environ`),
    }))
    .filter(({ environment }) => environment.includes(`HOME=${home}`));
}

/** Empty for a process that has just ended. */
function listIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}
