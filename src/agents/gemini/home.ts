import { ownFolder } from '../../launch/apply.ts';
import type { Settings } from '../../config-layers/commented-json.ts';
import { variable, type Host } from '../../host.ts';
import { at, listAt } from '../../json-path.ts';
import type { Launch, Target } from '../agent.ts';
import type { OwnHome } from '../agent-files.ts';
import { authModeOf } from './auth-mode.ts';
import { settingsFor } from './settings.ts';

/** The folder that plain `gemini` keeps everything in. */
export function userFolder(host: Host): string {
  return `${userHome(host)}/.gemini`;
}

export function userSettings(host: Host): string {
  return `${userFolder(host)}/settings.json`;
}

export function projectSettings({ cwd }: Host): string {
  return `${cwd}/.gemini/settings.json`;
}

/**
 * The home of a session. Throws a `configuration` Failure where there is no folder for it. What the user changes by
 * `/settings` or `/auth` in the session is gone with the next launch.
 */
export function homeOf(target: Target, { host, folder }: Launch, settings: Settings): OwnHome {
  const own = ownFolder('Gemini CLI', folder);
  const path = `${own}/gemini-${authModeOf(target.main)}`;
  const inner = `${path}/.gemini`;
  return {
    path,
    files: [
      {
        path: `${inner}/settings.json`,
        renewed: true,
        content: () => `${JSON.stringify(settingsFor(target, settings), undefined, 2)}\n`,
      },
    ],
    links: [
      ...[...linked, ...memoryFiles(settings)].map((name) => ({
        path: `${inner}/${name}`,
        to: `${userFolder(host)}/${name}`,
      })),
      { path: `${path}/.agents`, to: `${userHome(host)}/.agents` },
    ],
  };
}

function userHome(host: Host): string {
  const named = variable(host.env, 'GEMINI_CLI_HOME', host.platform) ?? '';
  return named === '' ? host.home : named;
}

/**
 * Folders, and files that the CLI only reads: one that it writes anew it renames into place, which would end the link
 * (0.61.0). Of the logins there is none.
 */
const linked: readonly string[] = [
  'commands',
  'extensions',
  'skills',
  'agents',
  'policies',
  'acknowledgments',
  'tmp',
  'history',
  'keybindings.json',
  '.env',
];

/** A setting gives them other names. */
function memoryFiles(settings: Settings): readonly string[] {
  const named = [at(settings, 'context', 'fileName'), ...listAt(settings, 'context', 'fileName')];
  const plain = named.filter((name): name is string => typeof name === 'string' && /^[\w.-]*[\w-]$/.test(name));
  return [...new Set(plain.length === 0 ? ['GEMINI.md'] : plain)].filter((name) => !owned.has(name));
}

const owned: ReadonlySet<string> = new Set(['settings.json', ...linked]);
