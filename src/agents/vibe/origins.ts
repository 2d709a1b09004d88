import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { originOf, problemOfFile, taken, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { shownCredential, shownEndpoint, type Look, type Origin } from '../../config-layers/origin.ts';
import { at } from '../../json-path.ts';
import { layersOf, saidBy, type Source, type VibeLayers } from './layers.ts';

/**
 * Who sets what, as Vibe 3.0.3 was seen to decide it: a model is chosen by its alias, it names a provider, and only what is
 * said of that one counts. A key in the keyring is not seen. What stands in a profile beats Jetway, too.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const models = modelsIn(layers);
  const chosen = chosenIn(layers, models);
  const active = models.get(taken(chosen)?.text ?? standard.alias) ?? standard;
  const providers = providersIn(layers);
  const provider = providers.find((one) => one.name === active.provider && one.void === undefined);
  return [
    ...providers.flatMap((one) => endpointOf(one, provider)),
    ...providers.flatMap((one) => credentialsOf(one, provider, layers)),
    ...chosen.map((one) => modelOrigin(one, models.get(one.text)?.name)),
    ...layers.broken.map((file) =>
      problemOfFile(
        file,
        'no TOML',
        { what: `${file.what}: Vibe does not start with it`, hint: `Mend ${file.place}`, stops: true },
        true,
      ),
    ),
  ].map((origin) => (/[\\/]agents[\\/][^\\/]+\.toml$/.test(origin.place) ? { ...origin, beatsJetway: true } : origin));
}

interface NamedModel {
  readonly alias: string;
  readonly name: string | undefined;
  readonly provider: string | undefined;
}

const standard: NamedModel = {
  alias: 'mistral-medium-3.5',
  name: 'mistral-vibe-cli-latest',
  provider: 'mistral',
};

/** By alias; what several layers say of one is laid over each other. */
function modelsIn({ all }: VibeLayers): ReadonlyMap<string, NamedModel> {
  const models = new Map([[standard.alias, standard]]);
  for (const source of all.toReversed()) {
    if (source.place('models').void !== undefined) continue;
    for (const key of namesOrIndexes(source, 'models')) {
      const said = (field: string): string | undefined => saidBy(source, 'models', key, field)?.text;
      const alias = said('alias') ?? (typeof key === 'string' ? key : (said('name') ?? ''));
      const before = models.get(alias);
      models.set(alias, { alias, name: said('name') ?? before?.name, provider: said('provider') ?? before?.provider });
    }
  }
  return models;
}

function chosenIn({ all }: VibeLayers, models: ReadonlyMap<string, NamedModel>): readonly Setter[] {
  return all.flatMap((source) => {
    const setter = saidBy(source, 'active_model');
    if (setter === undefined) return [];
    const known = models.get(setter.text)?.provider !== undefined;
    return [known || setter.void !== undefined ? setter : { ...setter, void: 'Vibe knows no such model' }];
  });
}

function modelOrigin(setter: Setter, name: string | undefined): Origin {
  return originOf(
    'model',
    setter,
    name === undefined || name === setter.text ? setter.text : `${setter.text} → ${name}`,
  );
}

interface Provider {
  readonly name: string;
  readonly url: Setter | undefined;
  /** Of the key. */
  readonly variable: string;
  readonly header: string;
  readonly headers: readonly Setter[];
  /** Why nothing of it counts. */
  readonly void?: string;
}

/** The highest of a name counts whole. */
function providersIn({ all }: VibeLayers): readonly Provider[] {
  const named = all.flatMap((source) => namesOrIndexes(source, 'providers').flatMap((key) => providerAt(source, key)));
  const providers = [...named, mistral];
  return providers.map((one) => {
    const first = providers.find(({ name, void: why }) => name === one.name && why === undefined);
    return one.void !== undefined || first === one ? one : { ...one, void: 'another provider of that name counts' };
  });
}

const mistral: Provider = {
  name: 'mistral',
  url: undefined,
  variable: 'MISTRAL_API_KEY',
  header: keyHeader.bearer,
  headers: [],
};

function providerAt(source: Source, key: string | number): readonly Provider[] {
  const said = (...path: readonly string[]): Setter | undefined => saidBy(source, 'providers', key, ...path);
  const name = said('name')?.text;
  const why = source.place('providers').void;
  if (name === undefined) return [];
  return [
    {
      name,
      url: said('api_base'),
      variable: said('api_key_env_var')?.text ?? '',
      header: said('api_style')?.text === 'anthropic' ? keyHeader.anthropic : keyHeader.bearer,
      headers: namesAt({ value: source.value, line: () => undefined }, 'providers', key, 'extra_headers')
        .filter(carriesCredential)
        .flatMap((header) => {
          const setter = said('extra_headers', header);
          return setter === undefined ? [] : [{ ...setter, key: `${setter.key} ${header}`.trim() }];
        }),
      ...(why === undefined ? {} : { void: why }),
    },
  ];
}

function whyNot(one: Provider, active: Provider | undefined): { readonly void?: string } {
  if (one.void !== undefined) return { void: one.void };
  return one === active
    ? {}
    : { void: active === undefined ? 'no provider is chosen' : `the provider is ${active.name}` };
}

function endpointOf(one: Provider, active: Provider | undefined): readonly Origin[] {
  if (one.url === undefined) return [];
  return [originOf('endpoint', { ...one.url, ...whyNot(one, active) }, shownEndpoint(one.url.text))];
}

/** A header that it names itself takes the place of the key's. */
function credentialsOf(one: Provider, active: Provider | undefined, layers: VibeLayers): readonly Origin[] {
  const why = whyNot(one, active);
  const own = one.headers.map((setter): Origin => {
    const header = setter.key.split(/[ .]/).at(-1)?.toLowerCase() ?? '';
    return { ...originOf('credential', { ...setter, ...why }, shownCredential(setter.text)), headers: [header] };
  });
  const keys = one.variable === '' ? [] : layers.variables(one.variable);
  const replaced = own.some(({ headers }) => headers?.includes(one.header));
  return [
    ...own,
    ...keys.map((setter): Origin => ({
      ...originOf(
        'credential',
        { ...setter, ...(replaced ? { void: 'the provider has a header in its place' } : {}), ...why },
        shownCredential(setter.text),
      ),
      headers: [one.header],
    })),
  ];
}

/** Of a list or a table. */
function namesOrIndexes({ value }: Source, field: string): readonly (string | number)[] {
  const found = at(value, field);
  if (Array.isArray(found)) return found.map((_, index) => index);
  return namesAt({ value, line: () => undefined }, field);
}
