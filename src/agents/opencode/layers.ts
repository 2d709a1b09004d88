import { join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { textAt } from '../../json-path.ts';
import { namesAt } from '../../config-layers/located.ts';
import { repositoryRoot, upward } from '../../config-layers/folders.ts';
import { layerReader, placeOf, type BrokenLayer, type Layer, type Setter } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import type { Edition } from './edition.ts';
import { managedFiles } from './places.ts';

export interface OpenCodeLayers {
  /** Highest first. */
  readonly all: readonly Layer[];
  readonly broken: readonly BrokenLayer[];
  /** Folders that may hold agents, each in a file of its own; what counts first comes first. */
  readonly folders: readonly { readonly from: Origin['from']; readonly folder: string }[];
  /** Folders of the repository's whose plugins and tools are run. */
  readonly code: readonly string[];
}

/**
 * All configurations in the order of OpenCode 1.18.33 and Kilo 7.7.7, driven. Of folders `.opencode` the outermost ranks
 * highest, of `opencode.json` the innermost.
 */
export function layersOf({ host, read, glob }: Look, edition: Edition): OpenCodeLayers {
  const { command, layout, prefix } = edition;
  const { cwd, home, platform } = host;
  const env = (name: string): string | undefined => variable(host.env, name, platform) || undefined;
  const own = (name: string): string | undefined => env(prefix + name);
  const above = upward(cwd);
  const root = repositoryRoot(cwd, glob);
  const folders = root === undefined ? above : above.slice(0, above.indexOf(root) + 1);
  const global = join(env('XDG_CONFIG_HOME') ?? join(home, '.config'), command);
  const withProject = !isOn(own('DISABLE_PROJECT_CONFIG'));
  const inside = (folder: string): readonly string[] => layout.inside.map((name) => join(folder, name));
  const at = (path: string | undefined): readonly string[] => (path === undefined ? [] : [resolve(cwd, path)]);
  const inline = `${prefix}CONFIG_CONTENT`;
  const textOf = (place: string): string | undefined => {
    const text = place === inline ? own('CONFIG_CONTENT') : read(place);
    return text?.trim() === '' ? undefined : text;
  };
  const { broken, layer } = layerReader(textOf, (text) => locateJson(text, 'loose'));
  const isLeftOut = (place: string): boolean => layout.forgiving && /\{(?:env|file):/.test(read(place) ?? '');
  const located = (from: Origin['from'], places: readonly string[]): readonly Layer[] =>
    places.filter((place) => from !== 'project' || !isLeftOut(place)).flatMap((place) => layer(from, place));
  const atHome = layout.folders.map((name) => join(home, name));
  const dotted = folders.flatMap((folder) => layout.folders.toReversed().map((name) => join(folder, name)));
  const ofProject = dotted.filter((folder) => !atHome.includes(folder));
  const beside = layout.beside.flatMap((names) =>
    folders.flatMap((folder) =>
      located(
        folder === home ? 'user' : 'project',
        names.map((name) => join(folder, name)),
      ),
    ),
  );
  return {
    all: [
      ...located('managed', managedFiles(host, edition).toReversed()),
      ...layer('environment', inline),
      ...located('user', at(own('CONFIG_DIR')).flatMap(inside)),
      ...located('user', atHome.flatMap(inside)),
      ...(withProject ? located('project', ofProject.toReversed().flatMap(inside)) : []),
      ...(withProject ? beside : []),
      ...located('user', at(own('CONFIG'))),
      ...located(
        'user',
        [...layout.beside.flat(), 'config.json'].map((name) => join(global, name)),
      ),
    ],
    broken,
    folders: [
      ...atHome.map((folder) => ({ from: 'user' as const, folder })),
      ...(withProject ? ofProject.toReversed().map((folder) => ({ from: 'project' as const, folder })) : []),
      { from: 'user' as const, folder: global },
    ],
    code: withProject || layout.alwaysRuns ? ofProject : [],
  };
}

export function providersIn({ all }: Pick<OpenCodeLayers, 'all'>): ReadonlySet<string> {
  return new Set(all.flatMap(({ settings }) => namesAt(settings, 'provider')));
}

/** What the layers say under a key, highest first; empty texts are nothing, and so is what is no text. */
export function saidAt({ all }: Pick<OpenCodeLayers, 'all'>, ...path: readonly string[]): readonly Setter[] {
  return all.flatMap((layer) => {
    const text = textAt(layer.settings.value, ...path);
    return text === undefined || text === '' ? [] : [{ ...placeOf(layer, ...path), text }];
  });
}

const isOn = (text: string | undefined): boolean => text !== undefined && ['1', 'true'].includes(text.toLowerCase());
