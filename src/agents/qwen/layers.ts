import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { allExpanded } from '../../config-layers/dot-env.ts';
import { variable, type Environment } from '../../host.ts';
import { at } from '../../json-path.ts';
import {
  saidAt as saidIn,
  type Layer,
  type Setter,
  jsonWithComments,
  layerReader,
  type BrokenLayer,
} from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { defaultsPath, projectSettings, systemSettings, userSettings } from './places.ts';

export interface QwenLayers {
  /** The user's `.qwen`. */
  readonly folder: string;
  /** Highest first. */
  readonly all: readonly Layer[];
  /** Those that are no JSON. */
  readonly broken: readonly BrokenLayer[];
  readonly trusted: boolean;
  readonly env: Environment;
}

export const notTrusted = 'this folder is not trusted';

/** The order of 0.24.4, driven: system settings, the project's, the user's, system defaults. */
export function layersOf(look: Look): QwenLayers {
  const { host, read } = look;
  const own = userSettings(host);
  const folder = dirname(own);
  const { broken, layer } = layerReader(read, (text) => locateJson(text, 'comments'), jsonWithComments);
  const above = layer('managed', systemSettings(host));
  const users = layer('user', own);
  const below = layer('managed', defaultsPath(host));
  const project = host.cwd === host.home ? [] : layer('project', projectSettings(host));
  const trusted = isTrusted(look, folder, [...above, ...users, ...below]);
  const theirs = project.map((one) => (trusted ? one : { ...one, void: notTrusted }));
  return { folder, all: [...above, ...theirs, ...users, ...below], broken, trusted, env: host.env };
}

/** What the layers say under a key, highest first; `$NAME` in it stands for a variable. */
export function saidAt({ all, env }: QwenLayers, ...path: readonly (string | number)[]): readonly Setter[] {
  return allExpanded(saidIn(all, ...path), env);
}

/** Trust is asked for only where the user or an administrator switched that on; then the deepest answer counts. */
function isTrusted({ host, read }: Look, folder: string, layers: readonly Layer[]): boolean {
  const asks = layers.map(({ settings }) => at(settings.value, 'security', 'folderTrust', 'enabled')).find(isSaid);
  if (asks !== true) return true;
  const named = variable(host.env, 'QWEN_CODE_TRUSTED_FOLDERS_PATH', host.platform) ?? '';
  const answers = locateJson(read(named === '' ? join(folder, 'trustedFolders.json') : named) ?? '', 'comments');
  const [deepest] = Object.entries(answers?.value ?? {})
    .filter(([, rule]) => ['TRUST_FOLDER', 'TRUST_PARENT', 'DO_NOT_TRUST'].includes(String(rule)))
    .map(([path, rule]) => ({ path: rule === 'TRUST_PARENT' ? dirname(path) : path, yes: rule !== 'DO_NOT_TRUST' }))
    .filter(({ path }) => isInside(host.cwd, path))
    .toSorted((one, other) => other.path.length - one.path.length || Number(one.yes) - Number(other.yes));
  return deepest?.yes === true;
}

const isSaid = (value: unknown): boolean => value !== undefined;

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && !/^\.\.(?:[/\\]|$)/.test(way));
}
