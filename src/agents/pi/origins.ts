import { basename, join } from 'node:path';
import { shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { voided } from '../../config-layers/voided.ts';
import { variable } from '../../host.ts';
import { listAt } from '../../json-path.ts';
import { originOf, placeOf, saidAt, problemOfFile, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { selectionIn, type Selection } from './selection.ts';
import { credentialsOf } from './credentials.ts';
import { indexOf, layersOf, notTrusted, type PiLayers } from './layers.ts';
import { builtIn } from './vendors.ts';

/**
 * Who sets what, as Pi 0.87.1 was seen to decide it: settings name a provider and a model, and `models.json` says where that
 * provider is; no variable does. What extensions of the user's register is not seen.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const chosen = selectionIn(layers, look);
  return [
    ...endpointsOf(layers, look, chosen),
    ...allCredentials(layers, look, chosen),
    ...chosen.models.map((setter) => originOf('model', setter, setter.text)),
    ...programsOf(layers, look),
    ...brokenOf(layers),
  ];
}

function endpointsOf({ models }: PiLayers, look: Look, { provider, model }: Selection): readonly Origin[] {
  const origin = (setter: Setter): Origin => originOf('endpoint', setter, shownEndpoint(setter.text));
  const ignored = ['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'].flatMap(
    (key): readonly Origin[] => {
      const text = variable(look.host.env, key, look.host.platform) ?? '';
      const setter = { from: 'environment' as const, place: 'environment', key, text };
      return text === '' ? [] : [{ ...origin(setter), void: 'Pi takes an address from models.json alone' }];
    },
  );
  if (models === undefined) return ignored;
  const why = { void: `the model is ${provider === undefined ? 'of no provider' : `of ${provider}`}`, dormant: true };
  const said = namesAt(models.settings, 'providers').flatMap((name) => {
    const index = name !== provider || model === undefined ? -1 : indexOf(models, name, model);
    const own = index < 0 ? [] : saidAt([models], 'providers', name, 'models', index, 'baseUrl');
    return [...own, ...saidAt([models], 'providers', name, 'baseUrl')].map((setter) =>
      name === provider ? origin(setter) : { ...origin(setter), ...why },
    );
  });
  return [...said.filter((one) => one.void === undefined), ...said.filter((one) => one.void !== undefined), ...ignored];
}

/** Those of the chosen provider, and then what lies ready for others. */
function allCredentials(layers: PiLayers, look: Look, { provider, model }: Selection): readonly Origin[] {
  const own = provider === undefined ? [] : credentialsOf(layers, look, provider, model);
  const named = [layers.models, layers.logins].flatMap((layer, index) =>
    layer === undefined ? [] : namesAt(layer.settings, ...(index === 0 ? ['providers'] : [])),
  );
  const others = [...new Set([...named, ...builtIn()])].filter((name) => name !== provider);
  return [
    ...own,
    ...voided(
      others
        .flatMap((name) => credentialsOf(layers, look, name, undefined))
        .filter(({ sets }) => sets === 'credential')
        .map(({ beaten: _beaten, ...origin }) => origin),
      `the model is of ${provider ?? 'no provider'}`,
    ),
  ];
}

/** What a trusted project brings along, which Pi loads or fetches at every start, by Jetway too. */
function programsOf({ all, trusted }: PiLayers, { host, glob }: Look): readonly Origin[] {
  const folder = join(host.cwd, '.pi', 'extensions');
  const files = ['*.ts', '*.js', '*.mjs'].flatMap((name) => glob(join(folder, name)));
  const refused = trusted ? {} : { void: notTrusted };
  const found = files.map((place): Origin => ({
    sets: 'command',
    from: 'project',
    place,
    key: '(the whole file)',
    value: basename(place),
    beatsJetway: true,
    ...refused,
  }));
  const named = all
    .filter(({ from }) => from === 'project')
    .flatMap((layer) =>
      ['extensions', 'packages'].flatMap((key): readonly Origin[] =>
        listAt(layer.settings.value, key).length === 0
          ? []
          : [{ sets: 'command', ...placeOf(layer, key), value: `${key} of its own`, beatsJetway: true }],
      ),
    );
  return [...found, ...named];
}

/** Settings and providers are left out; logins and answers about folders stop it (0.87.1, driven). */
function brokenOf({ broken }: PiLayers): readonly Origin[] {
  return broken.map((file) => {
    const stops = file.from === 'login';
    const what = stops
      ? `${file.what}: Pi does not start`
      : `${file.what}: pi started plainly leaves it out, and may go to a vendor itself`;
    return problemOfFile(file, 'no JSON', { what, hint: `Mend ${file.place}`, stops }, stops);
  });
}
