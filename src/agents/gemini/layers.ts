import { dirname, join, resolve } from 'node:path';
import type { Claim, Look } from '../../claim.ts';
import { variable, type Environment } from '../../host.ts';
import { markJson, plainAt, type Marked } from '../../marked.ts';
import { userFolder } from './home.ts';
import { managed } from './managed.ts';
import { parseSettings } from './settings.ts';
import { isTrusted } from './trust.ts';

/** A file of settings. */
export interface Layer {
  readonly from: Claim['from'];
  readonly place: string;
  readonly settings: Marked;
  /** Why nothing in it counts. */
  readonly void?: string;
  /** Below the user's: the defaults of an administrator. */
  readonly lowest?: true;
}

/** A file of variables. */
interface DotEnv {
  readonly from: Claim['from'];
  readonly place: string;
  readonly entries: readonly { readonly name: string; readonly text: string; readonly line: number }[];
  /** Why nothing in it counts. */
  readonly void?: string;
}

interface Broken extends Pick<Layer, 'from' | 'place'> {
  /** It is JSON behind a byte order mark, at which the CLI stumbles. */
  readonly marked: boolean;
}

export interface Layers {
  /** The user's `.gemini`. */
  readonly folder: string;
  /** Highest first. */
  readonly all: readonly Layer[];
  readonly broken: readonly Broken[];
  /** Only the first counts. */
  readonly dotEnvs: readonly DotEnv[];
  readonly trusted: boolean;
  readonly env: Environment;
}

const notTrusted = 'this folder is not trusted';

/**
 * The order of 0.61.0, driven: system settings, the trusted folder's, the user's, system defaults. Files that are no JSON stop
 * every start, those of an untrusted folder too.
 */
export function layersOf(look: Look): Layers {
  const { host, read } = look;
  const { cwd, env, platform } = host;
  const folder = userFolder(host);
  const own = join(folder, 'settings.json');
  const broken: Broken[] = [];
  const layer = (from: Claim['from'], place: string, more: Pick<Layer, 'lowest'> = {}): readonly Layer[] => {
    const text = read(place);
    if (text === undefined) return [];
    const settings = parseSettings(text) === undefined ? undefined : markJson(text, 'loose');
    const marked = settings !== undefined && text.startsWith('\uFEFF');
    if (settings !== undefined && !marked) return [{ from, place, settings, ...more }];
    broken.push({ from, place, marked });
    return [];
  };
  const system = managed.paths(host);
  const defaults =
    variable(env, 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH', platform) ||
    join(dirname(system[0] ?? ''), 'system-defaults.json');
  const above = system.flatMap((place) => layer('managed', place));
  const users = layer('user', own);
  const below = layer('managed', defaults, { lowest: true });
  const theirs = join(cwd, '.gemini', 'settings.json');
  const project = theirs === own ? [] : layer('project', theirs);
  const trusted = isTrusted(look, folder, [...above, ...users, ...below]);
  const all = [...above, ...project.map((one) => (trusted ? one : { ...one, void: notTrusted })), ...users, ...below];
  const ignoresLocal = all.some(
    (one) => one.void === undefined && plainAt(one.settings, 'advanced', 'ignoreLocalEnv') === 'true',
  );
  return { folder, all, broken, dotEnvs: dotEnvs(look, folder, trusted, ignoresLocal), trusted, env };
}

/** Upward from the working directory, then those of the home. In each folder `.gemini/.env` comes before `.env`. */
function dotEnvs(
  { host: { cwd }, read, expand }: Look,
  folder: string,
  trusted: boolean,
  ignoresLocal: boolean,
): readonly DotEnv[] {
  const home = dirname(folder);
  const folders = upward(cwd);
  const root = folders.findIndex((at) => expand(join(at, '.git')).length > 0);
  const found: DotEnv[] = [];
  let taken: string | undefined;
  for (const [index, at] of [...folders, ...(folders.includes(home) ? [] : [home])].entries()) {
    for (const place of [join(at, '.gemini', '.env'), join(at, '.env')]) {
      const text = read(place);
      if (text === undefined) continue;
      const inGemini = dirname(place) !== at;
      const why =
        inGemini && !trusted
          ? notTrusted
          : !inGemini && ignoresLocal && at !== home
            ? 'advanced.ignoreLocalEnv is set'
            : taken === undefined
              ? undefined
              : `only ${taken} is read`;
      taken ??= why === undefined ? place : undefined;
      const ofProject = at !== home && index <= Math.max(0, root);
      found.push({
        from: ofProject ? 'project' : 'user',
        place,
        entries: parseDotEnv(text),
        ...(why === undefined ? {} : { void: why }),
      });
    }
  }
  return found;
}

export interface Setter {
  readonly from: Claim['from'];
  readonly place: string;
  readonly line?: number;
  readonly key: string;
  readonly text: string;
  readonly void?: string;
}

/** All that is taken from a file of variables of a folder that is not trusted. */
const ofAnyone: ReadonlySet<string> = new Set([
  'GEMINI_API_KEY',
  'GOOGLE_API_KEY',
  'GOOGLE_CLOUD_PROJECT',
  'GOOGLE_CLOUD_LOCATION',
]);

/** Where a variable is set, highest first: the environment, in which an empty one keeps the file's out, then the file's. */
export function settersOf(name: string, { dotEnvs: files, trusted }: Layers, { host }: Look): readonly Setter[] {
  const own = variable(host.env, name, host.platform);
  const inFiles = files.flatMap(({ from, place, entries, void: why }): readonly Setter[] => {
    const entry = entries.findLast((one) => one.name === name);
    if (entry === undefined || entry.text === '') return [];
    const reason = why ?? (own === '' ? 'the environment empties it' : undefined);
    const refused = reason ?? (trusted || ofAnyone.has(name) ? undefined : notTrusted);
    const { line, text } = entry;
    return [{ from, place, line, key: name, text, ...(refused === undefined ? {} : { void: refused }) }];
  });
  return own === undefined || own === ''
    ? inFiles
    : [{ from: 'environment', place: 'environment', key: name, text: own }, ...inFiles];
}

/** What the layers say under a key, highest first; `$NAME` in it stands for a variable. */
export function saidAt({ all, env }: Layers, ...path: readonly string[]): readonly Setter[] {
  return all.flatMap((layer) => {
    const text = plainAt(layer.settings, ...path)?.replaceAll(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (whole, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? whole,
    );
    return text === undefined || text === '' ? [] : [{ ...placeOf(layer, ...path), text }];
  });
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

function parseDotEnv(text: string): DotEnv['entries'] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'`])(.*)\1/.exec(value);
    return [{ name, text: quoted?.[2] ?? value.replace(/\s*#.*$/, ''), line: index + 1 }];
  });
}

function upward(cwd: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}
