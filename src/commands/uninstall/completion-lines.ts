import { variable, type Host } from '../../host.ts';
import { native } from '../../options/project.ts';
import type { System } from '../../system/system.ts';
import { scripts } from '../completion/scripts.ts';

/** A file of a shell's that loads completion as `jetway completion --help` says. */
export interface CompletionFile {
  readonly path: string;
  /** Without that; undefined where the whole file is Jetway's. */
  readonly rest: string | undefined;
}

/** Looks at the files that the help names, and finds there what it says to put in, to the letter. */
export function completionFiles({ files, host }: System): readonly CompletionFile[] {
  return placesOf(host).flatMap((path): readonly CompletionFile[] => {
    const text = readable(path, files);
    if (text === undefined) return [];
    // Fish loads it by its name.
    if (path.endsWith('jetway.fish'))
      return text.startsWith(firstLine(scripts.fish)) ? [{ path, rest: undefined }] : [];
    const rest = withoutOurs(text);
    return rest === text ? [] : [{ path, rest }];
  });
}

/** Each line that sources a script, and PowerShell's script, which is appended whole: up to its closing brace. */
function withoutOurs(text: string): string {
  const whole = text.replaceAll(/^# jetway: completion for PowerShell\..*\r?\n[^]*?^\}[ \t]*(?:\r?\n|$)/gm, '');
  return whole.replaceAll(/^[ \t]*(?:source|\.)[ \t]+<\(jetway completion (?:bash|zsh)\)[ \t]*(?:\r?\n|$)/gm, '');
}

const firstLine = (script: string): string => script.split('\n', 1)[0] ?? '';

function readable(path: string, files: System['files']): string | undefined {
  try {
    return files.read(path);
  } catch {
    return undefined;
  }
}

function placesOf(host: Host): readonly string[] {
  const { env, home, platform } = host;
  const config = variable(env, 'XDG_CONFIG_HOME', platform) || `${home}/.config`;
  // The documents are OneDrive's where that backs them up.
  const documents = [home, variable(env, 'OneDrive', platform) || home].map((folder) => `${folder}/Documents`);
  const powershell =
    platform === 'win32'
      ? [...new Set(documents)].flatMap((folder) => [`${folder}/PowerShell`, `${folder}/WindowsPowerShell`])
      : [`${config}/powershell`];
  // On Windows, too: Git brings a bash.
  return [
    ...['.bashrc', '.bash_profile', '.profile'].map((name) => `${home}/${name}`),
    `${variable(env, 'ZDOTDIR', platform) || home}/.zshrc`,
    `${config}/fish/completions/jetway.fish`,
    ...powershell.map((folder) => `${folder}/Microsoft.PowerShell_profile.ps1`),
  ].map((path) => native(path, host));
}
