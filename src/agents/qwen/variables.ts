import { join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { parseDotEnv, settersIn, type DotEnv } from '../../config-layers/dot-env.ts';
import { variable } from '../../host.ts';
import { upward } from '../../config-layers/folders.ts';
import { type Setter } from '../../config-layers/layer.ts';
import { notTrusted, saidAt, type QwenLayers } from './layers.ts';

/**
 * Where a variable is set, highest first (0.24.4, driven): the environment, files of variables, `env` of the settings. One
 * that is empty counts as absent.
 */
export function settersOf(name: string, layers: QwenLayers, look: Look): readonly Setter[] {
  const own = variable(look.host.env, name, look.host.platform) ?? '';
  return [
    ...(own === '' ? [] : [{ from: 'environment' as const, place: 'environment', key: name, text: own }]),
    ...settersIn(dotEnvs(layers, look), name),
    ...saidAt(layers, 'env', name),
  ];
}

/** The first one upward from the working directory to the home, `.qwen/.env` before `.env`, and after it all of the home's. */
export function dotEnvs({ folder, trusted }: QwenLayers, { host, read, glob }: Look): readonly DotEnv[] {
  const folders = upward(resolve(host.cwd));
  const between = folders.slice(0, folders.includes(host.home) ? folders.indexOf(host.home) : folders.length);
  const root = between.findIndex((at) => glob(join(at, '.git')).length > 0);
  const found: DotEnv[] = [];
  let taken: string | undefined;
  for (const [index, at] of between.entries()) {
    for (const place of [join(at, '.qwen', '.env'), join(at, '.env')]) {
      const text = read(place);
      if (text === undefined) continue;
      const why = trusted ? (taken === undefined ? undefined : `only ${taken} is read`) : notTrusted;
      taken ??= place;
      found.push({
        from: index <= Math.max(0, root) ? 'project' : 'user',
        place,
        entries: parseDotEnv(text),
        ...(why === undefined ? {} : { void: why }),
      });
    }
  }
  const homes = [...new Set([join(folder, '.env'), join(host.home, '.qwen', '.env'), join(host.home, '.env')])];
  return [
    ...found,
    ...homes.flatMap((place): readonly DotEnv[] => {
      const text = read(place);
      return text === undefined ? [] : [{ from: 'user', place, entries: parseDotEnv(text) }];
    }),
  ];
}
