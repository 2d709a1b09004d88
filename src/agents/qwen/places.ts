import { posix, resolve, win32 } from 'node:path';
import { variable, type Host } from '../../host.ts';

/** What ranks above all other settings, as plain `qwen` looks for it (0.24.4). */
export function systemSettings({ env, platform }: Host): string {
  const named = variable(env, 'QWEN_CODE_SYSTEM_SETTINGS_PATH', platform) ?? '';
  if (named !== '') return named;
  if (platform === 'darwin') return '/Library/Application Support/QwenCode/settings.json';
  return platform === 'win32' ? 'C:\\ProgramData\\qwen-code\\settings.json' : '/etc/qwen-code/settings.json';
}

/** Ours stands in the place of this file. */
export function managedPaths(host: Host): readonly string[] {
  return [systemSettings(host)];
}

/** What ranks below all other settings. */
export function defaultsPath(host: Host): string {
  const named = variable(host.env, 'QWEN_CODE_SYSTEM_DEFAULTS_PATH', host.platform) ?? '';
  if (named !== '') return named;
  const { dirname: folderOf, join: inside } = host.platform === 'win32' ? win32 : posix;
  return inside(folderOf(systemSettings(host)), 'system-defaults.json');
}

export function userSettings({ cwd, env, home, platform }: Host): string {
  const named = variable(env, 'QWEN_HOME', platform) ?? '';
  const folder =
    named === ''
      ? `${home}/.qwen`
      : resolve(
          cwd,
          named.replace(/^~(?=$|[/\\])/, () => home),
        );
  return `${folder}/settings.json`;
}

export function projectSettings({ cwd }: Host): string {
  return `${cwd}/.qwen/settings.json`;
}
