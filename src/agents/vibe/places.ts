import { join, resolve } from 'node:path';
import { type Host, variable } from '../../host.ts';
import { upward } from '../../config-layers/folders.ts';

/** VIBE_HOME (3.0.3). */
export function vibeHome({ cwd, env, home, platform }: Host): string {
  const named = variable(env, 'VIBE_HOME', platform) ?? '';
  if (named === '') return join(home, '.vibe');
  return resolve(
    cwd,
    named.replace(/^~(?=$|[\\/])/, () => home),
  );
}

export function settingsPath(host: Host): string {
  return join(vibeHome(host), 'config.toml');
}

/** The innermost that is there counts; the folder above VIBE_HOME and what is above that have none (3.0.3). */
export function projectSettings(host: Host): readonly string[] {
  const folders = upward(host.cwd);
  const end = folders.indexOf(resolve(vibeHome(host), '..'));
  return folders.slice(0, end === -1 ? undefined : end).map((folder) => join(folder, '.vibe', 'config.toml'));
}

/** Of the user and of the folder that Vibe is started in. */
export function profileFolders(host: Host): readonly string[] {
  return [join(vibeHome(host), 'agents'), join(host.cwd, '.vibe', 'agents')];
}

/** What tells which profile a session has and what is in it. */
export function profileFiles(host: Host): readonly string[] {
  return [
    settingsPath(host),
    ...projectSettings(host),
    ...profileFolders(host).map((folder) => join(folder, '*.toml')),
  ];
}

/** What Mistral's server last said that an organization enforces; Vibe goes by it for a week where it can't ask (3.0.3). */
export function managedPaths(host: Host): readonly string[] {
  return [join(vibeHome(host), 'managed_config_cache.json')];
}
