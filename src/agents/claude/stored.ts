import { resolve } from 'node:path';
import { parseJson } from '../../json-path.ts';
import { variable } from '../../host.ts';
import type { StoredModel } from '../agent.ts';

/**
 * `/model` writes `model` into the user's settings, which it then prints anew with two spaces and some keys moved; a text
 * with comments it does not take. An empty CLAUDE_CONFIG_DIR is the working directory (2.1.330).
 */
export const storesModel: StoredModel = {
  path({ cwd, env, home, platform }) {
    const folder = variable(env, 'CLAUDE_CONFIG_DIR', platform);
    return folder === undefined ? `${home}/.claude/settings.json` : resolve(cwd, folder, 'settings.json');
  },
  format: 'json',
  keys: ['model'],
  // Behind an id stands what it is to be used with: `claude-sonnet-4-6[1m]`.
  idIn: (stored) => stored.replace(/\[[^[\]]*\]$/, ''),
};

/** A settings file's JSON; undefined where it is none. It takes UTF-16 with its mark, too (2.1.332, driven). */
export function parseSettings(text: string): unknown {
  return parseJson(text.replace(/^\uFEFF{1,2}/, ''));
}
