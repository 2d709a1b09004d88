import type { Model } from '../../models/catalogue.ts';

export interface Matched {
  /** A model of both, left and right, each pair once. */
  readonly pairs: readonly (readonly [Model, Model])[];
  readonly onlyLeft: readonly Model[];
  readonly onlyRight: readonly Model[];
}

/**
 * Which models two gateways share: by id, else as the same model under another spelling (`openai/gpt-5.5` and `gpt-5-5`).
 * `known`: what a model is called in the model data.
 */
export function match(
  left: readonly Model[],
  right: readonly Model[],
  known: (id: string) => string | undefined,
): Matched {
  const byId = new Map(right.map((model) => [model.id, model]));
  const same = left.flatMap((model) => {
    const other = byId.get(model.id);
    return other === undefined ? [] : [[model, other] as const];
  });
  const ids = new Set(same.map(([{ id }]) => id));
  const restLeft = left.filter(({ id }) => !ids.has(id));
  const restRight = right.filter(({ id }) => !ids.has(id));
  // One that has no partner yet is the better one.
  const spelledLeft = counterparts(restLeft, [...restRight, ...right], known);
  const spelledRight = counterparts(restRight, [...restLeft, ...left], known);
  const turned = [...spelledRight].map(([model, other]) => [other, model] as const);
  const more = turned.filter(([model, other]) => spelledLeft.get(model) !== other);
  return {
    pairs: [...same, ...spelledLeft, ...more],
    onlyLeft: restLeft.filter((model) => !spelledLeft.has(model)),
    onlyRight: restRight.filter((model) => !spelledRight.has(model)),
  };
}

/** For each, the first of the others that is the same model. */
function counterparts(
  models: readonly Model[],
  others: readonly Model[],
  known: (id: string) => string | undefined,
): ReadonlyMap<Model, Model> {
  const byName = new Map<string, Model>();
  for (const other of others) {
    for (const name of namesOf(other.id, known)) if (!byName.has(name)) byName.set(name, other);
  }
  return new Map(
    models.flatMap((model) => {
      const other = namesOf(model.id, known)
        .map((name) => byName.get(name))
        .find((found) => found !== undefined);
      return other === undefined ? [] : [[model, other] as const];
    }),
  );
}

/** The last part of an id, with dashes for dots and without a date, and what the model data call it. */
function namesOf(id: string, known: (id: string) => string | undefined): readonly string[] {
  // A fine-tune is nobody else's.
  if (id.includes('ft:')) return [];
  const last = id.slice(id.lastIndexOf('/') + 1).toLowerCase();
  const plain = last.replaceAll('.', '-').replace(/-(?:\d{8}|\d{4}-\d\d-\d\d)$/, '');
  const name = known(id);
  return name === undefined ? [plain] : [plain, `known as ${name}`];
}
