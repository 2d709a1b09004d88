import { dirname, join, resolve } from 'node:path';
import type { Claim, Look } from '../../claim.ts';
import { variable } from '../../host.ts';
import { markToml, plainAt, type Marked } from '../../marked.ts';
import { managed } from './managed.ts';

/** A config file of Codex's, highest first in `Layers.all`. */
export interface Layer {
  readonly from: Claim['from'];
  readonly place: string;
  readonly settings: Marked;
  /** Why nothing in it counts. */
  readonly void?: string;
}

export interface Layers {
  /** CODEX_HOME. */
  readonly home: string;
  readonly all: readonly Layer[];
  readonly broken: readonly Pick<Layer, 'from' | 'place'>[];
}

/**
 * The order of 0.169.0, driven: an administrator's, the repository's from the working directory up to its root where the root
 * is trusted, the user's, the machine's.
 */
export function layersOf(look: Look): Layers {
  const { host, read, expand } = look;
  const { cwd, env, platform } = host;
  const home = resolve(cwd, variable(env, 'CODEX_HOME', platform) || join(host.home, '.codex'));
  const own = join(home, 'config.toml');
  const broken: Pick<Layer, 'from' | 'place'>[] = [];
  const layer = (from: Claim['from'], place: string, more: Pick<Layer, 'void'> = {}): readonly Layer[] => {
    const text = read(place);
    if (text === undefined) return [];
    const settings = markToml(text);
    if (settings !== undefined) return [{ from, place, settings, ...more }];
    // Of a folder that is not trusted nothing is read.
    if (more.void === undefined) broken.push({ from, place });
    return [];
  };
  const user = layer('user', own);
  const folders = upward(cwd, expand);
  const root = folders.at(-1) ?? cwd;
  const trusted = user.some(({ settings }) => plainAt(settings, 'projects', root, 'trust_level') === 'trusted');
  const project = folders
    .map((folder) => join(folder, '.codex', 'config.toml'))
    .filter((place) => place !== own)
    .flatMap((place) => layer('project', place, trusted ? {} : { void: 'Codex was not told to trust this folder' }));
  const administrator = managed
    .paths(host)
    .filter((path) => path.endsWith('.toml'))
    .toSorted((left, right) => Number(right.includes('requirements')) - Number(left.includes('requirements')))
    .flatMap((path) => layer('managed', path));
  const machine = platform === 'win32' ? [] : layer('managed', '/etc/codex/config.toml');
  return { home, all: [...administrator, ...project, ...user, ...machine], broken };
}

/** From the working directory to the repository's root; the directory alone where there is no repository. */
function upward(cwd: string, expand: Look['expand']): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (expand(join(folder, '.git')).length > 0) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

export interface Variable {
  readonly place: string;
  readonly line?: number;
  readonly text: string;
}

/** A variable's setters, highest first: Codex loads `.env` of its folder over the environment, save for names in CODEX_. */
export function variablesOf(name: string, { home }: Layers, { host, read }: Look): readonly Variable[] {
  const place = join(home, '.env');
  const inFile = name.startsWith('CODEX_') ? undefined : dotenv(read(place) ?? '', name);
  const own = variable(host.env, name, host.platform);
  return [
    ...(inFile === undefined ? [] : [{ place, ...inFile }]),
    ...(own === undefined ? [] : [{ place: 'environment', text: own }]),
  ].filter(({ text }) => text.trim() !== '');
}

function dotenv(text: string, name: string): { readonly line: number; readonly text: string } | undefined {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const match = /^\s*(?:export\s+)?([\w.]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== name) continue;
    const value = match[2] ?? '';
    const quoted = /^(["'])(.*)\1/.exec(value);
    return { line: index + 1, text: quoted?.[2] ?? value.replace(/\s+#.*$/, '') };
  }
  return undefined;
}

export function placeOf(
  layer: Layer,
  ...path: readonly string[]
): Pick<Claim, 'from' | 'place' | 'line' | 'key' | 'void'> {
  const line = layer.settings.line(...path);
  return {
    from: layer.from,
    place: layer.place,
    ...(line === undefined ? {} : { line }),
    key: path.join('.'),
    ...(layer.void === undefined ? {} : { void: layer.void }),
  };
}
