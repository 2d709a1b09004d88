import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { shownCredential, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { originOf, problemOfFile, saidAt, saidIn, taken, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { layersOf, parameter, type Custom, type GooseLayers } from './layers.ts';

/**
 * Who sets what, as Goose 1.52.0 was seen to decide it: a provider is chosen, and only what is said of that one counts. A
 * key in the environment makes all that is kept count for nothing. Where there is a keyring, `secrets.yaml` is
 * not read.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const providers = providersIn(layers);
  const active = taken(providers)?.text;
  const custom = layers.custom.find(({ name }) => name === active);
  const unless = (name: string, setter: Setter): Setter =>
    setter.void !== undefined || (name === active && custom === undefined) ? setter : { ...setter, void: why(active) };
  return [
    ...layers.custom.flatMap((one) => ofCustom(one, one === custom ? undefined : why(active), layers)),
    ...known.flatMap(({ name, hosts }) =>
      hosts(layers).map((one) => originOf('endpoint', unless(name, one), shownEndpoint(one.text))),
    ),
    ...known.flatMap(({ name, key, header, headers }) =>
      [
        ...kept(key, key, layers).map((one) => ({ one, header })),
        ...(headers === undefined ? [] : kept(headers.variable, key, layers)).flatMap((all) =>
          headersIn(all, headers?.and ?? '', headers?.is ?? ''),
        ),
      ].map(({ one, header: where }) => credential(unless(name, one), where)),
    ),
    ...modelsIn(layers, active).map((one) => originOf('model', one, one.text)),
    ...layers.broken.map((file) =>
      problemOfFile(file, 'no YAML', {
        what: `${file.what}: Goose takes nothing of it`,
        hint: `Mend ${file.place}`,
        stops: false,
      }),
    ),
  ];
}

const why = (active: string | undefined): string =>
  active === undefined ? 'no provider is chosen' : `the provider is ${active}`;

/** One of Goose's own. */
interface Known {
  readonly name: string;
  /** What counts first. */
  hosts(layers: GooseLayers): readonly Setter[];
  readonly key: string;
  /** That it goes in. */
  readonly header: string;
  readonly headers?: { readonly variable: string; readonly and: string; readonly is: string };
}

const plain = (name: string, prefix: string, header: string): Known => ({
  name,
  hosts: (layers) => parameter(`${prefix}_HOST`, layers),
  key: `${prefix}_API_KEY`,
  header,
});

const known: readonly Known[] = [
  {
    ...plain('openai', 'OPENAI', keyHeader.bearer),
    hosts: (layers) => {
      const own = layers.env('OPENAI_HOST');
      return [
        ...(own === undefined ? [] : [own]),
        ...parameter('OPENAI_BASE_URL', layers),
        ...saidAt(layers.settings, 'OPENAI_HOST'),
      ];
    },
    headers: { variable: 'OPENAI_CUSTOM_HEADERS', and: ',', is: '=' },
  },
  {
    ...plain('litellm', 'LITELLM', keyHeader.bearer),
    headers: { variable: 'LITELLM_CUSTOM_HEADERS', and: '\n', is: ':' },
  },
  plain('anthropic', 'ANTHROPIC', keyHeader.anthropic),
  plain('google', 'GOOGLE', keyHeader.google),
  plain('openrouter', 'OPENROUTER', keyHeader.bearer),
];

/** In the environment, or kept; the variable of the key, `primary`, decides for both. */
function kept(name: string, primary: string, { env, secrets }: GooseLayers): readonly Setter[] {
  const own = env(name);
  const decided = env(primary) !== undefined;
  const stored = saidAt(secrets, name).map((one) => (decided ? { ...one, void: `${primary} is set` } : one));
  return [...(own === undefined ? [] : [own]), ...stored];
}

function headersIn(all: Setter, and: string, is: string): readonly { readonly one: Setter; readonly header: string }[] {
  return all.text.split(and).flatMap((part) => {
    const [name = '', ...value] = part.split(is);
    const [header, text] = [name.trim().toLowerCase(), value.join(is).trim()];
    return text === '' || !carriesCredential(header) ? [] : [{ one: { ...all, text }, header }];
  });
}

function credential(setter: Setter, header: string): Origin {
  return { ...originOf('credential', setter, shownCredential(setter.text)), headers: [header] };
}

/** The name of one that a launch uses is taken from it, too. */
function ofCustom(one: Custom, unused: string | undefined, layers: GooseLayers): readonly Origin[] {
  const beats = one.name === 'openai' || one.name === 'litellm' ? { beatsJetway: true } : {};
  const mark = (setter: Setter): Setter => (unused === undefined ? setter : { ...setter, void: unused });
  const url = saidIn(one, 'base_url');
  const variable = saidIn(one, 'api_key_env')?.text ?? '';
  const header = saidIn(one, 'engine')?.text === 'anthropic' ? keyHeader.anthropic : keyHeader.bearer;
  const own = namesAt(one.settings, 'headers').filter(carriesCredential);
  return [
    ...(url === undefined ? [] : [originOf('endpoint', mark(url), shownEndpoint(url.text))]),
    ...own.flatMap((name) => {
      const setter = saidIn(one, 'headers', name);
      return setter === undefined ? [] : [credential(mark(setter), name.toLowerCase())];
    }),
    ...(variable === '' ? [] : kept(variable, variable, layers)).map((setter) => credential(mark(setter), header)),
  ].map((origin): Origin => ({ ...origin, ...beats }));
}

/** With `providers` in the settings those of older versions count for nothing. */
function providersIn(layers: GooseLayers): readonly Setter[] {
  const own = layers.env('GOOSE_PROVIDER');
  return [
    ...(own === undefined ? [] : [own]),
    ...saidAt(layers.settings, 'active_provider'),
    ...older('GOOSE_PROVIDER', layers),
  ];
}

function modelsIn(layers: GooseLayers, active: string | undefined): readonly Setter[] {
  const own = layers.env('GOOSE_MODEL');
  const flat = taken(older('GOOSE_PROVIDER', layers))?.text;
  return [
    ...(own === undefined ? [] : [own]),
    ...(active === undefined ? [] : saidAt(layers.settings, 'providers', active, 'model')),
    ...older('GOOSE_MODEL', layers).map((one) =>
      one.void !== undefined || flat === active ? one : { ...one, void: why(active) },
    ),
  ];
}

function older(name: string, { settings }: GooseLayers): readonly Setter[] {
  const replaced = settings.some((layer) => namesAt(layer.settings, 'providers').length > 0);
  return saidAt(settings, name).map((one) => (replaced ? { ...one, void: 'providers counts in its place' } : one));
}
