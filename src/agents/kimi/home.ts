import { cacheKey } from '../../cache-key.ts';
import { ownFolder } from '../../launch/apply.ts';
import type { Launch, Target } from '../agent.ts';
import type { OwnHome } from '../agent-files.ts';
import { userFolder, userServers, userSettings } from './places.ts';
import type { Providers } from './providers.ts';
import { settingsText } from './settings.ts';

/**
 * The home of a session, one for each way to a gateway, since Kimi Code reads its settings again when it writes them. Throws
 * a `configuration` Failure where there is no folder for it. What the user changes there by `/settings`, `/model` or
 * `/mcp-config` is gone with the next launch.
 */
export function homeOf(target: Target, providers: Providers, { host, folder, texts = {} }: Launch): OwnHome {
  const path = `${ownFolder('Kimi Code', folder)}/kimi-${cacheKey([providers.entries, userFolder(host)])}`;
  const settings = userSettings(host);
  return {
    path,
    files: [
      {
        path: `${path}/config.toml`,
        renewed: true,
        content: () => settingsText(target, providers, texts[settings], settings),
      },
      { path: `${path}/mcp.json`, renewed: true, content: () => texts[userServers(host)] ?? '{}\n' },
      // Otherwise it offers, in each new home, to take over what its predecessor kept in ~/.kimi (2.1.0).
      { path: `${path}/.skip-migration-from-kimi-cli`, content: () => '' },
    ],
    links: linked.map((name) => ({ path: `${path}/${name}`, to: `${userFolder(host)}/${name}` })),
  };
}

/**
 * Folders, and files that it reads or writes in their place: one that it writes anew and renames would end the link (2.1.0).
 * Its login is used by nothing in the session, those with servers of MCP are.
 */
const linked: readonly string[] = [
  'agents',
  'AGENTS.md',
  'bin',
  'blobs',
  'credentials',
  'device_id',
  'plugins',
  'session_index.jsonl',
  'sessions',
  'skills',
  'store',
  'themes',
  'tui.toml',
  'user-history',
  'workspace-trust',
];
