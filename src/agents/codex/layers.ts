import { join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { parseRustDotEnv } from '../../config-layers/dot-env.ts';
import { variable } from '../../host.ts';
import { repositoryRoot, upward } from '../../config-layers/folders.ts';
import { type Layer, inUtf8, layerReader, type BrokenLayer } from '../../config-layers/layer.ts';
import { plainAt } from '../../config-layers/located.ts';
import { locateToml } from '../../config-layers/located-toml.ts';
import { machineSettings, managedPaths } from './places.ts';

export interface CodexLayers {
  /** CODEX_HOME. */
  readonly home: string;
  /** Highest first. */
  readonly all: readonly Layer[];
  readonly broken: readonly BrokenLayer[];
}

/**
 * The order of 0.169.0, driven: an administrator's, the repository's from the working directory up to its root where the root
 * is trusted, the user's, the machine's.
 */
export function layersOf(look: Look): CodexLayers {
  const { host, read, glob } = look;
  const { cwd, env, platform } = host;
  const home = resolve(cwd, variable(env, 'CODEX_HOME', platform) || join(host.home, '.codex'));
  const own = join(home, 'config.toml');
  const { broken, layer } = layerReader(read, inUtf8(locateToml), 'TOML');
  const user = layer('user', own);
  const root = repositoryRoot(cwd, glob) ?? cwd;
  const folders = upward(cwd);
  const trusted = user.some(({ settings }) => plainAt(settings, 'projects', root, 'trust_level') === 'trusted');
  const project = folders
    .slice(0, folders.indexOf(root) + 1)
    .map((folder) => join(folder, '.codex', 'config.toml'))
    .filter((place) => place !== own)
    .flatMap((place) => layer('project', place, trusted ? {} : { void: 'Codex was not told to trust this folder' }));
  const administrator = managedPaths(host)
    .filter((path) => path.endsWith('.toml'))
    .toSorted((left, right) => Number(right.includes('requirements')) - Number(left.includes('requirements')))
    .flatMap((path) => layer('managed', path));
  const machine = layer('managed', machineSettings(host));
  return { home, all: [...administrator, ...project, ...user, ...machine], broken };
}

export interface Variable {
  readonly place: string;
  readonly line?: number;
  readonly text: string;
}

/** A variable's setters, highest first: Codex loads `.env` of its folder over the environment, save for names in CODEX_. */
export function variablesOf(name: string, { home }: CodexLayers, { host, read }: Look): readonly Variable[] {
  const place = join(home, '.env');
  // Of two in the file the last.
  const inFile = name.startsWith('CODEX_')
    ? undefined
    : parseRustDotEnv(read(place) ?? '').findLast((one) => one.name === name);
  const own = variable(host.env, name, host.platform);
  return [
    ...(inFile === undefined ? [] : [{ place, line: inFile.line, text: inFile.text }]),
    ...(own === undefined ? [] : [{ place: 'environment', text: own }]),
  ].filter(({ text }) => text.trim() !== '');
}
