import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { shownCommand, shownCredential, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { listAt, textAt } from '../../json-path.ts';
import { originOf, placeOf, saidAt, taken, problemOfFile, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { programsIn, serverCommands } from '../../config-layers/programs.ts';
import { customOf, layersOf, partOf, type Custom, type DroidLayers } from './layers.ts';

/**
 * Who sets what, as Droid 0.225.2 was seen to decide it: the settings choose a model, and a custom one brings its own
 * address and key; for any other Factory is asked.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const chosen = saidAt(layers.all, 'sessionDefaultSettings', 'model');
  const custom = customOf(taken(chosen)?.text ?? '', layers.models);
  const ofModels = layers.models.map((one): readonly Origin[] => {
    const why = one === custom ? undefined : custom === undefined ? factory : `the model is ${custom.name}`;
    return [...endpointOf(one), ...credentialsOf(one, look)].map((origin) =>
      why === undefined ? origin : { ...origin, void: why },
    );
  });
  return [
    ...ofModels.flat().filter(({ sets }) => sets === 'endpoint'),
    ...ofModels.flat().filter(({ sets }) => sets === 'credential'),
    ...login(look, custom),
    ...chosen.map((setter) => modelOf(setter, layers)),
    ...hooks(layers),
    // With its whole environment, in which the key is (0.225.2, driven).
    ...programsIn(layers.servers, [serverCommands], true),
    ...broken(layers),
  ];
}

const factory = 'Factory is asked';

/** Of an organisation's it wins over the file of a launch. */
const above = ({ from }: Pick<Origin, 'from'>): { readonly beatsJetway?: true } =>
  from === 'managed' ? { beatsJetway: true } : {};

function endpointOf(one: Custom): readonly Origin[] {
  const found = partOf(one, 'baseUrl', 'base_url');
  return found === undefined ? [] : [{ ...originOf('endpoint', found, shownEndpoint(found.text)), ...above(found) }];
}

/** A header of its own replaces that of the key; in the older format, and in headers, no variable is named. */
function credentialsOf(one: Custom, look: Look): readonly Origin[] {
  const key = partOf(one, 'apiKey', 'api_key');
  const bearer = one.provider !== 'anthropic' || partOf(one, 'authMode', '')?.text === 'bearer';
  const header = bearer ? keyHeader.bearer : keyHeader.anthropic;
  const field = one.path[0] === 'customModels' ? 'extraHeaders' : 'extra_headers';
  const own = namesAt(one.layer.settings, ...one.path, field)
    .filter(carriesCredential)
    .flatMap((name): readonly Origin[] => {
      const [setter] = saidAt([one.layer], ...one.path, field, name);
      return setter === undefined ? [] : [credential(setter, setter.text, name.toLowerCase())];
    });
  const text = key === undefined ? '' : field === 'extraHeaders' ? filled(key.text, look) : key.text;
  return [...own, ...(key === undefined ? [] : [credential(key, text, header)])];
}

function credential(setter: Setter, text: string, header: string): Origin {
  return { ...originOf('credential', setter, shownCredential(text)), headers: [header], ...above(setter) };
}

/** What is not set stays as it is written. */
function filled(text: string, { host }: Look): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (all, name: string) => variable(host.env, name, host.platform) ?? all);
}

function login({ host }: Look, custom: Custom | undefined): readonly Origin[] {
  const text = variable(host.env, 'FACTORY_API_KEY', host.platform)?.trim() ?? '';
  if (text === '') return [];
  const setter: Setter = { from: 'environment', place: 'environment', key: 'FACTORY_API_KEY', text };
  const origin = credential(setter, text, keyHeader.bearer);
  return [custom === undefined ? origin : { ...origin, void: `the model is ${custom.name}` }];
}

function modelOf(setter: Setter, { models }: DroidLayers): Origin {
  const custom = customOf(setter.text, models);
  const shown = custom === undefined ? setter.text : `${setter.text} → ${custom.model}`;
  return { ...originOf('model', setter, shown), ...above(setter) };
}

/** What a repository has run in a session: `droid exec` asks nobody, a terminal is asked once whether the folder is trusted. */
function hooks({ hooks: files }: DroidLayers): readonly Origin[] {
  return files.flatMap((layer) => {
    const base = layer.place.endsWith('hooks.json') ? [] : ['hooks'];
    return namesAt(layer.settings, ...base).flatMap((event) =>
      listAt(layer.settings.value, ...base, event).flatMap((group, index) =>
        listAt(group, 'hooks').flatMap((hook, at): readonly Origin[] => {
          const command = textAt(hook, 'command');
          if (command === undefined) return [];
          const place = placeOf(layer, ...base, event, index, 'hooks', at, 'command');
          const setter = { ...place, key: [...base, event].join('.'), text: command };
          return [{ ...originOf('command', setter, shownCommand(command)), beatsJetway: true }];
        }),
      ),
    );
  });
}

function broken({ broken: files }: DroidLayers): readonly Origin[] {
  return files.map((file) => {
    const what = `${file.what}, and Droid goes on without it`;
    return problemOfFile(file, 'no JSON', { what, hint: `Mend ${file.place}`, stops: false });
  });
}
