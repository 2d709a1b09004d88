import { join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { listAt, textAt } from '../../json-path.ts';
import { repositoryRoot, upward } from '../../config-layers/folders.ts';
import {
  placeOf,
  type Layer,
  type Setter,
  jsonWithComments,
  layerReader,
  withoutByteOrderMark,
  type BrokenLayer,
} from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { managedPaths, userFolder } from './places.ts';

export interface DroidLayers {
  /** Highest first. */
  readonly all: readonly Layer[];
  /** Of what a repository brings, its hooks too. */
  readonly hooks: readonly Layer[];
  /** Lists of servers that a repository brings. */
  readonly servers: readonly Layer[];
  /** Those that are no JSON. */
  readonly broken: readonly BrokenLayer[];
  /** All custom models, what counts first; one whose id is taken above counts for nothing. */
  readonly models: readonly Custom[];
}

/** A custom model, and the place of its parts. */
export interface Custom {
  readonly id: string;
  readonly model: string;
  readonly name: string;
  readonly provider: string;
  readonly layer: Layer;
  readonly path: readonly (string | number)[];
}

/**
 * The order of 0.225.2, driven: an organisation's settings, those that a variable names, `.factory` of the working
 * directory and of all above it as far as the repository's root, and of the home; `settings.local.json` lies over
 * `settings.json`. It asks nobody before it takes those of a repository.
 */
export function layersOf({ host, read, glob }: Look): DroidLayers {
  const { broken, layer } = layerReader(
    read,
    withoutByteOrderMark((text) => locateJson(text, 'comments')),
    jsonWithComments,
  );
  const both = (from: Origin['from'], folder: string): readonly Layer[] =>
    ['settings.local.json', 'settings.json'].flatMap((name) => layer(from, join(folder, name)));
  const [organisation] = managedPaths(host).filter((place) => read(place) !== undefined);
  const named = variable(host.env, 'FACTORY_RUNTIME_SETTINGS_PATH', host.platform)?.trim() ?? '';
  const own = userFolder(host);
  const folders = foldersOf(resolve(host.cwd), repositoryRoot(host.cwd, glob)).filter((folder) => folder !== own);
  const all = [
    ...(organisation === undefined ? [] : layer('managed', organisation)),
    ...(named === '' ? [] : layer('user', resolve(host.cwd, named))),
    ...folders.flatMap((folder) => both('project', folder)),
    ...both('user', own),
  ];
  const apart = folders.flatMap((folder) => layer('project', join(folder, 'hooks.json')));
  const servers = folders.flatMap((folder) => layer('project', join(folder, 'mcp.json')));
  const models = [...all.flatMap(customIn), ...layer('user', join(own, 'config.json')).flatMap(legacyIn)];
  return { all, hooks: [...all.filter(({ from }) => from === 'project'), ...apart], servers, broken, models };
}

function foldersOf(cwd: string, root: string | undefined): readonly string[] {
  const above = upward(cwd);
  const end = root === undefined ? 0 : above.indexOf(root);
  return above.slice(0, end + 1).map((folder) => join(folder, '.factory'));
}

function customIn(layer: Layer): readonly Custom[] {
  return listAt(layer.settings.value, 'customModels').flatMap((one, index): readonly Custom[] => {
    const [model, provider] = [textAt(one, 'model'), textAt(one, 'provider')];
    if (model === undefined || provider === undefined) return [];
    const name = textAt(one, 'displayName') ?? model;
    const id = textAt(one, 'id') ?? idOf(name, index);
    return [{ id, model, name, provider, layer, path: ['customModels', index] }];
  });
}

/** Of an older format. */
function legacyIn(layer: Layer): readonly Custom[] {
  return listAt(layer.settings.value, 'custom_models').flatMap((one, index): readonly Custom[] => {
    const [model, provider] = [textAt(one, 'model'), textAt(one, 'provider')];
    if (model === undefined || provider === undefined) return [];
    const name = textAt(one, 'model_display_name') ?? model;
    return [{ id: idOf(name, index), model, name, provider, layer, path: ['custom_models', index] }];
  });
}

const idOf = (name: string, index: number): string => `custom:${dashed(name)}-${index}`;
const dashed = (name: string): string => name.trim().replace(/\s+/g, '-');

/** By its id, by its name with any number behind, or by what goes out. */
export function customOf(chosen: string, models: readonly Custom[]): Custom | undefined {
  if (!chosen.startsWith('custom:')) return undefined;
  const rest = chosen.slice('custom:'.length);
  const name = rest.replace(/-\d+$/, '');
  return (
    models.find(({ id }) => id === chosen) ??
    models.find((one) => rest !== name && dashed(one.name) === name) ??
    models.find(({ model }) => model === rest)
  );
}

/** A part of a custom model's entry, under its name there or in the older format. */
export function partOf({ layer, path }: Custom, name: string, old: string): Setter | undefined {
  const key = path[0] === 'customModels' ? name : old;
  const entry = listAt(layer.settings.value, String(path[0]))[Number(path[1])];
  const text = textAt(entry, key) ?? '';
  return text === '' ? undefined : { ...placeOf(layer, ...path, key), text };
}
