import { originOf, problemOf, problemOfFile, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { shownCredential, shownEndpoint, type Look, type Origin } from '../../config-layers/origin.ts';
import { voided } from '../../config-layers/voided.ts';
import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { layersOf, ofModel, type ContinueLayers, type ModelEntry } from './layers.ts';

/**
 * Who sets what, as Continue CLI 1.5.47 was seen to decide it: the model that was picked in a session, else the first of its
 * settings that may chat, with the address and the key that stand beside it.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const { broken, chosen, models, picked } = layers;
  const why = chosen && `the model is ${chosen.name}`;
  const own = layers.env('ANTHROPIC_API_KEY');
  return [
    ...models.flatMap((model) => voided(ofEntry(model, layers), model === chosen ? undefined : why)),
    ...(own === undefined ? [] : anthropics(own, why)),
    ...(chosen === undefined ? [] : modelsOf(chosen, picked, layers)),
    ...broken.map((file) =>
      problemOfFile(
        file,
        'no YAML',
        { what: `${file.what}: Continue does not start with it`, hint: `Mend ${file.place}`, stops: true },
        true,
      ),
    ),
  ];
}

/** What a block in another file, or in Continue's hub, says is not looked into. */
export function unseen(look: Look): string | undefined {
  return layersOf(look).chosen?.uses === true ? 'what a block says that its settings use' : undefined;
}

function modelsOf(chosen: ModelEntry, picked: Setter | undefined, layers: ContinueLayers): readonly Origin[] {
  const setter = ofModel(layers, chosen, 'model');
  if (setter === undefined) return [];
  if (picked === undefined) return [originOf('model', setter, setter.text)];
  return [originOf('model', picked, picked.text === setter.text ? setter.text : `${picked.text} → ${setter.text}`)];
}

const headers: Readonly<Record<string, string>> = {
  anthropic: keyHeader.anthropic,
  azure: keyHeader.azure,
  gemini: keyHeader.google,
};

/** Headers come first: one of them stands in the place of the key's. */
function ofEntry(model: ModelEntry, layers: ContinueLayers): readonly Origin[] {
  const said = (...path: readonly string[]): Setter | undefined => filled(ofModel(layers, model, ...path), layers);
  const url = said('apiBase');
  const names = layers.settings === undefined ? [] : namesAt(layers.settings.settings, 'models', model.index, ...sent);
  const keys = [
    ...names.filter(carriesCredential).map((name) => [said(...sent, name), name.toLowerCase()] as const),
    [said('apiKey'), headers[said('provider')?.text ?? ''] ?? keyHeader.bearer] as const,
  ];
  return [
    ...(url === undefined ? [] : [originOf('endpoint', url, shownEndpoint(url.text))]),
    ...keys.flatMap(([setter, header]) => (setter === undefined ? [] : credential(setter, header))),
  ];
}

const sent = ['requestOptions', 'headers'] as const;

const reference = /\$\{\{\s*secrets\.(?:[^}\s]*\/)?([^}\s/]+)\s*\}\}/g;

/** With the secrets' values in the place of their names: then it stands where the last of them does. */
function filled(setter: Setter | undefined, { secret }: ContinueLayers): Setter | undefined {
  if (setter === undefined) return undefined;
  let place: Setter = setter;
  const text = setter.text.replaceAll(reference, (whole, name: string) => {
    const found = secret(name);
    place = found ?? place;
    return found?.text ?? whole;
  });
  return { ...place, text };
}

function credential(setter: Setter, header: string): readonly Origin[] {
  const [, name] = [...setter.text.matchAll(reference)][0] ?? [];
  if (name !== undefined) {
    const what = `names the secret ${name}, which is not set: Continue sends that name in the place of a key`;
    return [
      problemOf(setter, name, { what, hint: `Set ${name}, or start it through Jetway: jetway cn`, stops: false }),
    ];
  }
  return [{ ...originOf('credential', setter, shownCredential(setter.text)), headers: [header] }];
}

/** It writes that key, with models of Anthropic's, into its settings, in the place of those of the same names (1.5.47, driven). */
function anthropics(setter: Setter, why: string | undefined): readonly Origin[] {
  return [
    ...voided(credential(setter, keyHeader.anthropic), why),
    problemOf(setter, shownCredential(setter.text), {
      what: 'has plain Continue write that key into its config.yaml, with models at Anthropic in the place of yours of the same ids',
      hint: 'Unset ANTHROPIC_API_KEY where you start plain cn',
      stops: false,
    }),
  ];
}
