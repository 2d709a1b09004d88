import { shownCommand, shownCredential, shownEndpoint, type Claim, type Look } from '../../claim.ts';
import { listAt, textAt } from '../../json-path.ts';
import { namesAt } from '../../marked.ts';
import { hooks } from './hooks.ts';
import { layersOf, setterIn, type Layers, type Provider, type Setter } from './layers.ts';
import { tokens, trapsOf } from './traps.ts';

/**
 * Who sets what, as Copilot CLI 1.0.102 was seen to decide it. A base URL in the environment makes a file of providers
 * count for nothing, unless a variable names that file; the file counts for a model that is chosen as `<provider>/<id>`;
 * for any other GitHub is asked. Of a repository's settings none of this is taken, a program to run apart. A login that
 * is kept in the keyring or by gh is not seen.
 */
export function claims(look: Look): readonly Claim[] {
  const layers = layersOf(look);
  const way = wayOf(layers);
  return [
    ...endpoints(layers, way),
    ...credentials(layers, way),
    ...models(layers, way),
    ...programs(layers, way),
    ...hooks(layers, look),
    ...trapsOf(layers, look),
  ];
}

/** Who is asked: GitHub, a GitHub server of a company's own, the provider of the variables, or one of the file's. */
type Way = 'github' | 'server' | 'variables' | Provider;

function wayOf(layers: Layers): Way {
  const { env, own, providers, settings } = layers;
  const offline = env('COPILOT_OFFLINE')?.text.toLowerCase() === 'true';
  if (offline && env('COPILOT_PROVIDER_GHES_HOST') !== undefined && env('COPILOT_PROVIDER_GHES_TOKEN') !== undefined) {
    return 'server';
  }
  if (own) return 'variables';
  const model = (env('COPILOT_MODEL') ?? (settings && setterIn(settings, 'user', 'model')))?.text;
  return providers.find(({ name }) => model?.startsWith(`${name}/`) === true) ?? 'github';
}

function endpoints({ env, providers, providersFile: file }: Layers, way: Way): readonly Claim[] {
  const at = (found: Setter | undefined, by: Way): readonly Claim[] =>
    found === undefined ? [] : [unless(by === way, way, claim('endpoint', found, shownEndpoint(found.text)))];
  const host = (found: Setter | undefined, by: Way): readonly Claim[] =>
    at(found === undefined ? undefined : { ...found, text: `https://${found.text.replace(/^https?:\/\//, '')}` }, by);
  return [
    ...host(env('COPILOT_PROVIDER_GHES_HOST'), 'server'),
    ...at(env('COPILOT_PROVIDER_BASE_URL'), 'variables'),
    ...providers.flatMap((one) => at(file && setterIn(file, 'user', 'providers', one.index, 'baseUrl'), one)),
    ...host(env('COPILOT_GH_HOST'), 'github'),
    ...host(env('GH_HOST'), 'github'),
  ];
}

const bearer = ['authorization'];

function credentials(layers: Layers, way: Way): readonly Claim[] {
  const { env, providers, state } = layers;
  const key = keyHeader(env('COPILOT_PROVIDER_TYPE')?.text);
  return [
    ...secret(env('COPILOT_PROVIDER_GHES_TOKEN'), bearer, 'server', way),
    ...secret(env('COPILOT_PROVIDER_BEARER_TOKEN'), bearer, 'variables', way),
    ...commandOf(layers).flatMap((command) =>
      secret(command, key, 'variables', way).map((one): Claim => ({ ...one, value: 'what it prints' })),
    ),
    ...headersOf(env('COPILOT_PROVIDER_HEADERS')).flatMap(([name, found]) => secret(found, [name], 'variables', way)),
    ...secret(env('COPILOT_PROVIDER_API_KEY'), key, 'variables', way),
    ...providers.flatMap((one) => inFile(layers, one, way)),
    ...tokens(layers).flatMap((token) => secret(token, bearer, 'github', way)),
    ...(state === undefined ? [] : namesAt(state.content, 'copilotTokens')).flatMap((name) =>
      secret(state && setterIn(state, 'login', 'copilotTokens', name), bearer, 'github', way),
    ),
  ];
}

