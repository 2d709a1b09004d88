import { join } from 'node:path';
import { shownCommand, shownCredential, shownEndpoint, type Claim, type Look } from '../../claim.ts';
import { markJson, namesAt, plainAt } from '../../marked.ts';
import { layersOf, placeOf, variablesOf, type Layer, type Layers } from './layers.ts';
import { trapsOf } from './traps.ts';

/**
 * Who sets what, as Codex 0.169.0 was seen to decide it: a provider is chosen, and its table says where requests go and
 * what goes with them. A login that is kept in the keyring is not seen.
 */
export function claims(look: Look): readonly Claim[] {
  const layers = layersOf(look);
  const effective = layers.all.filter((layer) => layer.from !== 'project');
  const provider = effective.map(({ settings }) => plainAt(settings, 'model_provider')).find(isGiven) ?? 'openai';
  return [
    ...endpoints(layers, effective, provider, look),
    ...credentials(layers, effective, provider, look),
    ...models(layers),
    ...commands(effective, provider),
    ...trapsOf(layers, look, provider),
  ].map((claim) => (claim.from === 'managed' && !isMachine(claim.place) ? { ...claim, beatsJetway: true } : claim));
}

const isGiven = (text: string | undefined): boolean => text !== undefined && text !== '';

/** The lowest of all layers. */
const isMachine = (place: string): boolean => place === '/etc/codex/config.toml';

const notOfProject = 'Codex takes no provider from a project';

function endpoints(layers: Layers, effective: readonly Layer[], provider: string, look: Look): readonly Claim[] {
  const builtIn = provider === 'openai';
  const path = builtIn ? ['openai_base_url'] : ['model_providers', provider, 'base_url'];
  const urls = effective.flatMap((layer) => urlAt(layer, path));
  const others = effective.flatMap((layer) => [
    ...(builtIn ? [] : urlAt(layer, ['openai_base_url'], `model_provider is ${provider}`)),
    ...namesAt(layer.settings, 'model_providers')
      .filter((name) => name !== provider)
      .flatMap((name) => urlAt(layer, ['model_providers', name, 'base_url'], `model_provider is ${provider}`)),
  ]);
  const ignored = layers.all
    .filter((layer) => layer.from === 'project')
    .flatMap((layer) => [
      ...urlAt(layer, ['openai_base_url'], layer.void ?? notOfProject),
      ...namesAt(layer.settings, 'model_providers').flatMap((name) =>
        urlAt(layer, ['model_providers', name, 'base_url'], layer.void ?? notOfProject),
      ),
    ]);
  const variable = variablesOf('OPENAI_BASE_URL', layers, look).map(({ text, ...place }): Claim => ({
    sets: 'endpoint',
    from: 'environment',
    ...place,
    key: 'OPENAI_BASE_URL',
    value: shownEndpoint(text),
    void: 'Codex does not read it',
  }));
  return [...urls, ...others, ...ignored, ...variable];
}

function urlAt(layer: Layer, path: readonly string[], why?: string): readonly Claim[] {
  const text = plainAt(layer.settings, ...path);
  if (text === undefined || text === '') return [];
  const voids = why === undefined ? {} : { void: why };
  return [{ sets: 'endpoint', ...placeOf(layer, ...path), value: shownEndpoint(text), ...voids }];
}

const bearer = ['authorization'];

/** In the order in which they win the `Authorization` header: command, `env_key`, token, logins, literal headers. */
function credentials(layers: Layers, effective: readonly Layer[], provider: string, look: Look): readonly Claim[] {
  const at = ['model_providers', provider];
  const named = (name: string, headers: readonly string[]): readonly Claim[] =>
    variablesOf(name, layers, look).map(({ text, ...place }) => ({
      sets: 'credential',
      from: place.place === 'environment' ? 'environment' : 'user',
      ...place,
      key: name,
      value: shownCredential(text.trim()),
      headers,
    }));
  const each = (build: (layer: Layer) => readonly Claim[]): readonly Claim[] => effective.flatMap(build);
  const text = (...path: readonly string[]): string | undefined =>
    effective.map(({ settings }) => plainAt(settings, ...at, ...path)).find(isGiven);
  const variables = [text('env_key')].flatMap((name) => (name === undefined ? [] : named(name, bearer)));
  const asksLogin = provider === 'openai' || text('requires_openai_auth') === 'true';
  const headers = each((layer) =>
    namesAt(layer.settings, ...at, 'http_headers')
      .filter(carriesCredential)
      .map((name) => {
        const path = [...at, 'http_headers', name];
        const value = shownCredential((plainAt(layer.settings, ...path) ?? '').replace(/^Bearer\s+/i, ''));
        return { sets: 'credential', ...placeOf(layer, ...path), value, headers: [name.toLowerCase()] };
      }),
  );
  const headerVariables = each((layer) =>
    namesAt(layer.settings, ...at, 'env_http_headers').flatMap((name) =>
      named(plainAt(layer.settings, ...at, 'env_http_headers', name) ?? '', [name.toLowerCase()]),
    ),
  );
  const logins = [...named('CODEX_API_KEY', bearer), ...storedLogins(layers, look)];
  const used = [text('env_key'), ...headerVariables.map(({ key }) => key)];
  return [
    ...each((layer) =>
      plainAt(layer.settings, ...at, 'auth', 'command') === undefined
        ? []
        : [
            {
              sets: 'credential',
              ...placeOf(layer, ...at, 'auth', 'command'),
              value: 'what it prints',
              headers: bearer,
            },
          ],
    ),
    ...variables,
    ...each((layer) => {
      const token = plainAt(layer.settings, ...at, 'experimental_bearer_token');
      if (token === undefined) return [];
      const place = placeOf(layer, ...at, 'experimental_bearer_token');
      return [{ sets: 'credential', ...place, value: shownCredential(token), headers: bearer }];
    }),
    ...logins.map((one) => (asksLogin ? one : { ...one, void: `the provider ${provider} asks for no login` })),
    ...headers,
    ...headerVariables,
    ...(used.includes('OPENAI_API_KEY') ? [] : named('OPENAI_API_KEY', bearer)).map((one) => ({
      ...one,
      void: 'Codex sends it only where a provider names it or after codex login',
    })),
  ];
}

const carriesCredential = (name: string): boolean => /(^|-)(authorization|key|token|cookie)$/i.test(name);

function storedLogins({ home }: Layers, { read }: Look): readonly Claim[] {
  const place = join(home, 'auth.json');
  const stored = markJson(read(place) ?? '');
  if (stored === undefined) return [];
  return [['OPENAI_API_KEY'], ['tokens', 'access_token']].flatMap((path): readonly Claim[] => {
    const text = plainAt(stored, ...path);
    if (text === undefined || text === '') return [];
    const line = stored.line(...path);
    const found = { place, key: path.join('.'), ...(line === undefined ? {} : { line }) };
    return [{ sets: 'credential', from: 'login', ...found, value: shownCredential(text), headers: bearer }];
  });
}

function models({ all }: Layers): readonly Claim[] {
  return all.flatMap((layer): readonly Claim[] => {
    const text = plainAt(layer.settings, 'model');
    return text === undefined || text === '' ? [] : [{ sets: 'model', ...placeOf(layer, 'model'), value: text }];
  });
}

function commands(effective: readonly Layer[], provider: string): readonly Claim[] {
  const path = ['model_providers', provider, 'auth', 'command'];
  return effective.flatMap((layer): readonly Claim[] => {
    const text = plainAt(layer.settings, ...path);
    return text === undefined ? [] : [{ sets: 'command', ...placeOf(layer, ...path), value: shownCommand(text) }];
  });
}
