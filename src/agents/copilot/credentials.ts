import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { shownCredential, type Origin } from '../../config-layers/origin.ts';
import { originOf, saidIn, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import type { CopilotLayers, Provider } from './layers.ts';
import { tokens } from './problems.ts';
import { unless, type Way } from './provider-mode.ts';

/** In the order in which they count, each for its own way. */
export function credentials(layers: CopilotLayers, way: Way): readonly Origin[] {
  const { env, providers, state } = layers;
  const key = keyHeadersOf(env('COPILOT_PROVIDER_TYPE')?.text);
  return [
    ...secret(env('COPILOT_PROVIDER_GHES_TOKEN'), bearer, 'server', way),
    ...secret(env('COPILOT_PROVIDER_BEARER_TOKEN'), bearer, 'variables', way),
    ...commandOf(layers).flatMap((command) =>
      secret(command, key, 'variables', way).map((one): Origin => ({ ...one, value: 'what it prints' })),
    ),
    ...headersOf(env('COPILOT_PROVIDER_HEADERS')).flatMap(([name, found]) => secret(found, [name], 'variables', way)),
    ...secret(env('COPILOT_PROVIDER_API_KEY'), key, 'variables', way),
    ...providers.flatMap((one) => inFile(layers, one, way)),
    ...tokens(layers).flatMap((token) => secret(token, bearer, 'github', way)),
    ...(state === undefined ? [] : namesAt(state.settings, 'copilotTokens')).flatMap((name) =>
      secret(saidIn(state, 'copilotTokens', name), bearer, 'github', way),
    ),
  ];
}

const bearer = [keyHeader.bearer];

/** The order of those in the environment. */
function inFile({ providersFile: file }: CopilotLayers, one: Provider, way: Way): readonly Origin[] {
  if (file === undefined) return [];
  const said = (...path: readonly string[]): Setter | undefined => saidIn(file, 'providers', one.index, ...path);
  return [
    ...secret(said('bearerToken'), bearer, one, way),
    ...namesAt(file.settings, 'providers', one.index, 'headers')
      .filter(carriesCredential)
      .flatMap((name) => secret(said('headers', name), [name.toLowerCase()], one, way)),
    ...secret(said('apiKey'), keyHeadersOf(one.type), one, way),
  ];
}

function secret(found: Setter | undefined, headers: readonly string[], by: Way, way: Way): readonly Origin[] {
  if (found === undefined) return [];
  return [unless(by === way, way, { ...originOf('credential', found, shownCredential(found.text)), headers })];
}

/** A command for the key; beside a bearer token it is not run. */
export function commandOf({ env }: CopilotLayers): readonly (Setter & Pick<Origin, 'beaten'>)[] {
  const found = env('COPILOT_PROVIDER_API_KEY_COMMAND');
  if (found === undefined) return [];
  return env('COPILOT_PROVIDER_BEARER_TOKEN') === undefined
    ? [found]
    : [{ ...found, void: 'COPILOT_PROVIDER_BEARER_TOKEN is set', beaten: true }];
}

/** In which the program puts a key of that type of provider. */
function keyHeadersOf(type = 'openai'): readonly string[] {
  return { anthropic: [keyHeader.anthropic], azure: [keyHeader.azure] }[type] ?? bearer;
}

/** A backslash and an n divide them as a line break does. */
function headersOf(found: Setter | undefined): readonly (readonly [name: string, setter: Setter])[] {
  if (found === undefined) return [];
  return found.text.split(/\r?\n|\\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
    const [header, text] = [name.trim().toLowerCase(), value.trim()];
    return text === '' || !carriesCredential(header) ? [] : [[header, { ...found, text }] as const];
  });
}
