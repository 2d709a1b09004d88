import type { Look } from '../../config-layers/origin.ts';
import { listAt } from '../../json-path.ts';
import { placeOf, saidAt, taken, type Layer, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { isUsable } from './credentials.ts';
import { indexOf, type PiLayers } from './layers.ts';
import { builtIn, isBuiltIn } from './vendors.ts';

/** With which model plain Pi starts. */
export interface Selection {
  /** Undefined: no provider has a key. */
  readonly provider: string | undefined;
  /** Undefined: the first that Pi itself knows of the provider. */
  readonly model: string | undefined;
  /** What names the model, what counts first; `text` is `provider/model`. */
  readonly models: readonly Setter[];
}

/**
 * The models that the user switches between, the default among them first; then the default; then what has a key, Pi's own
 * providers first (0.87.1, driven). What is named for a provider without a key counts for nothing.
 */
export function selectionIn(layers: PiLayers, look: Look): Selection {
  const all = layers.all.filter((layer) => layer.void === undefined);
  const usable = (setter: Setter): Setter => {
    const { provider, model } = partsOf(setter.text);
    const known = isBuiltIn(provider) || (layers.models !== undefined && indexOf(layers.models, provider, model) >= 0);
    if (!known) return { void: 'Pi knows no such model', ...setter };
    return isUsable(layers, look, provider) ? setter : { void: `no key for ${provider}`, ...setter };
  };
  const [provider, named] = ['defaultProvider', 'defaultModel'].map((key) => saidAt(all, key)[0]);
  const others = saidAt(layers.all, 'defaultModel').filter(({ place }) => place !== named?.place);
  const standard =
    provider === undefined || named === undefined ? [] : [usable({ ...named, text: `${provider.text}/${named.text}` })];
  const scoped = scopeOf(all).map(usable);
  const inScope = standard.filter(({ text }) => scoped.some((one) => matches(one.text, text)));
  const models = [...inScope, ...scoped, ...(inScope.length === 0 ? standard : []), ...others.map(behind)];
  const first = taken(models);
  if (first !== undefined) return { ...partsOf(first.text), models };
  const own = builtIn().find((name) => isUsable(layers, look, name));
  if (own !== undefined) return { provider: own, model: undefined, models };
  const [listed] = layers.models === undefined ? [] : listedIn(layers.models, layers, look);
  return listed === undefined
    ? { provider: undefined, model: undefined, models }
    : { ...partsOf(listed.text), models: [listed, ...models] };
}

const behind = (setter: Setter): Setter => ({ void: 'another default counts', ...setter });

/** The first list alone; a level of thinking may stand behind a name, and a star in it. */
function scopeOf(all: readonly Layer[]): readonly Setter[] {
  const layer = all.find(({ settings }) => listAt(settings.value, 'enabledModels').length > 0);
  if (layer === undefined) return [];
  return listAt(layer.settings.value, 'enabledModels').flatMap((text, index) =>
    typeof text === 'string' ? [{ ...placeOf(layer, 'enabledModels', index), text: text.replace(level, '') }] : [],
  );
}

const level = /:(?:off|minimal|low|medium|high|xhigh|max)$/;

function matches(pattern: string, model: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(model);
}

function partsOf(text: string): { readonly provider: string; readonly model: string } {
  const end = text.indexOf('/');
  return { provider: text.slice(0, Math.max(0, end)), model: text.slice(end + 1) };
}

function listedIn(models: Layer, layers: PiLayers, look: Look): readonly Setter[] {
  return namesAt(models.settings, 'providers')
    .filter((provider) => !isBuiltIn(provider) && isUsable(layers, look, provider))
    .flatMap((provider) =>
      saidAt([models], 'providers', provider, 'models', 0, 'id').map((setter) => ({
        ...setter,
        text: `${provider}/${setter.text}`,
      })),
    );
}
