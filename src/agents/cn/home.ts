import { cacheKey } from '../../cache-key.ts';
import { Failure } from '../../failure.ts';
import { ownFolder } from '../../launch/apply.ts';
import type { JsonObject, Launch, Target } from '../agent.ts';
import type { OwnHome } from '../agent-files.ts';
import { modelsOf } from './models.ts';
import { userFolder, userSettings } from './places.ts';
import { parsed } from './user-settings.ts';

/**
 * The home of all sessions through one gateway: another one's, beside it, would change its models under it. Throws a
 * `configuration` Failure where there is no folder for it. A choice in `/model` is gone with the next launch.
 */
export function homeOf(target: Target, { folder, host, texts = {} }: Launch): OwnHome {
  const { models, variables } = modelsOf(target);
  const theirs = userFolder(host);
  const ways = target.models.map(({ baseUrl, credentials }) => JSON.stringify([baseUrl, credentials]));
  const sign = cacheKey([target.gateway.id, theirs, [...new Set(ways)].toSorted()]);
  const path = `${ownFolder('Continue CLI', folder)}/cn-${sign}`;
  const settings = userSettings(host);
  return {
    path,
    variables,
    files: [
      {
        path: `${path}/config.yaml`,
        renewed: true,
        // YAML has JSON in it. Each version and schema that the program takes is the user's to name.
        content: () => `${JSON.stringify({ ...basics, ...userOf(texts[settings], settings), models }, undefined, 2)}\n`,
      },
      // A model that was chosen in an earlier session would win over the one of this launch.
      { path: `${path}/index/globalContext.json`, renewed: true, content: () => '{}\n' },
      // Otherwise it asks for a key of Anthropic's, and writes it into its settings (1.5.47).
      { path: `${path}/.onboarding_complete`, content: () => '' },
    ],
    links: [
      // There is one for all, whether or not plain `cn` was started yet.
      { path: `${path}/sessions`, to: `${theirs}/sessions`, made: true },
      ...linked.map((name) => ({ path: `${path}/${name}`, to: `${theirs}/${name}` })),
    ],
  };
}

const basics = { name: 'Jetway', version: '0.0.1', schema: 'v1' };

/** Throws a `configuration` Failure for settings that Continue can't read either. */
function userOf(text: string | undefined, path: string): JsonObject {
  if (text === undefined || text.trim() === '') return {};
  const found = parsed(text);
  if (found !== undefined) return found;
  throw new Failure('configuration', `${path} is no YAML.`, 'Correct it; plain cn --config names the place.');
}

/** Files that it writes it writes in their place, so a link lasts (1.5.47). Values of `secrets` come from `.env`. */
const linked: readonly string[] = [
  '.env',
  'input_history.json',
  'permissions.yaml',
  'rules',
  'settings.json',
  'skills',
];
