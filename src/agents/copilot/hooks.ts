import { join, relative, resolve } from 'node:path';
import { shownCommand, type Origin, type Look } from '../../config-layers/origin.ts';
import { listAt, textAt } from '../../json-path.ts';
import { namesAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { layerReader, saidIn } from '../../config-layers/layer.ts';
import type { CopilotLayers } from './layers.ts';

/** What a repository has run in every session of a folder that is trusted, by Jetway too (1.0.102, driven). */
export function hooks({ root, state, env }: CopilotLayers, { host, read, glob }: Look): readonly Origin[] {
  if (root === undefined) return [];
  const trusted =
    env('COPILOT_ALLOW_ALL')?.text === 'true' ||
    listAt(state?.settings.value, 'trustedFolders').some((folder) => isIn(host.cwd, folder));
  const settings = ['settings.json', 'settings.local.json'].map((name) => join(root, '.github', 'copilot', name));
  const { layer } = layerReader(read, (text) => locateJson(text, 'loose'));
  const places = [...glob(join(root, '.github', 'hooks', '*.json')), ...settings];
  return places
    .flatMap((place) => layer('project', place))
    .flatMap((one) =>
      namesAt(one.settings, 'hooks').flatMap((event) =>
        listAt(one.settings.value, 'hooks', event).flatMap((hook, index): readonly Origin[] => {
          const shell = ['bash', 'powershell', 'command'].find((key) => textAt(hook, key) !== undefined);
          const found = shell && saidIn(one, 'hooks', event, index, shell);
          if (!found) return [];
          const { text, ...at } = found;
          return [
            {
              sets: 'command',
              ...at,
              key: `hooks.${event}`,
              value: shownCommand(text),
              ...(trusted ? { beatsJetway: true } : { void: 'this folder is not trusted' }),
            },
          ];
        }),
      ),
    );
}

function isIn(cwd: string, folder: unknown): boolean {
  if (typeof folder !== 'string') return false;
  const way = relative(folder, resolve(cwd));
  return way === '' || (!way.startsWith('..') && resolve(way) !== way);
}