/** The order of those in the environment. */
function inFile({ providersFile: file }: Layers, one: Provider, way: Way): readonly Claim[] {
  if (file === undefined) return [];
  const said = (...path: readonly string[]): Setter | undefined =>
    setterIn(file, 'user', 'providers', one.index, ...path);
  return [
    ...secret(said('bearerToken'), bearer, one, way),
    ...namesAt(file.content, 'providers', one.index, 'headers')
      .filter(ofCredential)
      .flatMap((name) => secret(said('headers', name), [name.toLowerCase()], one, way)),
    ...secret(said('apiKey'), keyHeader(one.type), one, way),
  ];
}

function secret(found: Setter | undefined, headers: readonly string[], by: Way, way: Way): readonly Claim[] {
  if (found === undefined) return [];
  return [unless(by === way, way, { ...claim('credential', found, shownCredential(found.text)), headers })];
}

/** A command for the key; beside a bearer token it is not run. */
function commandOf({ env }: Layers): readonly (Setter & Pick<Claim, 'beaten'>)[] {
  const found = env('COPILOT_PROVIDER_API_KEY_COMMAND');
  if (found === undefined) return [];
  return env('COPILOT_PROVIDER_BEARER_TOKEN') === undefined
    ? [found]
    : [{ ...found, void: 'COPILOT_PROVIDER_BEARER_TOKEN is set', beaten: true }];
}

/** In which the program puts a key of that type of provider. */
function keyHeader(type = 'openai'): readonly string[] {
  return { anthropic: ['x-api-key'], azure: ['api-key'] }[type] ?? bearer;
}

const ofCredential = (name: string): boolean => /(^|-)(authorization|key|token)$/i.test(name);

/** A backslash and an n divide them as a line break does. */
function headersOf(found: Setter | undefined): readonly (readonly [name: string, setter: Setter])[] {
  if (found === undefined) return [];
  return found.text.split(/\r?\n|\\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
    const [header, text] = [name.trim().toLowerCase(), value.trim()];
    return text === '' || !ofCredential(header) ? [] : [[header, { ...found, text }] as const];
  });
}

function models(layers: Layers, way: Way): readonly Claim[] {
  const { env, settings, providersFile } = layers;
  const model = env('COPILOT_MODEL');
  const [base, wire] = [env('COPILOT_PROVIDER_MODEL_ID'), env('COPILOT_PROVIDER_WIRE_MODEL')];
  const alone = wire !== undefined && base === undefined && model === undefined;
  const usual = settings && setterIn(settings, 'user', 'model');
  const own = way === 'variables';
  const sent = (found: Setter): string => {
    const entry = listAt(providersFile?.content.value, 'models').find(
      (one) => `${textAt(one, 'provider')}/${textAt(one, 'id')}` === found.text,
    );
    const onWire = own ? undefined : textAt(entry, 'wireModel');
    return onWire === undefined ? found.text : `${found.text} → ${onWire}`;
  };
  const ofOwn = [
    ...(wire === undefined ? [] : [alone ? { ...wire, void: 'COPILOT_PROVIDER_MODEL_ID is not set' } : wire]),
    ...(base === undefined ? [] : [base]),
  ].map((found) => unless(own, way, claim('model', found, found.text)));
  return [
    ...(model === undefined ? [] : [unless(way !== 'server', way, claim('model', model, sent(model)))]),
    ...ofOwn,
    ...(usual === undefined ? [] : [unless(!own && way !== 'server', way, claim('model', usual, sent(usual)))]),
  ];
}

function programs(layers: Layers, way: Way): readonly Claim[] {
  return commandOf(layers).map(({ beaten: _beaten, ...found }) =>
    unless(way === 'variables', way, claim('command', found, shownCommand(found.text))),
  );
}

function unless(counts: boolean, way: Way, one: Claim): Claim {
  return counts || one.void !== undefined ? one : { ...one, void: reasonOf(way) };
}

function reasonOf(way: Way): string {
  if (typeof way === 'object') return `the model is one of ${way.name}`;
  return {
    github: 'GitHub is asked',
    server: 'COPILOT_PROVIDER_GHES_HOST counts',
    variables: 'COPILOT_PROVIDER_BASE_URL counts',
  }[way];
}

function claim(sets: Claim['sets'], { text: _text, ...setter }: Setter, value: string): Claim {
  return { sets, ...setter, value };
}
