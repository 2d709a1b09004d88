import { dirname, join } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { parseDotEnv } from '../../config-layers/dot-env.ts';
import { upward } from '../../config-layers/folders.ts';
import {
  inUtf8,
  layerReader,
  placeOf,
  withoutByteOrderMark,
  type BrokenLayer,
  type Layer,
  type Setter,
} from '../../config-layers/layer.ts';
import { locateToml } from '../../config-layers/located-toml.ts';
import { plainAt } from '../../config-layers/located.ts';
import { variable } from '../../host.ts';
import { at, listAt, parseJson } from '../../json-path.ts';
import { profileFolders, projectSettings, settingsPath, vibeHome } from './places.ts';

/** What one place says, by the names of Vibe's settings. */
export interface Source {
  readonly value: unknown;
  /** Where something stands in it. */
  place(...path: readonly (string | number)[]): Omit<Setter, 'text'>;
}

export interface VibeLayers {
  /** Highest first: the profile, variables, the project's file, the user's (3.0.3). */
  readonly all: readonly Source[];
  readonly broken: readonly BrokenLayer[];
  /** A variable's setters: what is in the environment counts, and then `.env` of VIBE_HOME. */
  variables(name: string): readonly Setter[];
}

export function layersOf(look: Look): VibeLayers {
  const { host, read, glob } = look;
  const { broken, layer } = layerReader(read, withoutByteOrderMark(inUtf8(locateToml)), 'TOML');
  const variables = (name: string): readonly Setter[] => variablesOf(name, look);
  const trusted = isTrusted(look);
  const void_ = { void: 'Vibe was not told to trust this folder' };
  const [project] = projectSettings(host).filter((path) => glob(path).length > 0);
  const files = [
    ...(project === undefined ? [] : layer('project', project, trusted(dirname(project)) ? {} : void_)),
    ...layer('user', settingsPath(host)),
  ].map(sourceOf);
  const below = [environment(variables), ...files];
  const agent = below
    .filter((one) => one.place().void === undefined)
    .map(({ value }) => at(value, 'default_agent'))
    .find((name) => typeof name === 'string' && name !== '');
  const [user = '', own = ''] = profileFolders(host);
  const profile =
    typeof agent !== 'string'
      ? []
      : [
          ...(trusted(host.cwd) ? layer('project', join(own, `${agent}.toml`)) : []),
          ...layer('user', join(user, `${agent}.toml`)),
        ].slice(0, 1);
  return { all: [...profile.map(sourceOf), ...below], broken, variables };
}

function sourceOf(layer: Layer): Source {
  return { value: layer.settings.value, place: (...path) => placeOf(layer, ...path) };
}

const fields = ['active_model', 'default_agent'] as const;
const tables = ['providers', 'models'] as const;

/** What does not parse is passed over. */
function environment(variables: VibeLayers['variables']): Source {
  const setters = new Map<string, Setter>(
    [...fields, ...tables].flatMap((field) => {
      const [setter] = variables(`VIBE_${field.toUpperCase()}`);
      return setter === undefined ? [] : [[field, setter] as const];
    }),
  );
  const value = Object.fromEntries(
    [...setters].map(([field, { text }]) => [
      field,
      (fields as readonly string[]).includes(field) ? text : parseJson(text),
    ]),
  );
  return {
    value,
    place: (field = '') => {
      const { text: _text, ...place } = setters.get(String(field)) ?? { ...nowhere, text: '' };
      return place;
    },
  };
}

const nowhere = { from: 'environment', place: 'environment', key: '' } as const;

function variablesOf(name: string, { host, read }: Look): readonly Setter[] {
  const own = variable(host.env, name, host.platform) ?? '';
  const place = join(vibeHome(host), '.env');
  const entry = parseDotEnv(read(place) ?? '').findLast((one) => one.name === name && one.text !== '');
  return [
    ...(own === '' ? [] : [{ from: 'environment', place: 'environment', key: name, text: own } as const]),
    ...(entry === undefined
      ? []
      : [
          {
            from: 'user',
            place,
            line: entry.line,
            key: name,
            text: entry.text,
            ...(own === '' ? {} : { void: `${name} is in the environment` }),
          } as const,
        ]),
  ];
}

/** By the nearest folder that is named as trusted, or as not. */
function isTrusted({ host, read }: Look): (folder: string) => boolean {
  const named = locateToml(read(join(vibeHome(host), 'trusted_folders.toml')) ?? '')?.value;
  const [yes, no] = [listAt(named, 'trusted'), listAt(named, 'untrusted')];
  return (folder) => yes.includes(upward(folder).find((one) => yes.includes(one) || no.includes(one)));
}

/** The text under a key. */
export function saidBy({ value, place }: Source, ...path: readonly (string | number)[]): Setter | undefined {
  const text = plainAt({ value, line: () => undefined }, ...path) ?? '';
  return text === '' ? undefined : { ...place(...path), text };
}
