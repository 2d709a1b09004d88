import { shownCommand, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { listAt, textAt } from '../../json-path.ts';
import { originOf, saidIn, type Setter } from '../../config-layers/layer.ts';
import { commandOf, credentials } from './credentials.ts';
import { hooks } from './hooks.ts';
import { layersOf, type CopilotLayers } from './layers.ts';
import { problemsOf } from './problems.ts';
import { unless, wayOf, type Way } from './provider-mode.ts';

/**
 * Who sets what, as Copilot CLI 1.0.102 was seen to decide it. A base URL in the environment makes a file of providers
 * count for nothing, unless a variable names that file; the file counts for a model that is chosen as `<provider>/<id>`;
 * for any other GitHub is asked. Of a repository's settings none of this is taken, a program to run apart.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const way = wayOf(layers);
  return [
    ...endpoints(layers, way),
    ...credentials(layers, way),
    ...models(layers, way),
    ...programs(layers, way),
    ...hooks(layers, look),
    ...problemsOf(layers, look),
  ];
}

function endpoints({ env, providers, providersFile: file }: CopilotLayers, way: Way): readonly Origin[] {
  const at = (found: Setter | undefined, by: Way): readonly Origin[] =>
    found === undefined ? [] : [unless(by === way, way, originOf('endpoint', found, shownEndpoint(found.text)))];
  const host = (found: Setter | undefined, by: Way): readonly Origin[] =>
    at(found === undefined ? undefined : { ...found, text: `https://${found.text.replace(/^https?:\/\//, '')}` }, by);
  return [
    ...host(env('COPILOT_PROVIDER_GHES_HOST'), 'server'),
    ...at(env('COPILOT_PROVIDER_BASE_URL'), 'variables'),
    ...providers.flatMap((one) => at(saidIn(file, 'providers', one.index, 'baseUrl'), one)),
    ...host(env('COPILOT_GH_HOST'), 'github'),
    ...host(env('GH_HOST'), 'github'),
  ];
}

function models(layers: CopilotLayers, way: Way): readonly Origin[] {
  const { env, settings, providersFile } = layers;
  const model = env('COPILOT_MODEL');
  const [base, wire] = [env('COPILOT_PROVIDER_MODEL_ID'), env('COPILOT_PROVIDER_WIRE_MODEL')];
  const alone = wire !== undefined && base === undefined && model === undefined;
  const usual = saidIn(settings, 'model');
  const own = way === 'variables';
  const sent = (found: Setter): string => {
    const entry = listAt(providersFile?.settings.value, 'models').find(
      (one) => `${textAt(one, 'provider')}/${textAt(one, 'id')}` === found.text,
    );
    const onWire = own ? undefined : textAt(entry, 'wireModel');
    return onWire === undefined ? found.text : `${found.text} → ${onWire}`;
  };
  const ofOwn = [
    ...(wire === undefined ? [] : [alone ? { ...wire, void: 'COPILOT_PROVIDER_MODEL_ID is not set' } : wire]),
    ...(base === undefined ? [] : [base]),
  ].map((found) => unless(own, way, originOf('model', found, found.text)));
  return [
    ...(model === undefined ? [] : [unless(way !== 'server', way, originOf('model', model, sent(model)))]),
    ...ofOwn,
    ...(usual === undefined ? [] : [unless(!own && way !== 'server', way, originOf('model', usual, sent(usual)))]),
  ];
}

function programs(layers: CopilotLayers, way: Way): readonly Origin[] {
  return commandOf(layers).map(({ beaten: _beaten, ...found }) =>
    unless(way === 'variables', way, originOf('command', found, shownCommand(found.text))),
  );
}
