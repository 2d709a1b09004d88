import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import {
  inUtf8,
  layerReader,
  originOf,
  problemOfFile,
  saidAt,
  taken,
  type Layer,
  type Setter,
} from '../../config-layers/layer.ts';
import { locateToml } from '../../config-layers/located-toml.ts';
import { namesAt } from '../../config-layers/located.ts';
import { shownCredential, shownEndpoint, type Look, type Origin } from '../../config-layers/origin.ts';
import { voided } from '../../config-layers/voided.ts';
import { variable } from '../../host.ts';
import { userSettings } from './places.ts';

/**
 * Who sets what, as Kimi Code 2.1.0 was seen to decide it: variables bring a model with its provider, above the one that the
 * settings choose by its alias; no project has settings. A login at Kimi, which a provider refers to, is not looked into.
 */
export function origins(look: Look): readonly Origin[] {
  const { host, read } = look;
  const { broken, layer } = layerReader(read, inUtf8(locateToml), 'TOML');
  const [file] = layer('user', userSettings(host));
  const env: Env = (name) => {
    const text = (variable(host.env, name, host.platform) ?? '').trim();
    return text === '' ? undefined : { from: 'environment', place: 'environment', key: name, text };
  };
  const said: Said = (...path) => taken(saidAt(file === undefined ? [] : [file], ...path));
  const byVariables = env('KIMI_MODEL_NAME');
  const chosen = said('default_model');
  const provider = byVariables === undefined ? chosen && providerOf(chosen.text, said) : undefined;
  const type = (text: string | undefined): string => text ?? 'kimi';
  const inUse = byVariables === undefined ? provider : undefined;
  const headers = headersOf(env('KIMI_CODE_CUSTOM_HEADERS'), [byVariables, chosen].some(Boolean));
  const channel = byVariables !== undefined;
  return [
    ...voided(
      [
        ...endpointOf(env('KIMI_MODEL_BASE_URL')),
        ...credentialOf(env('KIMI_MODEL_API_KEY'), type(env('KIMI_MODEL_PROVIDER_TYPE')?.text), channel ? headers : []),
      ],
      channel ? undefined : 'KIMI_MODEL_NAME is not set',
    ),
    ...namesAt(file?.settings ?? nothing, 'providers').flatMap((name) =>
      voided(
        ofProvider(name, { said, env, file, alias: name === inUse ? chosen?.text : undefined, headers }),
        channel ? 'KIMI_MODEL_NAME is set' : name === inUse ? undefined : whyNot(provider),
      ),
    ),
    ...headers,
    ...modelsOf(byVariables, chosen, said),
    ...broken.map((one) =>
      problemOfFile(
        one,
        'no TOML',
        { what: `${one.what}: Kimi Code starts without any model`, hint: `Mend ${one.place}`, stops: true },
        true,
      ),
    ),
  ];
}

type Env = (name: string) => Setter | undefined;
type Said = (...path: readonly string[]) => Setter | undefined;

const nothing = { value: undefined, line: () => undefined };

function providerOf(alias: string, said: Said): string | undefined {
  return (said('models', alias, 'provider') ?? said('default_provider'))?.text;
}

function whyNot(provider: string | undefined): string {
  return provider === undefined ? 'no model is chosen' : `the provider is ${provider}`;
}

function modelsOf(byVariables: Setter | undefined, chosen: Setter | undefined, said: Said): readonly Origin[] {
  const name = chosen && said('models', chosen.text, 'model')?.text;
  const value = name === undefined || name === chosen?.text ? (chosen?.text ?? '') : `${chosen?.text} → ${name}`;
  return [
    ...(byVariables === undefined ? [] : [originOf('model', byVariables, byVariables.text)]),
    ...(chosen === undefined
      ? []
      : voided(
          [originOf('model', chosen, value)],
          byVariables !== undefined
            ? 'KIMI_MODEL_NAME is set'
            : name === undefined
              ? 'Kimi Code knows no such model'
              : undefined,
        )),
  ];
}

function endpointOf(setter: Setter | undefined): readonly Origin[] {
  return setter === undefined ? [] : [originOf('endpoint', setter, shownEndpoint(setter.text))];
}

const headerOf: Readonly<Record<string, string>> = {
  anthropic: keyHeader.anthropic,
  'google-genai': keyHeader.google,
};

/** `before`: headers that take the key's place. */
function credentialOf(setter: Setter | undefined, type: string, before: readonly Origin[]): readonly Origin[] {
  if (setter === undefined) return [];
  const header = headerOf[type] ?? keyHeader.bearer;
  const replaced = before.some((one) => one.void === undefined && one.headers?.includes(header));
  const counted = replaced ? { ...setter, void: 'a header stands in its place' } : setter;
  return [{ ...originOf('credential', counted, shownCredential(setter.text)), headers: [header] }];
}

/** Lines of a variable, for all providers. */
function headersOf(setter: Setter | undefined, isUsed: boolean): readonly Origin[] {
  return (setter?.text ?? '').split('\n').flatMap((line): readonly Origin[] => {
    const [name = '', ...rest] = line.split(':');
    const text = rest.join(':').trim();
    if (setter === undefined || text === '' || !carriesCredential(name.trim())) return [];
    const origin = originOf('credential', { ...setter, key: `${setter.key} ${name.trim()}` }, shownCredential(text));
    return voided([{ ...origin, headers: [name.trim().toLowerCase()] }], isUsed ? undefined : 'no model is chosen');
  });
}

interface About {
  readonly said: Said;
  readonly env: Env;
  readonly file: Layer | undefined;
  /** Of the model that is chosen, where it is this provider's. */
  readonly alias: string | undefined;
  readonly headers: readonly Origin[];
}

/** What is said of the model itself comes first, then a key, then a variable of that name, then the table of fallbacks. */
function ofProvider(name: string, { said, env, file, alias, headers }: About): readonly Origin[] {
  const of = (...path: readonly string[]): Setter | undefined => said('providers', name, ...path);
  const model = (key: string): Setter | undefined => (alias === undefined ? undefined : said('models', alias, key));
  const type = (model('protocol') ?? of('type'))?.text ?? 'kimi';
  const own = namesAt(file?.settings ?? nothing, 'providers', name, 'custom_headers')
    .filter(carriesCredential)
    .flatMap((header): readonly Origin[] => {
      const setter = of('custom_headers', header);
      if (setter === undefined) return [];
      return [{ ...originOf('credential', setter, shownCredential(setter.text)), headers: [header.toLowerCase()] }];
    });
  const named = of('api_key_env');
  const held = named && env(named.text);
  const fallback = (what: string): Setter | undefined => of('env', `${fallbacks[type] ?? 'KIMI'}_${what}`);
  const keys = [
    model('api_key'),
    of('api_key'),
    held && named && { ...named, text: held.text },
    fallback('API_KEY'),
  ].filter((one) => one !== undefined);
  const urls = [model('base_url'), of('base_url'), fallback('BASE_URL')];
  return [
    ...urls
      .filter((one) => one !== undefined)
      .flatMap((one, index) => voided(endpointOf(one), index === 0 ? undefined : 'another address counts')),
    ...own,
    ...keys.flatMap((one, index) =>
      voided(credentialOf(one, type, [...own, ...headers]), index === 0 ? undefined : 'another key counts'),
    ),
  ];
}

/** How the names in a provider's `env` begin, by its type. */
const fallbacks: Readonly<Record<string, string>> = {
  kimi: 'KIMI',
  anthropic: 'ANTHROPIC',
  openai: 'OPENAI',
  openai_responses: 'OPENAI',
  'google-genai': 'GOOGLE',
};
