import { shownCommand, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { originOf, placeOf, saidAt, type Layer } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { programsIn } from '../../config-layers/programs.ts';
import { credentials } from './credentials.ts';
import { layersOf, variablesOf, type CodexLayers } from './layers.ts';
import { machineSettings } from './places.ts';
import { problemsOf } from './problems.ts';

/**
 * Who sets what, as Codex 0.169.0 was seen to decide it: a provider is chosen, and its table says where requests go and
 * what goes with them.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const effective = layers.all.filter((layer) => layer.from !== 'project');
  const provider = effective.map(({ settings }) => plainAt(settings, 'model_provider')).find(Boolean) ?? 'openai';
  return [
    ...endpoints(layers, effective, provider, look),
    ...credentials(layers, effective, provider, look),
    ...models(layers),
    ...commands(effective, provider),
    // Those of a trusted folder; its `notify` counts for nothing (0.171.0, driven).
    ...programsIn(layers.all, ['mcp_servers.*.command']),
    ...problemsOf(layers, look, provider),
  ].map((origin) =>
    origin.from === 'managed' && origin.place !== machineSettings(look.host)
      ? { ...origin, beatsJetway: true }
      : origin,
  );
}

/** A login is kept in a file unless the settings say otherwise. */
export function unseen(look: Look): string | undefined {
  const store = layersOf(look)
    .all.map(({ settings }) => plainAt(settings, 'cli_auth_credentials_store'))
    .find(Boolean);
  return store === 'keyring' || store === 'auto' ? 'a login in the keyring' : undefined;
}

const notOfProject = 'Codex takes no provider from a project';

function endpoints(layers: CodexLayers, effective: readonly Layer[], provider: string, look: Look): readonly Origin[] {
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
  const variable = variablesOf('OPENAI_BASE_URL', layers, look).map(({ text, ...place }): Origin => ({
    sets: 'endpoint',
    from: 'environment',
    ...place,
    key: 'OPENAI_BASE_URL',
    value: shownEndpoint(text),
    void: 'Codex does not read it',
  }));
  return [...urls, ...others, ...ignored, ...variable];
}

function urlAt(layer: Layer, path: readonly string[], why?: string): readonly Origin[] {
  return saidAt([layer], ...path).map((setter) => ({
    ...originOf('endpoint', setter, shownEndpoint(setter.text)),
    ...(why === undefined ? {} : { void: why }),
  }));
}

function models({ all }: CodexLayers): readonly Origin[] {
  return saidAt(all, 'model').map((setter) => originOf('model', setter, setter.text));
}

function commands(effective: readonly Layer[], provider: string): readonly Origin[] {
  const path = ['model_providers', provider, 'auth', 'command'];
  return effective.flatMap((layer): readonly Origin[] => {
    const text = plainAt(layer.settings, ...path);
    return text === undefined ? [] : [{ sets: 'command', ...placeOf(layer, ...path), value: shownCommand(text) }];
  });
}
