import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { join } from 'node:path';
import { shownCredential, type Origin, type Look } from '../../config-layers/origin.ts';
import { placeOf, type Layer } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { variablesOf, type CodexLayers } from './layers.ts';

/** In the order in which they win the `Authorization` header: command, `env_key`, token, logins, literal headers. */
export function credentials(
  layers: CodexLayers,
  effective: readonly Layer[],
  provider: string,
  look: Look,
): readonly Origin[] {
  const at = ['model_providers', provider];
  const named = (name: string, headers: readonly string[]): readonly Origin[] =>
    variablesOf(name, layers, look).map(({ text, ...place }) => ({
      sets: 'credential',
      from: place.place === 'environment' ? 'environment' : 'user',
      ...place,
      key: name,
      value: shownCredential(text.trim()),
      headers,
    }));
  const each = (build: (layer: Layer) => readonly Origin[]): readonly Origin[] => effective.flatMap(build);
  const text = (...path: readonly string[]): string | undefined =>
    effective.map(({ settings }) => plainAt(settings, ...at, ...path)).find(Boolean);
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

const bearer = [keyHeader.bearer];

function storedLogins({ home }: CodexLayers, { read }: Look): readonly Origin[] {
  const place = join(home, 'auth.json');
  const stored = locateJson(read(place) ?? '');
  if (stored === undefined) return [];
  return [['OPENAI_API_KEY'], ['tokens', 'access_token']].flatMap((path): readonly Origin[] => {
    const text = plainAt(stored, ...path);
    if (text === undefined || text === '') return [];
    const line = stored.line(...path);
    const found = { place, key: path.join('.'), ...(line === undefined ? {} : { line }) };
    return [{ sets: 'credential', from: 'login', ...found, value: shownCredential(text), headers: bearer }];
  });
}
