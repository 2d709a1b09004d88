import { compareVersions } from '../../host.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import { claudeModelOf, type ClaudeModel } from './limits-table.ts';

/** The models that Claude Code can call beside its main one, that first: it has one address and one set of credentials. */
export function reachable({ main, models }: Target): readonly ModelEndpoint[] {
  const credentials = JSON.stringify(main.credentials);
  const seen = new Set<string>();
  return models.filter(
    (one) =>
      one.baseUrl === main.baseUrl &&
      one.protocol === main.protocol &&
      (one.credentials === main.credentials || JSON.stringify(one.credentials) === credentials) &&
      !seen.has(one.model) &&
      seen.add(one.model).size > 0,
  );
}

/**
 * Every name that Claude Code has for a model, so that none stands for one that the gateway does not have. A subagent
 * takes the main model, or what its own definition names in these words; CLAUDE_CODE_SUBAGENT_MODEL would keep it from
 * following the user's choice in `/model` (2.1.330).
 */
export function rolesOf(target: Target, models: readonly ModelEndpoint[]): Readonly<Record<string, string>> {
  const main = target.main.model;
  const plan = plannerOf(target, models);
  const known = models.flatMap(({ model }) => {
    const found = claudeModelOf(model);
    return found === undefined ? [] : [{ model, ...found }];
  });
  return {
    ANTHROPIC_MODEL: main,
    // The row Default of the picker; else that is the opus of below.
    ANTHROPIC_DEFAULT_MODEL: main,
    ANTHROPIC_DEFAULT_OPUS_MODEL: plan?.model ?? newest('opus', main, known),
    ANTHROPIC_DEFAULT_SONNET_MODEL: plan === undefined ? newest('sonnet', main, known) : main,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: canReach(target.small, models) ? target.small.model : main,
    ANTHROPIC_DEFAULT_FABLE_MODEL: newest('fable', main, known),
    // Otherwise four ids of Opus 4 and 4.1 go out as those of the newest.
    CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP: '1',
  };
}

/** What it is started with. `opusplan` is its name for two models (2.1.332): its opus in plan mode, its sonnet else. */
export function firstModel(target: Target, models: readonly ModelEndpoint[]): string {
  return plannerOf(target, models) === undefined ? target.main.model : 'opusplan';
}

/** The other model that it is to plan with, where it can. */
function plannerOf({ main, planModel }: Target, models: readonly ModelEndpoint[]): ModelEndpoint | undefined {
  if (planModel === undefined || planModel.model === main.model) return undefined;
  return canReach(planModel, models) ? planModel : undefined;
}

export function canReach({ model }: ModelEndpoint, models: readonly ModelEndpoint[]): boolean {
  return models.some((one) => one.model === model);
}

/** Of the same version, one that is named like the main model, then the shortest name: dates and variants make it longer. */
function newest(family: string, main: string, known: readonly (ClaudeModel & { readonly model: string })[]): string {
  const prefix = prefixOf(main);
  const [first] = known
    .filter((one) => one.family === family)
    .toSorted(
      (a, b) =>
        compareVersions(b.version, a.version) ||
        Number(prefixOf(b.model) === prefix) - Number(prefixOf(a.model) === prefix) ||
        a.model.length - b.model.length,
    );
  return first?.model ?? main;
}

function prefixOf(model: string): string {
  return model.slice(0, model.lastIndexOf('/') + 1);
}
