import { dirname, join } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { allExpanded, type DotEnv } from '../../config-layers/dot-env.ts';
import { variable, type Environment } from '../../host.ts';
import {
  jsonWithComments,
  layerReader,
  saidAt as saidIn,
  withoutByteOrderMark,
  type BrokenLayer,
  type Layer as Plain,
  type Setter,
} from '../../config-layers/layer.ts';
import { plainAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { userFolder } from './home.ts';
import { managedPaths } from './places.ts';
import { isTrusted, notTrusted } from './trust.ts';
import { dotEnvs } from './variables.ts';

/** A file of settings. */
export interface Layer extends Plain {
  /** Below the user's: the defaults of an administrator. */
  readonly lowest?: true;
}

export interface GeminiLayers {
  /** The user's `.gemini`. */
  readonly folder: string;
  /** Highest first. */
  readonly all: readonly Layer[];
  readonly broken: readonly BrokenLayer[];
  /** Only the first counts. */
  readonly dotEnvs: readonly DotEnv[];
  readonly trusted: boolean;
  readonly env: Environment;
}

/**
 * The order of 0.61.0, driven: system settings, the trusted folder's, the user's, system defaults. Files that are no JSON stop
 * every start, those of an untrusted folder too.
 */
export function layersOf(look: Look): GeminiLayers {
  const { host, read } = look;
  const { cwd, env, platform } = host;
  const folder = userFolder(host);
  const own = join(folder, 'settings.json');
  const { broken, layer } = layerReader(
    read,
    withoutByteOrderMark((text) => locateJson(text, 'comments')),
    jsonWithComments,
  );
  const system = managedPaths(host);
  const defaults =
    variable(env, 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH', platform) ||
    join(dirname(system[0] ?? ''), 'system-defaults.json');
  const above = system.flatMap((place) => layer('managed', place));
  const users = layer('user', own);
  const below = layer('managed', defaults).map((one) => ({ ...one, lowest: true as const }));
  const theirs = join(cwd, '.gemini', 'settings.json');
  const project = theirs === own ? [] : layer('project', theirs);
  const trusted = isTrusted(look, folder, [...above, ...users, ...below]);
  const all = [...above, ...project.map((one) => (trusted ? one : { ...one, void: notTrusted })), ...users, ...below];
  const ignoresLocal = all.some(
    (one) => one.void === undefined && plainAt(one.settings, 'advanced', 'ignoreLocalEnv') === 'true',
  );
  return { folder, all, broken, dotEnvs: dotEnvs(look, folder, trusted, ignoresLocal), trusted, env };
}

/** What the layers say under a key, highest first; `$NAME` in it stands for a variable. */
export function saidAt({ all, env }: GeminiLayers, ...path: readonly string[]): readonly Setter[] {
  return allExpanded(saidIn(all, ...path), env);
}
