import { join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { repositoryRoot } from '../../config-layers/folders.ts';
import { placeOf, type Layer as Plain, type Setter, layerReader, type BrokenLayer } from '../../config-layers/layer.ts';
import { plainAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { managedPaths } from './places.ts';

/** A file of settings, or the environment, that takes part in a start of Claude Code. */
export interface Layer extends Plain {
  /** `~/.claude.json`: its `env` counts, and what it holds beside is not settings. */
  readonly state: boolean;
}

export interface ClaudeLayers {
  /** Highest first; the environment is none of them. */
  readonly all: readonly Layer[];
  /** Files that are no JSON: Claude Code takes nothing of them. */
  readonly broken: readonly BrokenLayer[];
  /** Where the login of claude.ai is kept on Linux and Windows. */
  readonly login: string;
}

/**
 * Every file of settings in Claude Code's own order (2.1.330, driven): managed, the repository's local settings at its root, the
 * folder's local, the folder's project settings, the user's, the `env` of `.claude.json`. A variable there ranks above
 * the environment's, an empty one too. `settings.json` counts in the working directory alone.
 */
export function layersOf({ host, read, glob }: Look): ClaudeLayers {
  const { cwd, home, env, platform } = host;
  const given = variable(env, 'CLAUDE_CONFIG_DIR', platform);
  const folder = given === undefined ? join(home, '.claude') : resolve(cwd, given);
  const root = repositoryRoot(cwd, glob);
  const local = join('.claude', 'settings.local.json');
  const sources: readonly (readonly [Origin['from'], string, state?: boolean])[] = [
    ...managedPaths(host)
      .toReversed()
      .flatMap((pattern) => glob(pattern).toReversed())
      .map((path): readonly [Origin['from'], string] => ['managed', path]),
    ...[...new Set([root ?? cwd, cwd])].map((at): readonly [Origin['from'], string] => ['project', join(at, local)]),
    ['project', join(cwd, '.claude', 'settings.json')],
    ['user', join(folder, 'settings.json')],
    ['user', given === undefined ? join(home, '.claude.json') : join(folder, '.claude.json'), true],
  ];
  const seen = new Set<string>();
  const all: Layer[] = [];
  const { broken, layer } = layerReader(read, (text) => locateJson(text.replace(/^\uFEFF(?=\uFEFF)/, '')));
  for (const [from, place, state = false] of sources) {
    // In the home folder itself the project's settings are the user's: the higher rank is theirs, the risk is none.
    const owner = from === 'project' && (place === join(folder, 'settings.json') || cwd === home) ? 'user' : from;
    if (seen.has(place)) continue;
    seen.add(place);
    all.push(...layer(owner, place).map((one) => ({ ...one, state })));
  }
  return { all, broken, login: join(folder, '.credentials.json') };
}

/** Claude Code drops these from settings files (2.1.330, driven). */
const environmentOnly: ReadonlySet<string> = new Set(['ANTHROPIC_UNIX_SOCKET']);

/** Where a variable is set, highest first, and the first one alone counts; empty is set. */
export function settersOf(name: string, { all }: ClaudeLayers, { host }: Look): readonly Setter[] {
  const inFiles = environmentOnly.has(name)
    ? []
    : all.flatMap((layer): readonly Setter[] => {
        const text = plainAt(layer.settings, 'env', name);
        return text === undefined ? [] : [{ ...placeOf(layer, 'env', name), text }];
      });
  const own = variable(host.env, name, host.platform);
  const found = [
    ...inFiles,
    ...(own === undefined ? [] : [{ from: 'environment' as const, place: 'environment', key: name, text: own }]),
  ];
  const empty = found.findIndex(({ text }) => text.trim() === '');
  if (empty === -1) return found;
  const { place, line } = found[empty] ?? { place: '' };
  const by = `emptied by ${place}${line === undefined ? '' : `:${line}`}`;
  return [...found.slice(0, empty), ...found.slice(empty + 1).map((setter) => ({ ...setter, void: by }))];
}
