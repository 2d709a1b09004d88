import { expanded } from '../../config-layers/dot-env.ts';
import { listAt, textAt } from '../../json-path.ts';
import { placeOf, taken, type Layer, type Setter, type SettersOf } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { saidAt, type QwenLayers } from './layers.ts';

/** A model of `modelProviders`. */
export interface Entry {
  readonly id: string;
  /** As `security.auth.selectedType` says it. */
  readonly type: string;
  /** Where it stands in its file. */
  readonly path: readonly (string | number)[];
  readonly layer: Layer;
  readonly baseUrl: string;
  /** The variable that holds its key. */
  readonly envKey: string;
}

/** How plain Qwen Code logs in. */
export interface Selection {
  /** Undefined: nothing says it; print mode then ends, and a terminal is asked. */
  readonly type: string | undefined;
  readonly by: Setter | undefined;
  /** What names the model, what counts first. */
  readonly models: readonly Setter[];
  /** Those that count, and those of settings below, which are replaced. */
  readonly entries: readonly Entry[];
  /** The one that the session starts with. */
  readonly entry: Entry | undefined;
}

interface LoginVariables {
  readonly key: string;
  readonly url: string | undefined;
  readonly models: readonly string[];
}

/** Which variables count with which login; `url` of Google's is its SDK's own. */
export const variablesByLogin: Readonly<Record<string, LoginVariables>> = {
  openai: { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', models: ['OPENAI_MODEL', 'QWEN_MODEL'] },
  'openai-responses': { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', models: ['OPENAI_MODEL'] },
  anthropic: { key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', models: ['ANTHROPIC_MODEL'] },
  gemini: { key: 'GEMINI_API_KEY', url: 'GOOGLE_GEMINI_BASE_URL', models: ['GEMINI_MODEL'] },
  'vertex-ai': { key: 'GOOGLE_API_KEY', url: 'GOOGLE_VERTEX_BASE_URL', models: ['GOOGLE_MODEL'] },
};

/** The settings first; without a word in them all the variables of one login must be there, in this order (0.24.4, driven). */
export function selectionIn(layers: QwenLayers, set: SettersOf): Selection {
  const on = (name: string): Setter | undefined => taken(set(name));
  const all = (...names: readonly (readonly string[])[]): Setter | undefined => {
    const found = names.map((some) => some.map(on).find((setter) => setter !== undefined));
    return found.includes(undefined) ? undefined : found[0];
  };
  const candidates: readonly (readonly [Setter | undefined, string | undefined])[] = [
    [taken(saidAt(layers, 'security', 'auth', 'selectedType')), undefined],
    [on('QWEN_OAUTH'), 'qwen-oauth'],
    [all(['OPENAI_API_KEY'], ['OPENAI_MODEL', 'QWEN_MODEL'], ['OPENAI_BASE_URL']), 'openai'],
    [all(['GEMINI_API_KEY'], ['GEMINI_MODEL']), 'gemini'],
    [all(['GOOGLE_API_KEY', 'GOOGLE_CLOUD_PROJECT'], ['GOOGLE_MODEL']), 'vertex-ai'],
    [all(['ANTHROPIC_API_KEY'], ['ANTHROPIC_MODEL'], ['ANTHROPIC_BASE_URL']), 'anthropic'],
  ];
  const [by, inferred] = candidates.find(([setter]) => setter !== undefined) ?? [];
  const type = inferred ?? by?.text;
  const way = variablesByLogin[type ?? ''];
  const named = saidAt(layers, 'model', 'name').map((one) => ({ ...one, text: one.text.replace(snapshot, '') }));
  const models = [...named, ...(way?.models ?? []).flatMap(set)];
  const entries = entriesOf(layers);
  const own = entries.filter(
    (entry) => entry.layer.void === undefined && familyOf(entry.type) === familyOf(type ?? ''),
  );
  const model = taken(models);
  const url =
    model !== undefined && named.includes(model) ? taken(saidAt(layers, 'model', 'baseUrl'))?.text : undefined;
  const same = own.filter(({ id }) => id === model?.text);
  const exact = url === undefined ? undefined : same.find(({ baseUrl }) => baseUrl === url);
  const bare =
    way !== undefined &&
    taken([
      ...set(way.key),
      ...(way.url === undefined ? [] : set(way.url)),
      ...saidAt(layers, 'security', 'auth', 'apiKey'),
      ...saidAt(layers, 'security', 'auth', 'baseUrl'),
    ]) === undefined;
  // Without key and address of its own a model that is in no list gives way to the list's first.
  return { type, by, models, entries, entry: exact ?? same[0] ?? (bare ? own[0] : undefined) };
}

/** Before the name of a model that the CLI stored by itself: `$runtime|openai|`. */
const snapshot = /^(?:\$runtime\|[^|]*\|)+/;

/** The two of OpenAI's stand in for each other where a list says so. */
export const familyOf = (type: string): string => (type === 'openai-responses' ? 'openai' : type);

/** The whole of `modelProviders` replaces that of the settings below. */
function entriesOf(layers: QwenLayers): readonly Entry[] {
  const said = layers.all.filter(({ settings }) => namesAt(settings, 'modelProviders').length > 0);
  const first = said.find((layer) => layer.void === undefined);
  return said.flatMap((layer) => {
    const replaced = layer.void ?? (layer === first || first === undefined ? undefined : `only ${first.place} counts`);
    const own = replaced === undefined ? layer : { ...layer, void: replaced };
    return namesAt(layer.settings, 'modelProviders').flatMap((provider) => {
      const type = taken(saidAt(layers, 'providerProtocol', provider))?.text ?? provider;
      return listAt(layer.settings.value, 'modelProviders', provider).flatMap((item, index): readonly Entry[] => {
        const text = (name: string): string => expanded(textAt(item, name) ?? '', layers.env);
        const path = ['modelProviders', provider, index];
        return text('id') === ''
          ? []
          : [{ id: text('id'), type, path, layer: own, baseUrl: text('baseUrl'), envKey: text('envKey') }];
      });
    });
  });
}

/** A part of a model's entry, as the one who said it. */
export function partOf({ layer, path }: Entry, text: string, ...more: readonly string[]): Setter {
  return { ...placeOf(layer, ...path, ...more), text };
}
