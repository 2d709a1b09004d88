import { join, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { variable } from '../../host.ts';
import type { Json } from '../../json-path.ts';
import type { Launch, Target } from '../agent.ts';
import {
  keysOf,
  notPlain,
  plainKey,
  shellLine,
  type Configuration,
  type Configures,
  type Given,
  type WantedKey,
} from '../agent-configure.ts';
import { reachable, rolesOf } from './aliases.ts';
import { quiet } from './environment.ts';
import { limitVariables, sessionLimits } from './limits.ts';
import { settingsOf } from './picker-entries.ts';
import { unset } from './unset.ts';

/** More of them nobody looks for in a menu, and the file is the user's. */
const pickerRows = 40;

/** A command of Jetway's gives the key: `apiKeyHelper` (https://code.claude.com/docs/en/settings; 2.1.332, driven). */
export const configure: Configures = {
  scopes: ['user', 'project'],
  configuration(target, given) {
    const key = plainKey(target.main);
    if (key === undefined || key === 'x-goog-api-key') throw notPlain('Claude Code', 'claude', target);
    const path = settingsPath(given);
    return {
      edits: [{ path, format: 'json', wanted: wantedOf(target, given.launch) }],
      files: [],
      remarks: remarksOn(given),
    };
  },
};

function settingsPath({ scope, launch: { host } }: Given): string {
  if (scope === 'project') return join(host.cwd, '.claude', 'settings.local.json');
  const folder = variable(host.env, 'CLAUDE_CONFIG_DIR', host.platform) ?? '';
  return join(folder === '' ? join(host.home, '.claude') : resolve(host.cwd, folder), 'settings.json');
}

function wantedOf(target: Target, launch: Launch): readonly WantedKey[] {
  const models = reachable(target);
  const limits = sessionLimits(models, launch);
  const { ANTHROPIC_MODEL: model, ANTHROPIC_DEFAULT_MODEL: _row, ...aliases } = rolesOf(target, models);
  const rows = settingsOf(target, models.slice(0, pickerRows), limits) as Readonly<Record<string, Json>>;
  const { env: _env, ...picker } = rows;
  const helper = target.printKey;
  const variables = {
    ANTHROPIC_BASE_URL: target.main.baseUrl,
    [quiet]: '1',
    ...aliases,
    ...limitVariables(limits),
    ...Object.fromEntries(providers.map((name) => [name, ''])),
  };
  return [
    ...(helper === undefined
      ? []
      : [{ path: ['apiKeyHelper'], value: shellLine('Claude Code', 'claude', helper, launch) }]),
    { path: ['model'], value: model ?? target.main.model },
    ...keysOf(['env'], variables),
    // Left out, one of the shell's would go out beside ours, or in its place. Without a key it wants some text to start.
    { path: ['env', 'ANTHROPIC_API_KEY'], value: '', secret: true },
    { path: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: helper === undefined ? 'none' : '', secret: true },
    ...keysOf([], picker),
  ];
}

/** Each would choose another provider than the address; empty, it does not, whatever the shell says. */
const providers = unset.flatMap(({ names }) => names).filter((name) => name.startsWith('CLAUDE_CODE_USE_'));

function remarksOn({ scope, launch: { host } }: Given): Configuration['remarks'] {
  const model = variable(host.env, 'ANTHROPIC_MODEL', host.platform) ?? '';
  if (scope === 'project' && host.cwd === host.home) {
    throw new Failure('usage', `${host.cwd} is your home, not a project.`, 'For all projects: --scope user');
  }
  return [
    'A repository can take the requests, with the key, to another host by its .claude/settings.json: Claude Code obeys that above these settings. Start it by jetway claude where you do not trust one.',
    'Stored logins stay and are not used. claude --bare does not read these settings.',
    ...(model === '' ? [] : ['ANTHROPIC_MODEL of your shell wins over the model here: unset it.']),
  ];
}
