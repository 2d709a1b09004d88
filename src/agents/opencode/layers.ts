import { dirname, join, resolve } from 'node:path';
import type { Claim, Look } from '../../claim.ts';
import { variable } from '../../host.ts';
import { markJson, namesAt, plainAt, type Marked } from '../../marked.ts';
import { managed } from './managed.ts';

/** A configuration of OpenCode's. */
export interface Layer {
  readonly from: Claim['from'];
  readonly place: string;
  readonly settings: Marked;
}

export interface Layers {
  /** Highest first. */
  readonly all: readonly Layer[];
  readonly broken: readonly Pick<Layer, 'from' | 'place'>[];
  /** Folders of the repository's whose plugins and tools are run. */
  readonly code: readonly string[];
}

const names = ['opencode.jsonc', 'opencode.json'];

/**
 * All configurations in the order of 1.18.33, driven. Of folders `.opencode` the outermost ranks highest, of
 * `opencode.json` the innermost; `.jsonc` ranks above `.json`.
 */
export function layersOf({ host, read, expand }: Look): Layers {
  const { cwd, home, platform } = host;
  const env = (name: string): string | undefined => variable(host.env, name, platform) || undefined;
  const folders = upward(cwd, expand);
  const global = join(env('XDG_CONFIG_HOME') ?? join(home, '.config'), 'opencode');
  const withProject = !isOn(env('OPENCODE_DISABLE_PROJECT_CONFIG'));
  const inside = (folder: string): readonly string[] => names.map((name) => join(folder, name));
  const own = (path: string | undefined): readonly string[] => (path === undefined ? [] : [resolve(cwd, path)]);
  const broken: Pick<Layer, 'from' | 'place'>[] = [];
  const marked = (from: Claim['from'], places: readonly string[]): readonly Layer[] =>
    places.flatMap((place) => layer(from, place, read(place)));
  const layer = (from: Claim['from'], place: string, text: string | undefined): readonly Layer[] => {
    if (text === undefined || text.trim() === '') return [];
    const settings = markJson(text, 'loose');
    if (settings !== undefined) return [{ from, place, settings }];
    broken.push({ from, place });
    return [];
  };
  const dotted = folders
    .map((folder) => join(folder, '.opencode'))
    .filter((folder) => folder !== join(home, '.opencode'));
  return {
    all: [
      ...marked(
        'managed',
        managed
          .paths(host)
          .filter((path) => !path.endsWith('.plist'))
          .toReversed(),
      ),
      ...layer('environment', 'OPENCODE_CONFIG_CONTENT', env('OPENCODE_CONFIG_CONTENT')),
      ...marked('user', own(env('OPENCODE_CONFIG_DIR')).flatMap(inside)),
      ...marked('user', inside(join(home, '.opencode'))),
      ...(withProject ? marked('project', dotted.toReversed().flatMap(inside)) : []),
      ...(withProject ? folders.flatMap((folder) => marked(folder === home ? 'user' : 'project', inside(folder))) : []),
      ...marked('user', own(env('OPENCODE_CONFIG'))),
      ...marked('user', [...inside(global), join(global, 'config.json')]),
    ],
    broken,
    // Also with OPENCODE_DISABLE_PROJECT_CONFIG.
    code: dotted,
  };
}

export function providersIn({ all }: Pick<Layers, 'all'>): ReadonlySet<string> {
  return new Set(all.flatMap(({ settings }) => namesAt(settings, 'provider')));
}

/** What the layers say under a key, highest first; empty texts are nothing. */
export function saidAt(
  { all }: Pick<Layers, 'all'>,
  ...path: readonly string[]
): readonly (Pick<Claim, 'from' | 'place' | 'line' | 'key'> & { readonly text: string })[] {
  return all.flatMap((layer) => {
    const text = plainAt(layer.settings, ...path);
    return text === undefined || text === '' ? [] : [{ ...placeOf(layer, ...path), text }];
  });
}

export function placeOf(layer: Layer, ...path: readonly string[]): Pick<Claim, 'from' | 'place' | 'line' | 'key'> {
  const line = layer.settings.line(...path);
  return { from: layer.from, place: layer.place, ...(line === undefined ? {} : { line }), key: path.join('.') };
}

/** From the working directory to the repository's root, or to the top where there is none. */
function upward(cwd: string, expand: Look['expand']): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (expand(join(folder, '.git')).length > 0 || dirname(folder) === folder) return folders;
  }
}

const isOn = (text: string | undefined): boolean => text !== undefined && ['1', 'true'].includes(text.toLowerCase());
