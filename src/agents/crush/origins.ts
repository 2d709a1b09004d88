import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import {
  originOf,
  placeOf,
  problemOfFile,
  saidAt,
  saidIn,
  taken,
  type Layer,
  type Setter,
} from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { shownCommand, shownCredential, shownEndpoint, type Look, type Origin } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { dataPath } from './places.ts';
import { layersOf, type CrushLayers } from './layers.ts';

/**
 * Who sets what, as Crush 0.90.0 was seen to decide it: a provider is chosen with the model, and only what is said of that
 * one counts. A provider that a repository's files choose ranks above a launch's, too. Of scripts nobody can tell what they set.
 */
export function origins(look: Look): readonly Origin[] {
  const { host } = look;
  const layers = layersOf(look);
  const env = (name: string): Setter | undefined => {
    const text = variable(host.env, name, host.platform) ?? '';
    return text === '' ? undefined : { from: 'environment', place: 'environment', key: name, text };
  };
  const models = saidAt(layers.all, 'models', 'large', 'model');
  const chosen = taken(saidAt(layers.all, 'models', 'large', 'provider'));
  const active = chosen?.text ?? standard(layers, env);
  const ids = [
    ...new Set([...Object.keys(own), ...layers.all.flatMap(({ settings }) => namesAt(settings, 'providers'))]),
  ];
  const found = ids.flatMap((id) => originsOf(id, layers, env, active));
  const all = [
    ...layers.scripts.map(({ from, place }): Origin => ({
      sets: 'command',
      from,
      place,
      key: '(the whole file)',
      value: 'as a script',
    })),
    ...found,
    ...models.map((setter) => originOf('model', setter, setter.text)),
    ...layers.all.flatMap(programsIn),
    ...layers.broken.map((file) =>
      problemOfFile(
        file,
        'no JSON',
        { what: `${file.what}: Crush does not start with it`, hint: `Mend ${file.place}`, stops: true },
        // A launch has another of these.
        file.place !== dataPath(host),
      ),
    ),
  ];
  // A launch has a provider of its own, beside which the others count for nothing; commands are run for all of them.
  const elsewhere = chosen?.from === 'project';
  return all.map((origin) => {
    const { from, sets, void: why } = origin;
    const apart = from === 'project' && sets !== 'endpoint' && sets !== 'credential';
    return apart || (elsewhere && why === undefined && sets !== 'problem') ? { ...origin, beatsJetway: true } : origin;
  });
}

type Env = (name: string) => Setter | undefined;

/** Of the providers that Crush brings, those that are looked at: their variables, in its own order. */
const own: Readonly<Record<string, { readonly key: string; readonly url: string; readonly type: string }>> = {
  openai: { key: 'OPENAI_API_KEY', url: 'OPENAI_API_ENDPOINT', type: 'openai' },
  anthropic: { key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_API_ENDPOINT', type: 'anthropic' },
};

/** Where none is chosen: the first of its own that has a key, then the first by its name. */
function standard({ all }: CrushLayers, env: Env): string | undefined {
  const known = Object.entries(own).find(
    ([id, { key }]) => env(key) !== undefined || taken(saidAt(all, 'providers', id, 'api_key')) !== undefined,
  );
  if (known !== undefined) return known[0];
  return all.flatMap(({ settings }) => namesAt(settings, 'providers')).toSorted()[0];
}

function originsOf(id: string, { all }: CrushLayers, env: Env, active: string | undefined): readonly Origin[] {
  const why = active === undefined ? 'no provider is chosen' : `the provider is ${active}`;
  const counted = (setter: Setter): Setter => (id === active ? setter : { ...setter, void: why });
  const said = (...path: readonly string[]): readonly Setter[] => saidAt(all, 'providers', id, ...path);
  const known = own[id];
  const type = taken(said('type'))?.text ?? known?.type;
  const urls = [...said('base_url').map((one) => expanded(one, env)), known && env(known.url)];
  const keys = [...said('api_key').map((one) => expanded(one, env)), known && env(known.key)];
  const headers = all.flatMap((layer) =>
    namesAt(layer.settings, 'providers', id, 'extra_headers')
      .filter(carriesCredential)
      .flatMap((header) => headerOrigin(header, saidIn(layer, 'providers', id, 'extra_headers', header), env, counted)),
  );
  const replaced = headers.flatMap((one) => (one.void === undefined ? (one.headers ?? []) : []));
  return [
    ...urls.flatMap((one) => (one === undefined ? [] : [endpointOrigin(counted(one))])),
    ...headers,
    ...keys.flatMap((one): readonly Origin[] => {
      if (one === undefined) return [];
      const header = type === 'anthropic' && !one.text.startsWith('Bearer ') ? keyHeader.anthropic : keyHeader.bearer;
      const beaten = replaced.includes(header) ? { void: 'the provider has a header in its place' } : {};
      return credentialOrigins(counted({ ...one, ...beaten }), header);
    }),
  ];
}

function headerOrigin(
  header: string,
  setter: Setter | undefined,
  env: Env,
  counted: (setter: Setter) => Setter,
): readonly Origin[] {
  const found = setter && expanded(setter, env);
  return found === undefined ? [] : credentialOrigins(counted(found), header.toLowerCase());
}

function endpointOrigin(setter: Setter): Origin {
  return isCommand(setter)
    ? originOf('command', setter, shownCommand(commandIn(setter)))
    : originOf('endpoint', setter, shownEndpoint(setter.text));
}

/** A command's is printed by it, and told of with it. */
function credentialOrigins(setter: Setter, header: string): readonly Origin[] {
  if (!isCommand(setter))
    return [{ ...originOf('credential', setter, shownCredential(setter.text)), headers: [header] }];
  const value = shownCommand(commandIn(setter));
  return [
    originOf('command', setter, value),
    { ...originOf('credential', setter, `printed by ${value}`), headers: [header] },
  ];
}

const isCommand = ({ text }: Setter): boolean => /\$\(|`/.test(text);
const commandIn = ({ text }: Setter): string => /\$\(([^)]*)\)?|`([^`]*)/.exec(text)?.slice(1).find(Boolean) ?? '';

/** With the variable in its place, where it names one alone; undefined where that is not set. */
function expanded(setter: Setter, env: Env): Setter | undefined {
  const name = /^\$(?:(\w+)|\{(\w+)\})$/.exec(setter.text)?.slice(1).find(Boolean);
  if (name === undefined) return setter;
  const found = env(name);
  return found === undefined ? undefined : { ...setter, text: found.text, key: `${setter.key} → ${name}` };
}

/** Programs that it starts by itself, with all of its environment. */
function programsIn(layer: Layer): readonly Origin[] {
  return (['mcp', 'lsp'] as const).flatMap((kind) =>
    namesAt(layer.settings, kind).flatMap((name): readonly Origin[] => {
      const command = plainAt(layer.settings, kind, name, 'command') ?? '';
      if (command === '' || plainAt(layer.settings, kind, name, 'disabled') === 'true') return [];
      const setter = { ...placeOf(layer, kind, name, 'command'), text: command };
      return [{ ...originOf('program', setter, shownCommand(command)), seesKey: true }];
    }),
  );
}
