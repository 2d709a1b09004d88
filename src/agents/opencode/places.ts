import { join } from 'node:path';
import { variable, type Host } from '../../host.ts';
import type { Edition } from './edition.ts';

/** An administrator's files, and on macOS what a device management brings, as a property list. */
export function managedPaths(host: Host, edition: Edition): readonly string[] {
  return [...managedFiles(host, edition), ...(host.platform === 'darwin' ? preferencesOf(host) : [])];
}

/** Without those that a device management brings; lowest first. */
export function managedFiles(host: Host, { command, layout }: Edition): readonly string[] {
  const { folder, separator } = folderOf(host, command);
  return layout.inside.toReversed().map((name) => folder + separator + name);
}

function folderOf(host: Host, name: string): { readonly folder: string; readonly separator: string } {
  if (host.platform === 'darwin') return { folder: `/Library/Application Support/${name}`, separator: '/' };
  if (host.platform !== 'win32') return { folder: `/etc/${name}`, separator: '/' };
  return {
    folder: `${variable(host.env, 'ProgramData', host.platform) ?? 'C:\\ProgramData'}\\${name}`,
    separator: '\\',
  };
}

/** Of one name for every edition (Kilo 7.7.7, its source). */
function preferencesOf(host: Host): readonly string[] {
  return [...(host.login === undefined ? [] : [`${host.login}/`]), ''].map(
    (part) => `/Library/Managed Preferences/${part}ai.opencode.managed.plist`,
  );
}

/** Of the user's: logins, sessions. */
export function dataFolder({ env, home, platform }: Host, { command }: Pick<Edition, 'command'>): string {
  return join(variable(env, 'XDG_DATA_HOME', platform) || join(home, '.local', 'share'), command);
}
