import { inUtf8, layerReader, withoutByteOrderMark, type BrokenLayer, type Layer } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { repositoryRoot } from '../../config-layers/folders.ts';
import type { Look } from '../../config-layers/origin.ts';
import { dataPath, folders, projectFiles, scriptPath, settingsPath, statePath } from './places.ts';

export interface CrushLayers {
  /** Highest first: the state and the files of the repository, innermost first, what Crush wrote, the user's, the machine's (0.90.0). */
  readonly all: readonly Layer[];
  readonly broken: readonly BrokenLayer[];
  /** Scripts of the repository that Crush runs for settings, and the user's own. */
  readonly scripts: readonly { readonly from: 'project' | 'user'; readonly place: string }[];
}

export function layersOf({ host, read, glob }: Look): CrushLayers {
  const { broken, layer } = layerReader(
    read,
    withoutByteOrderMark(inUtf8((text) => locateJson(text.trim() === '' ? '{}' : text))),
  );
  const root = repositoryRoot(host.cwd, glob);
  // Without a repository the folder's own alone.
  const inside = root === undefined ? [host.cwd] : folders(host.cwd, (folder) => folder === root);
  const [state] = inside.map(statePath).filter((path) => read(path) !== undefined);
  const own = [settingsPath(host), scriptPath(host)];
  const files = inside.flatMap(projectFiles).filter((path) => !own.includes(path));
  const scripts = files.filter((path) => path.endsWith('rc') && (read(path) ?? '').trim() !== '');
  return {
    all: [
      ...(state === undefined ? [] : layer('project', state)),
      ...files.filter((path) => path.endsWith('.json')).flatMap((path) => layer('project', path)),
      ...layer('user', dataPath(host)),
      ...layer('user', settingsPath(host)),
      ...(host.platform === 'win32' ? [] : layer('managed', '/etc/crush/crush.json')),
    ],
    broken,
    scripts: [
      ...scripts.map((place) => ({ from: 'project' as const, place })),
      ...((read(scriptPath(host)) ?? '').trim() === '' ? [] : [{ from: 'user' as const, place: scriptPath(host) }]),
    ],
  };
}
