import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { shownCommand, shownCredential, type Origin, type Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { at } from '../../json-path.ts';
import { placeOf, saidAt, type Setter } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { indexOf, type PiLayers } from './layers.ts';
import { variablesOf } from './vendors.ts';

/**
 * What a provider sends, what counts first (0.87.1, driven): headers, a stored login, the key in `models.json`, variables.
 * Each of these keeps those behind it out.
 */
export function credentialsOf(
  layers: PiLayers,
  look: Look,
  provider: string,
  model: string | undefined,
): readonly Origin[] {
  return [...customOf(layers, look, provider, model), ...keysOf(layers, look, provider, model)];
}

/** Whether the provider has a key at all: without one none of its models is taken. */
export function isUsable(layers: PiLayers, look: Look, provider: string): boolean {
  return keysOf(layers, look, provider).some(({ sets, void: why }) => sets === 'credential' && why === undefined);
}

function keysOf(layers: PiLayers, look: Look, provider: string, model?: string): readonly Origin[] {
  const { logins, models } = layers;
  const own = headerOf(layers, provider, model);
  const both = models !== undefined && plainAt(models.settings, 'providers', provider, 'authHeader') === 'true';
  const headers = both ? [...new Set([own, keyHeader.bearer])] : [own];
  const origins = (setters: readonly Setter[]): readonly Origin[] =>
    setters.flatMap((setter) => valueOf(setter, look, headers));
  const stored = logins === undefined ? [] : origins(loginsOf(logins, provider));
  const said = models === undefined ? [] : origins(saidAt([models], 'providers', provider, 'apiKey'));
  const [first, ...rest] = variablesOf(provider).flatMap(([name, header]): readonly Origin[] => {
    const text = variable(look.host.env, name, look.host.platform) ?? '';
    const place = { from: 'environment' as const, place: 'environment', key: name };
    return text === '' ? [] : [credential(place, text, header === undefined ? headers : [header])];
  });
  // A stored login whose variable is not set gives way to the environment, but not to the key in the other file.
  const login = stored.some((origin) => origin.void === undefined) ? logins?.place : undefined;
  const key = stored.length === 0 && said.length > 0 ? models?.place : undefined;
  return [
    ...stored,
    ...said.map((origin) => behind(origin, stored.length === 0 ? undefined : logins?.place)),
    ...(first === undefined ? [] : [behind(first, login ?? key)]),
    ...rest.map((origin) => behind(origin, login ?? key ?? first?.key)),
  ];
}

const behind = (origin: Origin, by: string | undefined): Origin =>
  by === undefined || origin.void !== undefined ? origin : { ...origin, void: `that of ${by} counts`, beaten: true };

/** A key, or a token of an account. */
function loginsOf(layer: NonNullable<PiLayers['logins']>, provider: string): readonly Setter[] {
  return [...saidAt([layer], provider, 'key'), ...saidAt([layer], provider, 'access')];
}

/** A key may name variables, or begin with `!`: then it is a command whose output is taken. */
function valueOf(setter: Setter, look: Look, headers: readonly string[]): readonly Origin[] {
  const { text, ...place } = setter;
  if (text.startsWith('!')) {
    return [
      { sets: 'command', ...place, value: shownCommand(text.slice(1)) },
      { sets: 'credential', ...place, value: 'what it prints', headers },
    ];
  }
  const missing: string[] = [];
  const origin = credential(place, filled(text, look, missing), headers);
  return [missing.length === 0 ? origin : { ...origin, void: `${missing.join(' and ')} is not set` }];
}

/** A token of an account at Anthropic goes where the key does not. */
function credential(place: Omit<Setter, 'text'>, text: string, headers: readonly string[]): Origin {
  const own = headers.includes(keyHeader.anthropic) && text.includes('sk-ant-oat') ? [keyHeader.bearer] : headers;
  return { sets: 'credential', ...place, value: shownCredential(text.trim()), headers: own };
}

/** `$NAME` and `${NAME}` stand for variables, `$$` and `$!` for the second character. */
function filled(text: string, { host }: Look, missing: string[]): string {
  return text.replaceAll(
    /\$(?:([$!])|\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
    (_all, plain?: string, braced?: string, bare?: string) => {
      if (plain !== undefined) return plain;
      const name = braced ?? bare ?? '';
      const value = variable(host.env, name, host.platform) ?? '';
      if (value === '') missing.push(name);
      return value;
    },
  );
}

/** One of that name replaces the key's. Those of the model come before those of its provider. */
function customOf({ models }: PiLayers, look: Look, provider: string, model: string | undefined): readonly Origin[] {
  if (models === undefined) return [];
  const base = ['providers', provider];
  const index = model === undefined ? undefined : indexOf(models, provider, model);
  const paths: readonly (readonly (string | number)[])[] = [
    ...(index === undefined ? [] : [[...base, 'models', index, 'headers']]),
    ...(model === undefined ? [] : [[...base, 'modelOverrides', model, 'headers']]),
    [...base, 'headers'],
  ];
  return paths.flatMap((path) =>
    namesAt(models.settings, ...path).flatMap((name): readonly Origin[] => {
      const header = name.toLowerCase();
      const text = plainAt(models.settings, ...path, name) ?? '';
      if (text === '' || !carriesCredential(header)) return [];
      return valueOf({ ...placeOf(models, ...path, name), text }, look, [header]);
    }),
  );
}

/** Where the key goes, by the way in which the model is spoken to. */
function headerOf({ models }: PiLayers, provider: string, model: string | undefined): string {
  const base = ['providers', provider];
  const index = models === undefined || model === undefined ? undefined : indexOf(models, provider, model);
  const said = models?.settings.value;
  const api = (index === undefined ? undefined : at(said, ...base, 'models', index, 'api')) ?? at(said, ...base, 'api');
  const builtIn = provider === 'anthropic' ? 'anthropic-messages' : provider === 'google' ? 'google-generative-ai' : '';
  const way = typeof api === 'string' ? api : builtIn;
  if (way === 'anthropic-messages') return keyHeader.anthropic;
  return way === 'google-generative-ai' ? keyHeader.google : keyHeader.bearer;
}
