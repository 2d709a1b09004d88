import { resolve } from 'node:path';
import { variable, type Host } from '../../host.ts';

/** The folder that plain `grok` keeps everything in (1.0.41). */
export function userFolder({ cwd, env, home, platform }: Host): string {
  const named = variable(env, 'GROK_HOME', platform) ?? '';
  return named === '' ? `${home}/.grok` : resolve(cwd, named);
}

export function settingsPath(host: Host): string {
  return `${userFolder(host)}/config.toml`;
}

/**
 * Rules that rank above every file, and what an administrator gives as defaults; both also as a deployment's server last
 * sent them. Windows has none of the machine's own (`26-config-reference.md` of its guide, 1.0.41).
 */
export function managedPaths(host: Host): readonly string[] {
  const own = [userFolder(host), ...(host.platform === 'win32' ? [] : ['/etc/grok'])];
  const files = ['requirements.toml', 'managed_config.toml'].flatMap((name) =>
    own.map((folder) => `${folder}/${name}`),
  );
  if (host.platform !== 'darwin') return files;
  const preferences = '/Library/Managed Preferences';
  return [
    ...files,
    `${preferences}/ai.x.grok.plist`,
    ...(host.login === undefined ? [] : [`${preferences}/${host.login}/ai.x.grok.plist`]),
  ];
}
