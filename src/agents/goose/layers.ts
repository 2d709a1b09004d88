import { delimiter, join } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { type Environment, variable } from '../../host.ts';
import { textAt } from '../../json-path.ts';
import { saidAt, type Layer, type Setter } from '../../config-layers/layer.ts';
import type { Located } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { locateYaml } from '../../config-layers/located-yaml.ts';
import { customProviders, settingsFolder } from './places.ts';

export interface GooseLayers {
  /** `config.yaml` of the user's, files that a variable names, that of the machine: what counts first. */
  readonly settings: readonly Layer[];
  /** What Goose keeps keys in where it has no keyring. */
  readonly secrets: readonly Layer[];
  readonly custom: readonly Custom[];
  /** Nothing but an empty text is as if it were not set. */
  env(name: string): Setter | undefined;
}

/** A provider from a file in `custom_providers`; with the name of one of Goose's own it takes its place. */
export interface Custom {
  readonly name: string;
  readonly place: string;
  readonly content: Located;
}

/** All that 1.52.0 was seen to look at; it takes nothing from a repository. */
export function layersOf({ host, read, glob }: Look): GooseLayers {
  const folder = settingsFolder(host);
  const layer = (from: Layer['from'], place: string): readonly Layer[] => {
    const settings = locateYaml(read(place) ?? '');
    return settings === undefined ? [] : [{ from, place, settings }];
  };
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
    secrets: layer('login', join(folder, 'secrets.yaml')),
    custom: glob(customProviders(host)).flatMap((place): readonly Custom[] => {
      const content = locateJson(read(place) ?? '');
      const name = textAt(content?.value, 'name');
      return content === undefined || name === undefined ? [] : [{ name, place, content }];
    }),
    env,
  };
}

/** A parameter, highest first. */
export function parameter(name: string, { env, settings }: GooseLayers): readonly Setter[] {
  const own = env(name);
  return [...(own === undefined ? [] : [own]), ...saidAt(settings, name)];
}

/** What stands under a key of a custom provider. */
export function saidIn({ place, content }: Custom, ...path: readonly string[]): Setter | undefined {
  return saidAt([{ from: 'user', place, settings: content }], ...path)[0];
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
