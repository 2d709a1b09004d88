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

/**
 * The same for Windows: what the last line ends with is what the file ends with. It is read in the code page of its console, in
 * which `ö` is something else: the user's folder is named by its variable, and for other such letters the code page becomes
 * UTF-8's, and stays, for what is started has to come last. Throws `usage` for what can't stand in it.
 */
export function batchText({ agent, name, self, flags, folders }: ShimPlan, home: string): string {
  const written = (text: string): string =>
    isEnglish(text) || !text.startsWith(`${home}\\`)
      ? percents(text)
      : `%USERPROFILE%${percents(text.slice(home.length))}`;
  const words = [...self, ...flags, agent].map((word) => `"${written(fitting(word))}"`).join(' ');
  const lines = [
    `rem Starts ${name} through a gateway. To remove it: jetway shim ${agent} --remove`,
    `set "PATH=%PATH%${folders.map((folder) => `;${written(folder)}`).join('')}"`,
    `${words} %*`,
    '',
  ];
  const page = lines.every(isEnglish) ? [] : ['chcp 65001 >nul'];
  return ['@echo off', 'setlocal', ...page, ...lines].join('\r\n');
}

const isEnglish = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** In quotes nothing but `%` means anything to a batch file. */
function fitting(word: string): string {
  if (/["\r\n]/.test(word)) {
    throw new Failure('usage', `${quote(word)} can't stand in a batch file.`, 'Save it in a profile: jetway login');
  }
  return word;
}

const percents = (text: string): string => text.replaceAll('%', '%%');
