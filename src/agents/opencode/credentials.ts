import { carriesCredential, keyHeaders } from '../../keys/key-headers.ts';
import { join } from 'node:path';
import { shownCredential, type Origin, type Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { listAt } from '../../json-path.ts';
import { namesAt, plainAt, type Located } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { placeOf } from '../../config-layers/layer.ts';
import type { Edition } from './edition.ts';
import { dataFolder } from './places.ts';
import { providersIn, saidAt, type OpenCodeLayers } from './layers.ts';
import { keyVariables } from './vendors.ts';

/** In the order in which they win: headers of the model, of the provider, its key, logins, variables (1.18.33). */
export function credentials(
  layers: OpenCodeLayers,
  provider: string,
  model: string,
  look: Look,
  edition: Edition,
): readonly Origin[] {
  const options = ['provider', provider, 'options'];
  const headersAt = (...path: readonly string[]): readonly Origin[] =>
    layers.all.flatMap((layer) =>
      namesAt(layer.settings, ...path)
        .filter(carriesCredential)
        .map((name): Origin => {
          const text = plainAt(layer.settings, ...path, name) ?? '';
          const value = shown(text, look).replace(/^Bearer\s+/i, '');
          return {
            sets: 'credential',
            ...placeOf(layer, ...path, name),
            ...source(text),
            value,
            headers: [headerOf(name)],
          };
        }),
    );
  const keys = ['apiKey', 'authToken'].flatMap((name) => saidAt(layers, ...options, name));
  const others = [...providersIn(layers)].filter((name) => name !== provider);
  const ofModel = headersAt('provider', provider, 'models', model, 'headers');
  return [
    ...ofModel,
    ...headersAt(...options, 'headers'),
    ...keys.map(({ text, ...place }): Origin => ({
      sets: 'credential',
      ...place,
      ...source(text),
      value: shown(text, look),
      headers: ['key'],
    })),
    ...logins(provider, look, edition),
    ...variablesOf(layers, provider, look),
    ...others.flatMap((name) =>
      saidAt(layers, 'provider', name, 'options', 'apiKey').map(({ text, ...place }): Origin => ({
        sets: 'credential',
        ...place,
        ...source(text),
        value: shown(text, look),
        void: `the model is of ${provider || 'another provider'}`,
        dormant: true,
      })),
    ),
  ];
}

/** A file that only names a variable brings no credential itself. */
const source = (text: string): Partial<Pick<Origin, 'from'>> =>
  /^(Bearer\s+)?\{env:[^}]+\}$/.test(text) ? { from: 'environment' } : {};

/** A header that an API key goes in as well counts as one with it. */
const headerOf = (name: string): string => (keyHeaders.includes(name.toLowerCase()) ? 'key' : name.toLowerCase());

/** A credential as it may be shown, with what `{env:NAME}` stands for. */
function shown(text: string, { host }: Look): string {
  const value = text.replaceAll(
    /\{env:([^}]+)\}/g,
    (_all, name: string) => variable(host.env, name, host.platform) ?? '',
  );
  return /\{file:/.test(value) ? 'from a file' : shownCredential(value.replace(/^Bearer\s+/i, '').trim());
}

/** A variable takes the place of the file. */
function logins(provider: string, { host, read }: Look, edition: Edition): readonly Origin[] {
  const name = `${edition.prefix}AUTH_CONTENT`;
  const place = join(dataFolder(host, edition), 'auth.json');
  const inline = variable(host.env, name, host.platform) || undefined;
  const inlined = inline === undefined ? undefined : locateJson(inline);
  const stored = locateJson(read(place) ?? '');
  return [
    ...entries(inlined, name, provider, undefined),
    ...entries(stored, place, provider, inlined === undefined ? undefined : `${name} takes its place`),
  ];
}

function entries(
  stored: Located | undefined,
  place: string,
  provider: string,
  replaced: string | undefined,
): readonly Origin[] {
  if (stored === undefined) return [];
  return namesAt(stored).flatMap((name): readonly Origin[] => {
    const field = ['key', 'access', 'token'].find((one) => plainAt(stored, name, one) !== undefined);
    if (field === undefined) return [];
    const line = place.endsWith('_AUTH_CONTENT') ? undefined : stored.line(name, field);
    const why = replaced ?? (name === provider ? undefined : `the model is of ${provider || 'another provider'}`);
    return [
      {
        sets: 'credential',
        from: 'login',
        place,
        ...(line === undefined ? {} : { line }),
        key: `${name}.${field}`,
        value: shownCredential(plainAt(stored, name, field) ?? ''),
        headers: ['key'],
        ...(why === undefined ? {} : { void: why }),
      },
    ];
  });
}

function variablesOf(layers: OpenCodeLayers, provider: string, { host }: Look): readonly Origin[] {
  const given = layers.all.map(({ settings }) => listAt(settings.value, 'provider', provider, 'env'));
  const names = given.find((list) => list.length > 0) ?? keyVariables[provider] ?? [];
  return names.flatMap((name): readonly Origin[] => {
    const text = typeof name === 'string' ? variable(host.env, name, host.platform) : undefined;
    return text === undefined || text === ''
      ? []
      : [
          {
            sets: 'credential',
            from: 'environment',
            place: 'environment',
            key: String(name),
            value: shownCredential(text),
            headers: ['key'],
          },
        ];
  });
}
