import { posix, win32 } from 'node:path';
import { variable, type Host } from '../../host.ts';

/** Where plain `droid` keeps all its own (0.225.2). */
export function userFolder({ env, home, platform }: Host): string {
  const named = variable(env, 'FACTORY_HOME_OVERRIDE', platform) ?? '';
  return (platform === 'win32' ? win32 : posix).join(named === '' ? home : named, '.factory');
}

export function settingsPath(host: Host): string {
  return (host.platform === 'win32' ? win32 : posix).join(userFolder(host), 'settings.json');
}

/** An organisation's, what counts first: where there is the one, the other is not read (0.225.2). */
export function managedPaths({ env, platform }: Host): readonly string[] {
  const named = variable(env, 'FACTORY_ORG_MANAGED_SETTINGS_LOCAL_PATH', platform) ?? '';
  return [systemPath(platform), ...(named === '' ? [] : [named])];
}

function systemPath(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return '/Library/Application Support/Factory/settings.json';
  return platform === 'win32' ? 'C:\\Program Files\\Factory\\settings.json' : '/etc/factory/settings.json';
}
