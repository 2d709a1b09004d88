import { resolve } from 'node:path';
import { variable, type Host } from '../../host.ts';
import type { StoredModel } from '../agent.ts';

/** The folder with all that is the user's. */
export function userFolder({ cwd, env, home, platform }: Host): string {
  const named = variable(env, 'PI_CODING_AGENT_DIR', platform) ?? '';
  return named === ''
    ? resolve(home, '.pi', 'agent')
    : resolve(
        cwd,
        named.replace(/^~(?=$|[/\\])/, () => home),
      );
}

/** Ctrl+S in `/model` writes both; the file is then printed anew with two spaces (1.6.0, driven). */
export const storesModel: StoredModel = {
  path: (host) => resolve(userFolder(host), 'settings.json'),
  format: 'json',
  keys: ['defaultModel', 'defaultProvider'],
  provider: 'jetway',
};
