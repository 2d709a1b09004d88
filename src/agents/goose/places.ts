import { join } from 'node:path';
import { type Host, variable } from '../../host.ts';

/** Of the user's (1.52.0). */
export function settingsFolder({ env, home, platform }: Host): string {
  const root = variable(env, 'GOOSE_PATH_ROOT', platform) ?? '';
  if (root !== '') return join(root, 'config');
  if (platform === 'win32') {
    return join(variable(env, 'APPDATA', platform) ?? join(home, 'AppData', 'Roaming'), 'Block', 'goose', 'config');
  }
  const xdg = env['XDG_CONFIG_HOME'];
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.config'), 'goose');
}

/** A pattern. */
export function customProviders(host: Host): string {
  return join(settingsFolder(host), 'custom_providers', '*.json');
}

/** The database of its sessions (1.52.0). */
export function sessionsFile({ env, home, platform }: Host): string {
  const root = variable(env, 'GOOSE_PATH_ROOT', platform) ?? '';
  const parts = ['data', 'sessions', 'sessions.db'];
  if (root !== '') return join(root, ...parts);
  if (platform === 'win32') {
    return join(variable(env, 'APPDATA', platform) ?? join(home, 'AppData', 'Roaming'), 'Block', 'goose', ...parts);
  }
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.local', 'share'), 'goose', ...parts.slice(1));
}
