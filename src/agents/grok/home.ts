import { cacheKey } from '../../cache-key.ts';
import type { Settings } from '../../config-layers/commented-json.ts';
import type { Host } from '../../host.ts';
import type { Target } from '../agent.ts';
import type { OwnHome } from '../agent-files.ts';
import { credentialsOf } from './credentials.ts';
import { userFolder } from './places.ts';
import { settingsFor } from './settings.ts';

/**
 * The home of all sessions through one gateway: another one's, beside it, would change its models under it. What the user
 * changes by `/settings` or `/model` in a session is gone with the next launch.
 */
export function homeOf(target: Target, host: Host, own: string, user: Settings): OwnHome {
  const credentials = credentialsOf(target);
  const ways = target.models.map(({ baseUrl, credentials: sent }) => JSON.stringify([baseUrl, sent]));
  const path = `${own}/grok-${cacheKey([target.gateway.id, [...new Set(ways)].toSorted(), Object.keys(target.headers)])}`;
  const theirs = userFolder(host);
  return {
    path,
    variables: credentials.variables,
    files: [{ path: `${path}/config.toml`, renewed: true, content: () => settingsFor(target, user, credentials) }],
    links: [
      ...made.map((name) => ({ path: `${path}/${name}`, to: `${theirs}/${name}`, made: true as const })),
      ...linked.map((name) => ({ path: `${path}/${name}`, to: `${theirs}/${name}` })),
      // It is asked for again.
      { path: `${path}/trusted_folders.toml`, to: `${theirs}/trusted_folders.toml`, spare: true },
    ],
  };
}

/** Of these there is one for all, whether or not plain Grok was started yet. */
const made: readonly string[] = ['sessions'];

/**
 * What else plain Grok keeps (1.0.41), and `bin`, into which the script that npm installs would unpack the program anew.
 * Of the logins at xAI there is none. A file that Grok writes anew it renames into place, which ends the link.
 */
const linked: readonly string[] = [
  'bin',
  'AGENTS.md',
  'agents',
  'bundled',
  'commands',
  'hooks',
  'hooks-paths',
  'disabled-hooks',
  'installed-plugins',
  'lsp.json',
  'mcp_credentials.json',
  'memory',
  'memory-v2',
  'pager.toml',
  'personas',
  'plugins',
  'rules',
  'sandbox.toml',
  'skills',
  'statusline.sh',
  'workflows',
  'worktrees',
];
