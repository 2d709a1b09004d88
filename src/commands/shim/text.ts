import { Failure } from '../../failure.ts';
import { quote, shellWord } from '../../text.ts';

/** What a shim is made from. */
export interface ShimPlan {
  /** The word behind `jetway`. */
  readonly agent: string;
  /** For people. */
  readonly name: string;
  /** Node and the bin file, absolute. */
  readonly self: readonly string[];
  /** Jetway's flags, before the agent. */
  readonly flags: readonly string[];
  /** Where the agent and Node lie: programs that have a window know little of a shell's PATH. */
  readonly folders: readonly string[];
}

/** For a POSIX shell. `exec`: what is started has the streams, the signals and the process of this one. */
export function shellText({ agent, name, self, flags, folders }: ShimPlan): string {
  const path = folders.map((folder) => `:${shellWord(folder)}`).join('');
  return `#!/bin/sh
# Starts ${name} through a gateway. To remove it: jetway shim ${agent} --remove
PATH="$PATH"${path}
export PATH
exec ${[...self, ...flags, agent].map((word) => shellWord(word)).join(' ')} "$@"
`;
}

/** The same for Windows: what the last line ends with is what the file ends with. Throws `usage` for what can't stand in it. */
export function batchText({ agent, name, self, flags, folders }: ShimPlan): string {
  const words = [...self, ...flags, agent].map(batchWord).join(' ');
  return [
    '@echo off',
    'setlocal',
    `rem Starts ${name} through a gateway. To remove it: jetway shim ${agent} --remove`,
    `set "PATH=%PATH%${folders.map((folder) => `;${percents(folder)}`).join('')}"`,
    `${words} %*`,
    '',
  ].join('\r\n');
}

/** In quotes nothing but `%` means anything to it. */
function batchWord(word: string): string {
  if (/["\r\n]/.test(word)) {
    throw new Failure('usage', `${quote(word)} can't stand in a batch file.`, 'Save it in a profile: jetway login');
  }
  return `"${percents(word)}"`;
}

const percents = (text: string): string => text.replaceAll('%', '%%');
