import { dirname, join, resolve } from 'node:path';
import { type Host, variable } from '../../host.ts';

/** Where sessions, logins and settings lie (2026.9.6); a profile has a folder of its own. */
function stateFolder(host: Host): string {
  const { cwd } = host;
  const named = said(host, 'OPENCLAW_STATE_DIR');
  if (named !== '') return resolve(cwd, inHome(named, host));
  const profile = said(host, 'OPENCLAW_PROFILE');
  const suffix = profile === '' || profile.toLowerCase() === 'default' ? '' : `-${profile}`;
  return join(homeOf(host), `.openclaw${suffix}`);
}

/** The user's settings (2026.9.6). */
export function settingsPath(host: Host): string {
  const named = said(host, 'OPENCLAW_CONFIG_PATH');
  return named === '' ? join(stateFolder(host), 'openclaw.json') : resolve(host.cwd, inHome(named, host));
}

/** They and what they may include from beside them. */
export function settingsFiles(host: Host): readonly string[] {
  const path = settingsPath(host);
  const folder = dirname(path);
  return [...new Set([path, join(folder, '*.json'), join(folder, '*.json5')])];
}

/** What fills variables that are not set: where sessions lie if that is said, beside the settings else (2026.9.6). */
export function envPath(host: Host): string {
  const isSaid = said(host, 'OPENCLAW_STATE_DIR') !== '' || said(host, 'OPENCLAW_CONFIG_PATH') === '';
  return join(isSaid ? stateFolder(host) : dirname(settingsPath(host)), '.env');
}

/**
 * `OPENCLAW_INCLUDE_ROOTS` with the folder of the user's settings in it, since ours lie elsewhere; and with the user's home,
 * for settings that are a link into another folder are refused otherwise.
 */
export function includeRoots(host: Host): string {
  const own = said(host, 'OPENCLAW_INCLUDE_ROOTS');
  return [dirname(settingsPath(host)), host.home, ...(own === '' ? [] : [own])].join(
    host.platform === 'win32' ? ';' : ':',
  );
}

function homeOf(host: Host): string {
  const named = said(host, 'OPENCLAW_HOME');
  const isNone = named === '' || named === 'undefined' || named === 'null';
  return isNone
    ? host.home
    : resolve(
        host.cwd,
        named.replace(tilde, () => host.home),
      );
}

function inHome(path: string, host: Host): string {
  return path.replace(tilde, () => homeOf(host));
}

const tilde = /^~(?=$|[\\/])/;

function said({ env, platform }: Host, name: string): string {
  return variable(env, name, platform)?.trim() ?? '';
}
