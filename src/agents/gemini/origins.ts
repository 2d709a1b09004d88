import { join } from 'node:path';
import { shownCommand, shownCredential, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { textAt } from '../../json-path.ts';
import { originOf, placeOf, taken, type SettersOf } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { hookCommands, programsIn, serverCommands } from '../../config-layers/programs.ts';
import { headersIn } from './headers.ts';
import { layersOf, saidAt, type GeminiLayers } from './layers.ts';
import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { latestOf } from './latest-aliases.ts';
import { selectionIn, type Selection } from './selection.ts';
import { problemsOf } from './problems.ts';
import { settersOf } from './variables.ts';

/**
 * Who sets what, as Gemini CLI 0.61.0 was seen to decide it: settings, or else the environment, choose how it logs in, and
 * that says which variables count.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const set: SettersOf = (name) => settersOf(name, layers, look);
  const chosen = selectionIn(layers, set);
  return [
    ...endpoints(set, chosen),
    ...credentials(set, chosen, layers, look),
    ...models(set, layers, chosen),
    ...programs(layers),
    // With its whole environment, in which the key is.
    ...programsIn(layers.all, [hookCommands, serverCommands, 'tools.callCommand'], true),
    ...problemsOf(layers, look, chosen),
  ];
}

const addresses: readonly (readonly [name: string, way: Selection['way']])[] = [
  ['GOOGLE_GEMINI_BASE_URL', 'key'],
  ['GOOGLE_VERTEX_BASE_URL', 'vertex'],
  ['CODE_ASSIST_ENDPOINT', 'login'],
];

function endpoints(set: SettersOf, chosen: Selection): readonly Origin[] {
  const urls = addresses.flatMap(([name, way]) =>
    set(name).map((setter) =>
      unless(way === chosen.way, chosen, originOf('endpoint', setter, shownEndpoint(setter.text))),
    ),
  );
  const services = { key: undefined, vertex: 'Google Vertex AI', login: 'Gemini Code Assist of Google' };
  const service = services[chosen.way];
  return [
    ...urls.filter((one) => one.void === undefined),
    ...(service === undefined || chosen.by === undefined ? [] : [originOf('endpoint', chosen.by, service)]),
    ...urls.filter((one) => one.void !== undefined),
  ];
}

const bearer = [keyHeader.bearer];

function credentials(set: SettersOf, chosen: Selection, layers: GeminiLayers, look: Look): readonly Origin[] {
  const secrets = (name: string, way: Selection['way'], headers: readonly string[]): readonly Origin[] =>
    set(name).map((setter) =>
      unless(way === chosen.way, chosen, {
        ...originOf('credential', setter, shownCredential(setter.text.trim())),
        headers,
      }),
    );
  const custom = set('GEMINI_CLI_CUSTOM_HEADERS').flatMap((setter) =>
    headersIn(setter.text).flatMap(([name, value]): readonly Origin[] => {
      const header = name.toLowerCase();
      if (value === '' || !carriesCredential(header)) return [];
      return [{ ...originOf('credential', setter, shownCredential(value)), headers: [header] }];
    }),
  );
  const twice = chosen.type !== 'gateway' && taken(set('GEMINI_API_KEY_AUTH_MECHANISM'))?.text === 'bearer';
  const keyHeaders = twice ? [...bearer, keyHeader.google] : [keyHeader.google];
  return [
    // A header of that name replaces the key's.
    ...custom.filter(({ headers }) => headers?.includes(keyHeader.google) === true),
    ...secrets('GEMINI_API_KEY', 'key', keyHeaders),
    ...secrets('GOOGLE_API_KEY', 'vertex', [keyHeader.google]),
    ...custom.filter(({ headers }) => headers?.includes(keyHeader.google) !== true),
    ...login(layers, look).map((one) => unless(chosen.way === 'login', chosen, one)),
  ];
}

/** That of "Login with Google", where it is kept in a file. */
function login({ folder }: GeminiLayers, { read }: Look): readonly Origin[] {
  const place = join(folder, 'oauth_creds.json');
  const file = locateJson(read(place) ?? '');
  const token = textAt(file?.value, 'access_token');
  if (file === undefined || token === undefined) return [];
  const line = file.line('access_token');
  const at = { place, ...(line === undefined ? {} : { line }), key: 'access_token' };
  return [{ sets: 'credential', from: 'login', ...at, value: shownCredential(token), headers: bearer }];
}

function models(set: SettersOf, layers: GeminiLayers, chosen: Selection): readonly Origin[] {
  return [...set('GEMINI_MODEL'), ...saidAt(layers, 'model', 'name')].map((setter) => {
    const asked = latestOf(setter.text, chosen.type);
    return originOf('model', setter, asked === undefined ? setter.text : `${setter.text} → ${asked}`);
  });
}

/** What a trusted folder has run at every start, by Jetway too. */
function programs(layers: GeminiLayers): readonly Origin[] {
  return layers.all.flatMap((layer): readonly Origin[] => {
    const [found] = saidAt({ ...layers, all: [layer] }, 'tools', 'discoveryCommand');
    if (found === undefined) return [];
    const at = placeOf(layer, 'tools', 'discoveryCommand');
    return [{ sets: 'command', ...at, value: shownCommand(found.text), beatsJetway: true }];
  });
}

function unless(counts: boolean, chosen: Selection, one: Origin): Origin {
  return counts || one.void !== undefined ? one : { ...one, void: `the login is ${chosen.type ?? 'not chosen'}` };
}
