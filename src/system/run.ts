import { constants } from 'node:os';
import { execa } from 'execa';
import { Failure } from '../failure.ts';
import { withoutOwnKeys, type Host } from '../host.ts';
import type { Programs } from './system.ts';

/** Characters of output, each of stdout and stderr. */
const outputLimit = 8 * 1024 * 1024;

/** See `Programs.run`. No Failure repeats an argument or what the program wrote: it may be a key. */
export const run = async (
  [file = '', ...args]: readonly string[],
  { timeoutMs, stdin, stderr }: Parameters<Programs['run']>[1],
  host: Pick<Host, 'cwd' | 'env'>,
): ReturnType<Programs['run']> => {
  const result = await execa(file, args, {
    cwd: host.cwd,
    env: withoutOwnKeys(host.env),
    extendEnv: false,
    stdin,
    stderr,
    timeout: timeoutMs,
    forceKillAfterDelay: 1000,
    maxBuffer: outputLimit,
    stripFinalNewline: false,
    windowsHide: true,
    reject: false,
  });
  if (result.timedOut) {
    throw new Failure('agent', `${file} took longer than ${timeoutMs / 1000} s.`, `Run it alone to see why: ${file}`);
  }
  if (result.isMaxBuffer) {
    throw new Failure('agent', `${file} wrote more than 8 MiB.`, `Run it alone to see what it writes: ${file}`);
  }
  const code = result.exitCode ?? (result.signal === undefined ? undefined : 128 + constants.signals[result.signal]);
  if (code === undefined) {
    const why = result.code === 'ENOENT' ? 'it was not found' : (result.code ?? 'the system refused');
    throw new Failure('agent', `${file} could not be started: ${why}.`, `Install ${file}, or check PATH.`);
  }
  return { code, stdout: result.stdout, stderr: result.stderr ?? '' };
};
