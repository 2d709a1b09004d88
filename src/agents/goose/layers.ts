import { delimiter, join } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { type Environment, variable } from '../../host.ts';
import { textAt } from '../../json-path.ts';
import { inUtf8, layerReader, saidAt, type BrokenLayer, type Layer, type Setter } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { locateYaml } from '../../config-layers/located-yaml.ts';
import { customProviders, settingsFolder } from './places.ts';

export interface GooseLayers {
  /** `config.yaml` of the user's, files that a variable names, that of the machine: what counts first. */
  readonly settings: readonly Layer[];
  /** Of these, and of the keys. */
  readonly broken: readonly BrokenLayer[];
  /** What Goose keeps keys in where it has no keyring. */
  readonly secrets: readonly Layer[];
  readonly custom: readonly Custom[];
  /** Nothing but an empty text is as if it were not set. */
  env(name: string): Setter | undefined;
}

/** A provider from a file in `custom_providers`; with the name of one of Goose's own it takes its place. */
export interface Custom extends Layer {
  readonly name: string;
}

/** All that 1.52.0 was seen to look at; it takes nothing from a repository. */
export function layersOf({ host, read, glob }: Look): GooseLayers {
  const folder = settingsFolder(host);
  const { broken, layer } = layerReader(read, inUtf8(locateYaml), 'YAML');
  const env = envOf(host);
  const named = (env('GOOSE_ADDITIONAL_CONFIG_FILES')?.text.split(delimiter) ?? []).filter(Boolean).toReversed();
  const machine =
    host.platform === 'win32'
      ? join(variable(host.env, 'PROGRAMDATA', 'win32') ?? 'C:\\ProgramData', 'goose', 'config.yaml')
      : '/etc/goose/config.yaml';
  return {
    settings: [
      ...layer('user', join(folder, 'config.yaml')),
      ...named.flatMap((place) => layer('user', place)),
      ...layer('managed', machine),
    ],
    broken,
    secrets: layer('login', join(folder, 'secrets.yaml')),
    custom: glob(customProviders(host))
      .flatMap((place) => layerReader(read, (text) => locateJson(text)).layer('user', place))
      .flatMap((one): readonly Custom[] => {
        const name = textAt(one.settings.value, 'name');
        return name === undefined ? [] : [{ ...one, name }];
      }),
    env,
  };
}

/** A parameter, highest first. */
export function parameter(name: string, { env, settings }: GooseLayers): readonly Setter[] {
  const own = env(name);
  return [...(own === undefined ? [] : [own]), ...saidAt(settings, name)];
}

function envOf({
  env,
  platform,
}: {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
}): GooseLayers['env'] {
  return (name) => {
    const text = variable(env, name, platform) ?? '';
    return text === '' ? undefined : { from: 'environment', place: 'environment', key: name, text };
  };
}
