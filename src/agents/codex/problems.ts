import { isAbsolute, join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { at, parseJson, textAt } from '../../json-path.ts';
import { problemAt, problemOf, problemOfFile, type Layer } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { removeFromToml } from '../../edits/removal.ts';
import { federation } from './federation.ts';
import { harmless } from './own-table.ts';
import { variablesOf, type CodexLayers } from './layers.ts';

/** What in these files stops or spoils a start (0.169.0). */
export function problemsOf(layers: CodexLayers, look: Look, provider: string): readonly Origin[] {
  return [
    ...layers.broken.map((file) =>
      problemOfFile(
        file,
        'no TOML',
        {
          what: `${file.what}: Codex does not start, by Jetway neither`,
          hint: `Mend ${file.place}; codex names the line`,
          stops: true,
        },
        file.from === 'user',
      ),
    ),
    ...layers.all.filter((layer) => layer.void === undefined).flatMap((layer) => catalogue(layer, look)),
    ...layers.all
      .filter((layer) => layer.from !== 'project')
      .flatMap((layer) => [...oldProfile(layer), ...providers(layer), ...storedModel(layer, provider, layers)]),
    ...missing(layers, look, provider),
    ...workloadIdentity(layers, look),
  ];
}

/** A launch by Jetway leaves them out of the environment; those of the file of variables Codex reads itself. */
function workloadIdentity(layers: CodexLayers, look: Look): readonly Origin[] {
  return federation.flatMap((name) =>
    variablesOf(name, layers, look).map(({ text: _text, ...place }) => {
      const inFile = place.place !== 'environment';
      const what = `has Codex log in by a workload identity of OpenAI: without the others of its kind every start ends${inFile ? ', by Jetway too' : ''}`;
      const hint = `Unset ${name}${inFile ? ` in ${place.place}` : ', or start it by Jetway: jetway codex'}`;
      const setter = { from: inFile ? ('user' as const) : ('environment' as const), ...place, key: name, text: '' };
      return problemOf(setter, 'a workload identity', { what, hint, stops: true }, inFile);
    }),
  );
}

/** Profiles are files of their own from 0.134.0 on. */
function oldProfile(layer: Layer): readonly Origin[] {
  const name = plainAt(layer.settings, 'profile');
  if (name === undefined) return [];
  const what = 'is no longer supported: every start of Codex ends with an error, by Jetway too';
  const hint = `Remove the key profile from ${layer.place}; its settings go to ${name}.config.toml, for codex --profile ${name}`;
  return [problemAt(layer, ['profile'], name, { what, hint, stops: true }, true)];
}

function catalogue(layer: Layer, { host, glob }: Look): readonly Origin[] {
  const path = plainAt(layer.settings, 'model_catalog_json');
  if (path === undefined || glob(resolve(host.cwd, path)).length > 0) return [];
  const what = 'names a file that is not there: codex started plainly ends with an error';
  const hint = `Remove the key model_catalog_json from ${layer.place}`;
  const one = problemAt(layer, ['model_catalog_json'], path, { what, hint, stops: true });
  if (layer.from !== 'user' || !isAbsolute(path)) return [one];
  return [{ ...one, removal: removeFromToml(layer.place, 'model_catalog_json', path) }];
}

const reserved: readonly string[] = ['openai', 'amazon-bedrock', 'ollama', 'lmstudio'];

/** What Jetway's own table sets in any case, and what it may set. */
const set: readonly string[] = 'name base_url wire_api requires_openai_auth supports_websockets'.split(' ');
const logins: readonly string[] = ['auth', 'env_key', 'env_key_instructions'];

function providers(layer: Layer): readonly Origin[] {
  return namesAt(layer.settings, 'model_providers').flatMap((name): readonly Origin[] => {
    const path = ['model_providers', name];
    const hint = `Remove the table [model_providers.${name}] from ${layer.place}, or rename it`;
    if (reserved.includes(name)) {
      const what = 'has a name that is built in: every start of Codex ends with an error, by Jetway too';
      return [problemAt(layer, path, name, { what, hint, stops: true }, true)];
    }
    if (plainAt(layer.settings, ...path, 'wire_api') === 'chat') {
      const what = 'is no longer supported: every start of Codex ends with an error, by Jetway too';
      return [problemAt(layer, [...path, 'wire_api'], 'chat', { what, hint, stops: true }, true)];
    }
    if (name !== 'jetway') return [];
    const left = namesAt(layer.settings, ...path).filter((key) => !set.includes(key) && !harmless.includes(key));
    const stops = left.some((key) => !logins.includes(key));
    const what = `has the name of Jetway's own provider: ${left.join(', ')} of it would count there too, so a launch ${stops ? 'is' : 'may be'} refused`;
    return left.length === 0 ? [] : [problemAt(layer, path, name, { what, hint, stops }, true)];
  });
}

/** `/model` stores what was picked, in a session through a gateway too. */
function storedModel(layer: Layer, provider: string, { all }: CodexLayers): readonly Origin[] {
  const id = layer.from === 'user' ? plainAt(layer.settings, 'model') : undefined;
  const elsewhere =
    provider !== 'openai' || all.some(({ settings }) => plainAt(settings, 'openai_base_url') !== undefined);
  if (id === undefined || elsewhere || /^(gpt-|o\d|codex|chatgpt-)/.test(id)) return [];
  const what = `is ${id}, which only a gateway knows: codex started plainly fails with it`;
  const one = problemAt(layer, ['model'], id, { what, hint: `Remove the key model from ${layer.place}`, stops: false });
  // Another provider may be chosen by an argument then.
  const others = namesAt(layer.settings, 'model_providers').length > 0 || plainAt(layer.settings, 'oss_provider');
  if (others) return [one];
  return [{ ...one, removal: removeFromToml(layer.place, 'model', id, ['model_reasoning_effort']) }];
}

/** The chosen provider without a table, or without the variable that its table names. */
function missing(layers: CodexLayers, look: Look, provider: string): readonly Origin[] {
  const effective = layers.all.filter((layer) => layer.from !== 'project');
  const chosen = effective.find(({ settings }) => plainAt(settings, 'model_provider') === provider);
  if (chosen === undefined || provider === 'openai') return [];
  const path = ['model_providers', provider];
  const table = effective.find(({ settings }) => at(settings.value, ...path) !== undefined);
  if (table === undefined) {
    if (reserved.includes(provider)) return [];
    const what = `names ${provider}, which no file describes: codex started plainly ends with an error`;
    const hint = `Remove the key model_provider from ${chosen.place}, or add [model_providers.${provider}]`;
    const one = problemAt(chosen, ['model_provider'], provider, { what, hint, stops: true });
    // The file of a profile may describe it.
    const elsewhere = look
      .glob(join(layers.home, '*.toml'))
      .some((file) => file !== chosen.place && look.read(file)?.includes(provider) !== false);
    // A key that is kept for another provider would go to OpenAI then.
    const kept = textAt(parseJson(look.read(join(layers.home, 'auth.json')) ?? ''), 'OPENAI_API_KEY') ?? '';
    const keys = kept !== '' || variablesOf('CODEX_API_KEY', layers, look).length > 0;
    if (chosen.from !== 'user' || elsewhere || keys) return [one];
    return [{ ...one, removal: removeFromToml(chosen.place, 'model_provider', provider) }];
  }
  const name = plainAt(table.settings, ...path, 'env_key');
  if (name === undefined || variablesOf(name, layers, look).length > 0) return [];
  const what = `names ${name}, which is not set: codex started plainly ends with an error`;
  return [
    problemAt(table, [...path, 'env_key'], name, { what, hint: `Set ${name} before you start codex`, stops: true }),
  ];
}
