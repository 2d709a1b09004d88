import { execFile } from 'node:child_process';
import { withoutOwnKeys, type Host } from '../host.ts';

/** Characters of output. */
const outputLimit = 8 * 1024 * 1024;

/**
 * See `Programs.ask`. By Node's own module, which a launch loads anyway: what else runs a program, execa, takes longer to
 * load than most programs take to answer.
 */
export async function askProgram(
  [file = '', ...args]: readonly string[],
  timeoutMs: number,
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
): Promise<string | undefined> {
  // Not SIGTERM, which a program may take its time with: nothing is lost of a question.
  const options = {
    cwd,
    env: withoutOwnKeys(env),
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: outputLimit,
  } as const;
  return new Promise((resolve) => {
    try {
      const child = execFile(file, args, { ...options, windowsHide: true }, (error, stdout) =>
        resolve(error === null ? stdout : undefined),
      );
      child.stdin?.end();
    } catch {
      // An argument that no program can be given, or one more than fits.
      resolve(undefined);
    }
  });
}
