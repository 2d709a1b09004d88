import { join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { repositoryRoot, upward } from '../../config-layers/folders.ts';
import { inUtf8, layerReader, type BrokenLayer, type Layer, type Setter } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { locateToml } from '../../config-layers/located-toml.ts';
import { plainAt } from '../../config-layers/located.ts';
import { variable } from '../../host.ts';
import { settingsPath, userFolder } from './places.ts';

export interface GrokLayers {
  /** What an administrator rules; highest of files, and below the environment for the model (1.0.41, driven). */
  readonly rules: readonly Layer[];
  /** All that can say which model and where it is, highest first: rules, an overlay, the user's, an administrator's defaults. */
  readonly all: readonly Layer[];
  /** A repository's, which give servers, plugins and permissions alone. */
  readonly projects: readonly Layer[];
  readonly broken: readonly BrokenLayer[];
  variables(name: string): readonly Setter[];
}

export function layersOf(look: Look): GrokLayers {
  const { host, read } = look;
  const { broken, layer } = layerReader(read, inUtf8(locateToml), 'TOML');
  const folder = host.platform === 'win32' ? undefined : '/etc/grok';
  const system = (name: string): readonly Layer[] =>
    folder === undefined ? [] : layer('managed', `${folder}/${name}`);
  const rules = system('requirements.toml');
  const user = layer('user', settingsPath(host));
  const all = [...rules, ...overlay(look), ...user, ...system('managed_config.toml')];
  const trusted = isTrusted(look);
  const projects = foldersOf(look).flatMap((path) =>
    layer('project', join(path, '.grok', 'config.toml'), trusted ? {} : { void: 'this folder is not trusted' }),
  );
  return {
    rules,
    all,
    projects,
    broken,
    variables: (name) => {
      const text = variable(host.env, name, host.platform) ?? '';
      return text === '' ? [] : [{ from: 'environment', place: 'environment', key: name, text }];
    },
  };
}

/** `GROK_CONFIG` before the file that `GROK_CONFIG_PATH` names; of the choice of models alone (1.0.41). */
function overlay({ host, read }: Look): readonly Layer[] {
  const said = (name: string): string => variable(host.env, name, host.platform)?.trim() ?? '';
  const own = said('GROK_CONFIG') === '' ? undefined : locateJson(said('GROK_CONFIG'));
  if (own !== undefined) {
    const settings = { value: { models: Object(own.value).models as unknown }, line: () => undefined };
    return [{ from: 'environment', place: 'environment', settings }];
  }
  const named = said('GROK_CONFIG_PATH');
  if (named === '') return [];
  const place = resolve(host.cwd, named);
  const text = read(place) ?? '';
  const found = named.endsWith('.json') ? locateJson(text) : locateToml(text);
  if (found === undefined) return [];
  return [{ from: 'user', place, settings: { ...found, value: { models: Object(found.value).models as unknown } } }];
}

/** As far as the repository's root, innermost first; the user's own folder is none. */
function foldersOf({ host, glob }: Look): readonly string[] {
  const root = repositoryRoot(host.cwd, glob);
  const above = upward(host.cwd);
  const folders = root === undefined ? above.slice(0, 1) : above.slice(0, above.indexOf(root) + 1);
  return folders.filter((path) => join(path, '.grok') !== userFolder(host));
}

/** By the innermost folder that was answered for. */
function isTrusted({ host, read }: Look): boolean {
  const text = read(`${userFolder(host)}/trusted_folders.toml`) ?? '';
  const answers = locateToml(text);
  if (answers === undefined) return false;
  const said = upward(host.cwd).map((path) => plainAt(answers, 'folders', path, 'trusted'));
  return said.find((one) => one !== undefined) === 'true';
}
