import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { originOf, placeOf, problemOfFile, saidIn, taken, type Layer, type Setter } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { shownCommand, shownCredential, shownEndpoint, type Look, type Origin } from '../../config-layers/origin.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { layersOf, type OpenclawLayers } from './layers.ts';

/**
 * Who sets what, as OpenClaw 2026.9.6 was seen to decide it: a model names its provider, and only what is said of that one
 * counts. A model that was picked for a session, and a login, lie in a database that is not looked into.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const models = modelsIn(layers);
  const chosen = taken(models)?.text ?? '';
  const ids = [...new Set(layers.settings.flatMap(({ settings }) => namesAt(settings, 'models', 'providers')))];
  return [
    ...ids.flatMap((id) => layers.settings.flatMap((layer) => providerOrigins(id, chosen, layer, layers))),
    ...Object.entries(known).flatMap(([id, name]) => keyOrigin(id, name, chosen, ids, layers)),
    ...models.map((setter) => originOf('model', setter, setter.text)),
    ...layers.settings.flatMap(programsIn),
    ...layers.broken.map((file) =>
      problemOfFile(
        file,
        'no JSON5',
        { what: `${file.what}: OpenClaw does not start with it`, hint: 'Mend it: openclaw doctor', stops: true },
        true,
      ),
    ),
  ];
}

/** Of the agent that is there alone, and for all: as a text, or as the first of a list to fall back on. */
function modelsIn({ settings }: OpenclawLayers): readonly Setter[] {
  return settings.flatMap((layer) => {
    const entries = namesAt(layer.settings, 'agents', 'entries');
    const places = [...entries.map((id) => ['agents', 'entries', id]), ['agents', 'defaults']];
    return places.flatMap((place): readonly Setter[] => {
      const found = saidIn(layer, ...place, 'model') ?? saidIn(layer, ...place, 'model', 'primary');
      if (found === undefined) return [];
      const several = place.length === 3 && entries.length > 1;
      return [several ? { ...found, void: 'there are several agents, of which each session names its own' } : found];
    });
  });
}

/** Of the vendors that it knows by itself, those that are looked at: the variable that it takes a key from. */
const known: Readonly<Record<string, string>> = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' };

function keyOrigin(
  id: string,
  name: string,
  chosen: string,
  ids: readonly string[],
  { env }: OpenclawLayers,
): readonly Origin[] {
  const setter = env(name);
  if (setter === undefined || ids.includes(id)) return [];
  const counted = { ...setter, ...whyNot(id, chosen) };
  const header = id === 'anthropic' ? keyHeader.anthropic : keyHeader.bearer;
  return [{ ...originOf('credential', counted, shownCredential(setter.text)), headers: [header] }];
}

function whyNot(id: string, chosen: string): { readonly void?: string } {
  if (chosen.startsWith(`${id}/`)) return {};
  return { void: chosen === '' ? 'no model is chosen' : `the model is ${chosen}` };
}

/** A model may have an address and a protocol of its own, above those of its provider. */
function providerOrigins(id: string, chosen: string, layer: Layer, { env }: OpenclawLayers): readonly Origin[] {
  const base = ['models', 'providers', id] as const;
  const why = whyNot(id, chosen);
  const index = listAt(layer.settings.value, ...base, 'models').findIndex(
    (model) => `${id}/${textAt(model, 'id') ?? ''}` === chosen,
  );
  const said = (...path: readonly (string | number)[]): Setter | undefined => {
    const setter = saidIn(layer, ...base, ...path);
    return setter && { ...setter, ...why };
  };
  const ofModel = (name: string): Setter | undefined => (index === -1 ? undefined : said('models', index, name));
  const api = (ofModel('api') ?? said('api'))?.text;
  const urls = [ofModel('baseUrl'), said('baseUrl')].flatMap((setter) => setter ?? []);
  const headers = namesAt(layer.settings, ...base, 'headers').filter(carriesCredential);
  const own = headers.flatMap((header) => credential([...base, 'headers', header], header.toLowerCase()));
  const keyed =
    api === 'anthropic-messages'
      ? keyHeader.anthropic
      : api === 'google-generative-ai'
        ? keyHeader.google
        : keyHeader.bearer;
  const replaced = own.some((one) => one.void === undefined && one.headers?.includes(keyed) === true);
  const key = credential([...base, 'apiKey'], keyed);
  return [
    ...urls.map((setter) => originOf('endpoint', setter, shownEndpoint(setter.text))),
    ...own,
    ...(replaced ? key.map((one) => ({ ...one, void: 'the provider has a header in its place' })) : key),
  ];

  function credential(path: readonly string[], header: string): readonly Origin[] {
    const found = secretAt(layer, path, env);
    if (found === undefined) return [];
    const setter = { ...found, ...why };
    const value = found.text === '' ? 'of a store' : shownCredential(found.text);
    return [{ ...originOf('credential', setter, value), headers: [header] }];
  }
}

/** A text, `${NAME}` in one, or a reference to a variable or a store; of what lies in a store the text is empty. */
function secretAt(layer: Layer, path: readonly string[], env: OpenclawLayers['env']): Setter | undefined {
  const place = placeOf(layer, ...path);
  const value = at(layer.settings.value, ...path);
  const named = typeof value === 'string' ? /^\$\{?([A-Z_][A-Z0-9_]*)\}?$/.exec(value)?.[1] : refersToVariable(value);
  if (named !== undefined) {
    const found = env(named);
    return found && { ...found, key: found.place === 'environment' ? named : `${place.key} → ${named}` };
  }
  if (typeof value === 'string') return value === '' ? undefined : { ...place, text: value };
  return textAt(value, 'source') === undefined ? undefined : { ...place, text: '' };
}

function refersToVariable(value: unknown): string | undefined {
  return textAt(value, 'source') === 'env' ? textAt(value, 'id') : undefined;
}

/** Programs that it starts by itself, with all of its environment: servers of MCP's, and stores for secrets. */
function programsIn(layer: Layer): readonly Origin[] {
  const places = [
    ...namesAt(layer.settings, 'mcp', 'servers').map((name) => ['mcp', 'servers', name]),
    ...namesAt(layer.settings, 'secrets', 'providers').map((name) => ['secrets', 'providers', name]),
  ];
  return places.flatMap((place): readonly Origin[] => {
    const command = plainAt(layer.settings, ...place, 'command') ?? '';
    if (command === '') return [];
    return [originOf('program', { ...placeOf(layer, ...place, 'command'), text: command }, shownCommand(command))];
  });
}
