import type { Look } from '../../config-layers/origin.ts';
import { json5ToJson } from '../../config-layers/json5.ts';
import { inUtf8, layerReader, type BrokenLayer, type Layer, type Setter } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { namesAt } from '../../config-layers/located.ts';
import { parseDotEnv } from '../../config-layers/dot-env.ts';
import { variable } from '../../host.ts';
import { at } from '../../json-path.ts';
import { envPath, settingsPath } from './places.ts';

export interface OpenclawLayers {
  /** The user's settings; none of the files that they include. */
  readonly settings: readonly Layer[];
  readonly broken: readonly BrokenLayer[];
  /** Whether the settings take anything from another file. */
  readonly includes: boolean;
  /** A variable: from the environment, its own `.env`, the settings (2026.9.6). */
  env(name: string): Setter | undefined;
}

/** All that 2026.9.6 was seen to look at; it takes neither address nor credential from a repository. */
export function layersOf({ host, read }: Look): OpenclawLayers {
  const { broken, layer } = layerReader(
    read,
    inUtf8((text) => locateJson(json5ToJson(text))),
    'JSON5',
  );
  const settings = layer('user', settingsPath(host));
  const place = envPath(host);
  const entries = parseDotEnv(read(place) ?? '');
  return {
    settings,
    broken,
    includes: settings.some((one) => includesIn(one.settings.value)),
    env: (name) => {
      const text = variable(host.env, name, host.platform) ?? '';
      if (text !== '') return { from: 'environment', place: 'environment', key: name, text };
      const kept = entries.find((entry) => entry.name === name && entry.text !== '');
      if (kept !== undefined) return { from: 'user', place, key: name, line: kept.line, text: kept.text };
      return settings.flatMap((one) => inVariables(one, name))[0];
    },
  };
}

function inVariables(layer: Layer, name: string): readonly Setter[] {
  return [['env', 'vars', name] as const, ['env', name] as const].flatMap((path): readonly Setter[] => {
    const text = at(layer.settings.value, ...path);
    const line = layer.settings.line(...path);
    if (typeof text !== 'string' || text === '') return [];
    return [
      { from: layer.from, place: layer.place, key: path.join('.'), text, ...(line === undefined ? {} : { line }) },
    ];
  });
}

function includesIn(value: unknown): boolean {
  const names = namesAt({ value, line: () => undefined });
  return names.includes('$include') || names.some((name) => includesIn(at(value, name)));
}
