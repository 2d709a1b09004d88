import { resolve } from 'node:path';
import { variable, type Host } from '../../host.ts';

/** The folder that plain `cn` keeps everything in (1.5.47). */
export function userFolder({ cwd, env, home, platform }: Host): string {
  const named = variable(env, 'CONTINUE_GLOBAL_DIR', platform) ?? '';
  return named === '' ? `${home}/.continue` : resolve(cwd, named);
}

export function userSettings(host: Host): string {
  return `${userFolder(host)}/config.yaml`;
}
