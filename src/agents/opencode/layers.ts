import { dirname, join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { textAt } from '../../json-path.ts';
import { namesAt, type Located } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import type { Edition } from './edition.ts';
import { managedFiles } from './places.ts';

/** A configuration of the program's. */
export interface Layer {
  readonly from: Origin['from'];
  readonly place: string;
  readonly settings: Located;
}

export interface OpenCodeLayers {
  /** Highest first. */
  readonly all: readonly Layer[];
  readonly broken: readonly Pick<Layer, 'from' | 'place'>[];
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
  const folders = upward(cwd, glob);
  const global = join(env('XDG_CONFIG_HOME') ?? join(home, '.config'), command);
  const withProject = !isOn(own('DISABLE_PROJECT_CONFIG'));
  const inside = (folder: string): readonly string[] => layout.inside.map((name) => join(folder, name));
  const at = (path: string | undefined): readonly string[] => (path === undefined ? [] : [resolve(cwd, path)]);
  const broken: Pick<Layer, 'from' | 'place'>[] = [];
  const located = (from: Origin['from'], places: readonly string[]): readonly Layer[] =>
    places.flatMap((place) => layer(from, place, read(place)));
  const layer = (from: Origin['from'], place: string, text: string | undefined): readonly Layer[] => {
    if (text === undefined || text.trim() === '') return [];
    if (layout.forgiving && from === 'project' && /\{(?:env|file):/.test(text)) return [];
    const settings = locateJson(text, 'loose');
    if (settings !== undefined) return [{ from, place, settings }];
    broken.push({ from, place });
    return [];
  };
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
      ...layer('environment', `${prefix}CONFIG_CONTENT`, own('CONFIG_CONTENT')),
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
export function saidAt(
  { all }: Pick<OpenCodeLayers, 'all'>,
  ...path: readonly string[]
): readonly (Pick<Origin, 'from' | 'place' | 'line' | 'key'> & { readonly text: string })[] {
  return all.flatMap((layer) => {
    const text = textAt(layer.settings.value, ...path);
    return text === undefined || text === '' ? [] : [{ ...placeOf(layer, ...path), text }];
  });
}

export function placeOf(layer: Layer, ...path: readonly string[]): Pick<Origin, 'from' | 'place' | 'line' | 'key'> {
  const line = layer.settings.line(...path);
  return { from: layer.from, place: layer.place, ...(line === undefined ? {} : { line }), key: path.join('.') };
}

/** From the working directory to the repository's root, or to the top where there is none. */
function upward(cwd: string, glob: Look['glob']): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (glob(join(folder, '.git')).length > 0 || dirname(folder) === folder) return folders;
  }
}

const isOn = (text: string | undefined): boolean => text !== undefined && ['1', 'true'].includes(text.toLowerCase());
