import type { Origin, Look } from '../../config-layers/origin.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { variable } from '../../host.ts';
import { listAt, textAt } from '../../json-path.ts';
import {
  byMark,
  jsonWithComments,
  layerReader,
  placeOf,
  taken,
  problemOf,
  problemOfFile,
  type Setter,
  type SettersOf,
} from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import type { Selection } from './selection.ts';
import { headersIn } from './headers.ts';
import type { Layer, GeminiLayers } from './layers.ts';
import { loginProblems } from './login-problems.ts';
import { trustFile } from './trust.ts';
import { settersOf } from './variables.ts';

/** What spoils a start, plain or by Jetway, without being endpoint, credential or model (0.61.0, driven). */
export function problemsOf(layers: GeminiLayers, look: Look, chosen: Selection): readonly Origin[] {
  const set = (name: string): readonly Setter[] => settersOf(name, layers, look);
  return [
    ...broken(layers, look),
    ...loginProblems(layers, chosen, set),
    ...sandbox(layers, look),
    ...headers(set),
    ...layers.all.filter(counts).flatMap(otherModels),
    ...connections(layers, look),
  ];
}

const counts = (layer: Layer): boolean => layer.void === undefined;

function broken(layers: GeminiLayers, look: Look): readonly Origin[] {
  const { broken: answers, layer } = layerReader(look.read, (text) => locateJson(text, 'comments'), jsonWithComments);
  layer('user', trustFile(look, layers.folder));
  return [...layers.broken, ...answers].map((file) =>
    problemOfFile(
      file,
      'no JSON',
      {
        what: `${file.what}: Gemini CLI does not start`,
        hint: `Mend ${file.place}: UTF-8 without a byte-order mark`,
        stops: true,
      },
      // Of the user's settings Jetway makes its own, without that mark.
      file.what !== byMark || file.from !== 'user',
    ),
  );
}

/** In a container the CLI gets neither Jetway's settings nor its headers, so Jetway refuses. */
function sandbox(layers: GeminiLayers, { host }: Look): readonly Origin[] {
  const own = variable(host.env, 'GEMINI_SANDBOX', host.platform)?.trim() ?? '';
  const off = ['0', 'false'].includes(own.toLowerCase());
  const users = layers.all.filter(({ from }) => from !== 'managed');
  const wanted =
    own !== ''
      ? [{ from: 'environment' as const, place: 'environment', key: 'GEMINI_SANDBOX', text: own }]
      : users.flatMap((layer) =>
          ['true', 'docker', 'podman', 'sandbox-exec', 'runsc', 'lxc'].some((text) =>
            [textOf(layer, 'tools', 'sandbox'), textOf(layer, 'tools', 'sandbox', 'enabled')].includes(text),
          )
            ? [{ ...placeOf(trusted(layer), 'tools', 'sandbox'), text: 'on' }]
            : [],
        );
  if (off) return [];
  return wanted.map((setter) =>
    problemOf(
      setter,
      setter.text,
      {
        what: 'runs Gemini CLI in a sandbox, which the key and the settings of a launch do not reach: Jetway refuses',
        hint: 'Switch it off for the launch: GEMINI_SANDBOX=false jetway gemini',
        stops: true,
      },
      true,
    ),
  );
}

/** Jetway refuses before it is known whether the folder will be trusted. */
function trusted({ void: _untrusted, ...layer }: Layer): Layer {
  return layer;
}

/** One that the CLI takes for none fails every request; under Jetway its own stand there. */
function headers(set: SettersOf): readonly Origin[] {
  const setter = taken(set('GEMINI_CLI_CUSTOM_HEADERS'));
  const bad = headersIn(setter?.text ?? '').find(
    ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n]/.test(value),
  );
  if (setter === undefined || bad === undefined) return [];
  const what = 'makes an invalid header: Gemini CLI splits it at each comma before a colon, and every request fails';
  const hint = 'Separate headers by commas, and leave commas out of JSON in them';
  return [problemOf(setter, 'no header', { what, hint, stops: true })];
}

/** They rank above `GEMINI_MODEL` and `-m`, in a launch by Jetway too. */
function otherModels(layer: Layer): readonly Origin[] {
  const aliases = namesAt(layer.settings, 'modelConfigs', 'customAliases').filter(
    (name) => textAt(layer.settings.value, 'modelConfigs', 'customAliases', name, 'modelConfig', 'model') !== undefined,
  );
  const overrides = listAt(layer.settings.value, 'modelConfigs', 'customOverrides').flatMap((entry) => {
    const name = textAt(entry, 'match', 'model');
    return name === undefined || textAt(entry, 'modelConfig', 'model') === undefined ? [] : [name];
  });
  const kinds = { customAliases: aliases, customOverrides: overrides };
  return Object.entries(kinds).flatMap(([key, names]) => {
    if (names.length === 0) return [];
    const what = `puts other models in place of ${names.slice(0, 3).join(', ')}, which the gateway may not have`;
    const hint = `Remove them from ${layer.place}, or choose models that are not in it`;
    const setter = { ...placeOf(layer, 'modelConfigs', key), text: names.join(', ') };
    return [problemOf(setter, setter.text, { what, hint, stops: false }, layer.lowest !== true)];
  });
}

/** What a trusted repository's file of variables says of the connection holds in a launch by Jetway, too. */
function connections({ dotEnvs: files, trusted: obeyed }: GeminiLayers, { host }: Look): readonly Origin[] {
  return files
    .filter(({ from, void: why }) => from === 'project' && why === undefined && obeyed)
    .flatMap(({ from, place, entries }) =>
      entries
        .filter(({ name, text }) => ofConnection.test(name) && text !== '')
        .filter(({ name }) => variable(host.env, name, host.platform) === undefined)
        .map(({ name, line }) => ({
          sets: 'endpoint' as const,
          from,
          place,
          line,
          key: name,
          value: /proxy$/i.test(name) ? 'a proxy for all requests' : 'whose certificates are trusted',
          void: 'it names no endpoint',
          dormant: true,
          beatsJetway: true,
        })),
    );
}

const ofConnection = /^(https?_proxy|node_tls_reject_unauthorized)$/i;

const textOf = (layer: Layer, ...path: readonly string[]): string => plainAt(layer.settings, ...path) ?? '';
