import type { Catalogue, Model } from './catalogue.ts';
import { fetchedPath, modelData, type ModelData } from './data/data.ts';
import type { System } from '../system/system.ts';

/** The catalogue with what its gateway leaves out filled in from the model data: what the gateway says stands. */
export function completed(catalogue: Catalogue, system: System): Catalogue {
  return { ...catalogue, models: completedModels(catalogue.models, system) };
}

/** The same for models that no list names: those given by the user. */
export function completedModels(models: readonly Model[], system: System): readonly Model[] {
  const data = modelData(system);
  return models.map((model) => complete(model, data));
}

/** When newer data were fetched, in milliseconds since 1970; undefined where there are only those that ship with Jetway. */
export function dataTime(system: System): number | undefined {
  return system.files.mtime(fetchedPath(system));
}

/** ISO day of the newest model data at hand; undefined where there are none. */
export function modelDataDate(system: System): string | undefined {
  return modelData(system).date;
}

/**
 * Fetches newer model data where that is allowed and was not tried within a day. Gives whether there are newer ones now;
 * takes 3 seconds at most and throws nothing. `offline`: never asks the network, as with `JETWAY_OFFLINE=1`.
 */
export async function refreshModelData(system: System, options: { readonly offline?: boolean } = {}): Promise<boolean> {
  return (await import('./data/refresh.ts')).refresh(system, options.offline === true);
}

function complete(model: Model, data: ModelData): Model {
  return possible(filled(model, data));
}

/** Without limits that can be none: an agent that is told of one of 0, or leaves room for more than there is, never asks. */
function possible(model: Model): Model {
  const { contextWindow = Infinity, maxOutputTokens = 1 } = model;
  if (contextWindow > 0 && maxOutputTokens > 0 && maxOutputTokens <= contextWindow) return model;
  const { contextWindow: window, maxOutputTokens: output, ...rest } = model;
  const isWindow = window !== undefined && window > 0;
  return {
    ...rest,
    ...(isWindow ? { contextWindow: window } : {}),
    ...(output !== undefined && output > 0 && (!isWindow || output <= window) ? { maxOutputTokens: output } : {}),
  };
}

function filled(model: Model, data: ModelData): Model {
  const found = data.find(model.id);
  if (found === undefined) return model;
  const { entry, maker } = found;
  if (entry === undefined) {
    return model.vendor === undefined && maker !== undefined ? { ...model, vendor: maker } : model;
  }
  // Prices as a whole: whoever names some names those that it asks.
  const whole: Model = { ...entry, ...model };
  const { maxOutputTokens, ...rest } = whole;
  // A server that gives a model a smaller window can't give it the same output.
  const fits = (maxOutputTokens ?? 0) < (whole.contextWindow ?? Infinity);
  return fits || model.maxOutputTokens !== undefined ? whole : rest;
}
