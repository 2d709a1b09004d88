import { posix, win32 } from 'node:path';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';

/** A key command may ask for a password or a touch, where there is a terminal. Milliseconds. */
const commandTimeout = { terminal: 60_000, script: 10_000 };

/**
 * Splits a command line at blanks; quotes keep blanks together, and elsewhere than on Windows, where it stands in paths, a
 * backslash takes the meaning from what follows it. No shell, no expansion. Throws a `usage` Failure.
 */
export function words(line: string, platform: NodeJS.Platform): readonly string[] {
  const text = line.trim();
  const windows = platform === 'win32';
  const found = [...text.matchAll(windows ? windowsWord : word)];
  const covered = found.reduce((sum, match) => sum + match[0].length, 0);
  if (covered !== text.length || found.length === 0) {
    throw new Failure(
      'usage',
      `--key-command is no argument list: ${quote(line)}`,
      'Example: --key-command "op read op://vault/item/key"',
    );
  }
  const plain = (part: string): string => (windows ? part : part.replaceAll(/\\(.)/g, '$1'));
  return found.map((match) => match[2] ?? plain(match[1] ?? match[3] ?? ''));
}

const word = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+))(\s+|$)/gy;
const windowsWord = /(?:"([^"]*)"|'([^']*)'|([^\s"']+))(\s+|$)/gy;

/** What the command prints: the first line, unless that begins something longer. It is never shown. */
export async function runKeyCommand(command: readonly string[], saved: boolean, system: System): Promise<string> {
  const name = command[0] ?? '';
  if (saved) refuseForeign(name, system);
  const terminal = system.stdin.isTerminal;
  const hint = `Try it alone: ${command.join(' ')}`;
  const result = await system.programs
    .run(command, {
      timeoutMs: terminal ? commandTimeout.terminal : commandTimeout.script,
      stdin: terminal ? 'inherit' : 'ignore',
      stderr: 'inherit',
    })
    .catch((error: unknown) => {
      throw error instanceof Failure ? new Failure('credential', `No key: ${error.message}`, error.hint) : error;
    });
  if (result.code !== 0) throw new Failure('credential', `The key command ${name} ended with ${result.code}.`, hint);
  const { stdout } = result;
  return /^\s*[[{]/.test(stdout) ? stdout : (stdout.split(/\r?\n/)[0] ?? '');
}

/**
 * A command that was saved runs unseen: not one that others could have written there, nor one that lies wherever Jetway
 * happens to be started. Throws a `credential` Failure.
 */
function refuseForeign(name: string, { profiles, host }: System): void {
  const why = profiles.writtenBy();
  if (why !== undefined) {
    throw new Failure(
      'credential',
      `The saved key command ${name} is not run: ${why}.`,
      `Look at ${profiles.path}, then make it yours alone: chmod go-w '${posix.dirname(profiles.path)}' '${profiles.path}'`,
    );
  }
  const relative = /[\\/]/.test(name) && !isAbsolute(name, host.platform);
  if (!relative) return;
  throw new Failure(
    'credential',
    `The saved key command ${name} is not run: it would be another one in each folder.`,
    `Save it with its whole path: jetway login --key-command "${host.platform === 'win32' ? 'C:\\path\\to\\it.exe' : '/path/to/it'} …"`,
  );
}

function isAbsolute(path: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' ? win32.isAbsolute(path) : path.startsWith('/');
}

/** The command as it is saved: a program that is named by its place from here is so from everywhere. */
export function fixedCommand(command: readonly string[], { cwd, platform }: Host): readonly string[] {
  const [program = '', ...rest] = command;
  if (!/[\\/]/.test(program) || isAbsolute(program, platform)) return command;
  return [(platform === 'win32' ? win32 : posix).resolve(cwd, program), ...rest];
}
