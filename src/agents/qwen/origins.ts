import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { shownCommand, shownCredential, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { expanded } from '../../config-layers/dot-env.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { originOf, placeOf, type Setter, type SettersOf } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { programsIn, serverCommands } from '../../config-layers/programs.ts';
import { selectionIn, familyOf, partOf, variablesByLogin, type Selection } from './selection.ts';
import { layersOf, saidAt, type QwenLayers } from './layers.ts';
import { problemsOf } from './problems.ts';
import { settersOf } from './variables.ts';

/**
 * Who sets what, as Qwen Code 0.24.4 was seen to decide it: settings, or else the environment, choose how it logs in; a
 * model of `modelProviders` brings its own address and key, and what it has not comes from variables, then from settings.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const set: SettersOf = (name) => settersOf(name, layers, look);
  const chosen = selectionIn(layers, set);
  const endpoints = endpointsOf(set, chosen, layers);
  return [
    ...endpoints,
    ...credentialsOf(set, chosen, layers, endpoints),
    ...modelsOf(chosen),
    ...programsOf(layers),
    // With its whole environment, in which the keys are (0.24.4, driven).
    ...programsIn(layers.all, [serverCommands], true),
    ...problemsOf(layers, look, chosen, set),
  ];
}

function endpointsOf(set: SettersOf, { type, entry, entries }: Selection, layers: QwenLayers): readonly Origin[] {
  const own = variablesByLogin[type ?? ''];
  const urls = [...new Set(Object.values(variablesByLogin).flatMap(({ url }) => url ?? []))];
  const inSettings = saidAt(layers, 'security', 'auth', 'baseUrl');
  const variables = (names: readonly string[]): readonly Setter[] => names.flatMap(set);
  const first = urls.filter((name) => name === own?.url);
  // Google's SDK looks for its variable itself, where nothing else is said.
  const said =
    type === 'gemini' || type === 'vertex-ai'
      ? [...inSettings, ...variables(first)]
      : [...variables(first), ...inSettings];
  const origin = (setter: Setter): Origin => originOf('endpoint', setter, shownEndpoint(setter.text));
  const model = entry === undefined ? 'of no list' : entry.id;
  return [
    ...entries
      .filter(({ baseUrl }) => baseUrl !== '')
      .map((one) => [one, origin(partOf(one, one.baseUrl, 'baseUrl'))] as const)
      .map(([one, found]) =>
        one === entry || found.void !== undefined ? found : { ...found, void: `the model is ${model}`, dormant: true },
      )
      .toSorted((one, other) => Number(one.void !== undefined) - Number(other.void !== undefined)),
    ...said.map(origin),
    ...variables(urls.filter((name) => name !== own?.url)).map((setter) => unused(origin(setter), type)),
  ];
}

function credentialsOf(
  set: SettersOf,
  { type, entry, entries }: Selection,
  layers: QwenLayers,
  endpoints: readonly Origin[],
): readonly Origin[] {
  const address = endpoints.find((origin) => origin.void === undefined)?.value;
  const headers = [headerOf(type ?? '', address)];
  const origin = (setter: Setter): Origin => ({
    ...originOf('credential', setter, shownCredential(setter.text.trim())),
    headers,
  });
  const own = variablesByLogin[type ?? '']?.key;
  const first = [...new Set([entry?.envKey ?? '', own ?? ''])].filter((name) => name !== '');
  const others = [
    ...new Set([...Object.values(variablesByLogin).map(({ key }) => key), ...entries.map(({ envKey }) => envKey)]),
  ];
  return [
    ...customOf(layers, entry),
    ...first.flatMap(set).map(origin),
    ...saidAt(layers, 'security', 'auth', 'apiKey').map((setter) =>
      type === undefined ? unused(origin(setter), type) : origin(setter),
    ),
    ...others
      .filter((name) => name !== '' && !first.includes(name))
      .flatMap(set)
      .map((setter) => unused(origin(setter), type)),
  ];
}

/** Anthropic's own takes the key in another header than everybody else who speaks like it. */
function headerOf(type: string, address: string | undefined): string {
  if (type === 'gemini' || type === 'vertex-ai') return keyHeader.google;
  const native = address === undefined || /^https?:\/\/([\w-]+\.)*anthropic\.com(?:[:/]|$)/.test(address);
  return type === 'anthropic' && native ? keyHeader.anthropic : keyHeader.bearer;
}

/** A header of that name replaces the key's. Those of a listed model are its own, others go along with all the rest. */
function customOf(layers: QwenLayers, entry: Selection['entry']): readonly Origin[] {
  const places =
    entry === undefined
      ? layers.all.map((layer) => ({ layer, path: ['model'] as readonly (string | number)[] }))
      : [entry];
  return places.flatMap(({ layer, path }) => {
    const where = [...path, 'generationConfig', 'customHeaders'];
    const said = at(layer.settings.value, ...where);
    return Object.keys(typeof said === 'object' && said !== null ? said : {}).flatMap((name): readonly Origin[] => {
      const text = expanded(plainAt(layer.settings, ...where, name) ?? '', layers.env).trim();
      const header = name.toLowerCase();
      if (text === '' || !carriesCredential(header)) return [];
      const setter = { ...placeOf(layer, ...where, name), text };
      const [, missing] = /\$\{?(\w+)/.exec(text) ?? [];
      const value = missing === undefined ? shownCredential(text) : `what ${missing} holds, which is not set`;
      return [{ ...originOf('credential', setter, value), headers: [header] }];
    });
  });
}

function modelsOf({ models, entry }: Selection): readonly Origin[] {
  const named = models.map((setter) => originOf('model', setter, setter.text));
  const first = named.find((origin) => origin.void === undefined);
  if (entry === undefined || first?.value === entry.id) return named;
  return [originOf('model', partOf(entry, entry.id, 'id'), entry.id), ...named];
}

/** What is run at the start of every session in a trusted folder, by Jetway too. A server of a project's is asked about. */
function programsOf({ all }: QwenLayers): readonly Origin[] {
  return all.flatMap((layer) =>
    namesAt(layer.settings, 'hooks').flatMap((event) =>
      listAt(layer.settings.value, 'hooks', event).flatMap((group, index) =>
        listAt(group, 'hooks').flatMap((hook, inner): readonly Origin[] => {
          const command = textAt(hook, 'command');
          if (command === undefined) return [];
          const { key: _long, ...place } = placeOf(layer, 'hooks', event, index, 'hooks', inner, 'command');
          return [
            { sets: 'command', ...place, key: `hooks.${event}`, value: shownCommand(command), beatsJetway: true },
          ];
        }),
      ),
    ),
  );
}

function unused(origin: Origin, type: string | undefined): Origin {
  const why = type === undefined ? 'no login is chosen' : `the login is ${familyOf(type)}`;
  return origin.void === undefined ? { ...origin, void: why } : origin;
}
