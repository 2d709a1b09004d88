import { dirname, join } from 'node:path';
import { upward } from '../../config-layers/folders.ts';
import { type Host, variable } from '../../host.ts';

/** The user's own settings (0.90.0). */
export function settingsPath(host: Host): string {
  const named = variable(host.env, 'CRUSH_GLOBAL_CONFIG', host.platform) ?? '';
  if (named !== '') return join(named, 'crush.json');
  const xdg = variable(host.env, 'XDG_CONFIG_HOME', host.platform) ?? '';
  return join(xdg === '' ? join(host.home, '.config') : xdg, 'crush', 'crush.json');
}

/** A script beside them, which Crush runs for settings. */
export function scriptPath(host: Host): string {
  return join(dirname(settingsPath(host)), 'crushrc');
}

/** What Crush itself writes: the models that were picked, keys that were typed into it (0.90.0). */
export function dataPath({ env, home, platform }: Host): string {
  const named = variable(env, 'CRUSH_GLOBAL_DATA', platform) ?? '';
  if (named !== '') return join(named, 'crush.json');
  const xdg = variable(env, 'XDG_DATA_HOME', platform) ?? '';
  if (xdg !== '') return join(xdg, 'crush', 'crush.json');
  if (platform === 'win32')
    return join(variable(env, 'LOCALAPPDATA', platform) ?? join(home, 'AppData', 'Local'), 'crush', 'crush.json');
  return join(home, '.local', 'share', 'crush', 'crush.json');
}

/** Of a folder of a repository, what counts first; scripts among them, which end in `rc`. */
export function projectFiles(folder: string): readonly string[] {
  return ['.crushrc', 'crushrc', '.crush.json', 'crush.json'].map((name) => join(folder, name));
}

/** Its state there, which ranks above all else. */
export function statePath(folder: string): string {
  return join(folder, '.crush', 'crush.json');
}

/**
 * The folders whose files count: as far as the repository's root, `isRoot`; without one all above, since it may be a
 * worktree of git's, whose root can't be told by a file.
 */
export function folders(cwd: string, isRoot: (folder: string) => boolean): readonly string[] {
  const above = upward(cwd);
  const end = above.findIndex(isRoot);
  return end === -1 ? above : above.slice(0, end + 1);
}
