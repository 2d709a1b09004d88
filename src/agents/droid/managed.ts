import { locateJson } from '../../config-layers/located-json.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import type { Target } from '../agent.ts';
import type { Obstacle } from '../agent-doctor.ts';

/** They rank above the file of a launch, in the airgap mode too (0.225.2). */
export function obstacles(text: string, target: Target): readonly Obstacle[] {
  if (text.trim() === '') return [];
  const settings = locateJson(text, 'comments')?.value;
  if (settings === undefined)
    return [obstacle('(unreadable)', 'It is no JSON object, so what it asks for is unknown.')];
  return [
    ...choices
      .filter((key) => at(settings, ...key.split('.')) !== undefined)
      .map((key) => obstacle(key, 'It says which models Droid uses.')),
    ...policy(settings, target),
    ...same(settings, target),
  ];
}

const choices: readonly string[] = [
  'sessionDefaultSettings.model',
  'sessionDefaultSettings.specModeModel',
  'subagentModelSettings',
  'missionOrchestratorModel',
  'missionModelSettings',
  'compactionModel',
];

function policy(settings: unknown, { main }: Target): readonly Obstacle[] {
  if (at(settings, 'modelPolicy', 'allowCustomModels') === false) {
    return [obstacle('modelPolicy.allowCustomModels', "It allows Factory's own models alone.")];
  }
  const allowed = listAt(settings, 'modelPolicy', 'allowedBaseUrls').filter((url) => typeof url === 'string');
  if (allowed.length === 0 || allowed.some((url) => url.includes('*') || main.baseUrl.startsWith(url))) return [];
  return [obstacle('modelPolicy.allowedBaseUrls', `${main.baseUrl} is not among them.`)];
}

/** A model of theirs under the id of one of ours takes its place. */
function same(settings: unknown, { models }: Target): readonly Obstacle[] {
  const ours = new Set(models.map(({ about }) => `custom:${about.id}`));
  return listAt(settings, 'customModels').some((one) => ours.has(textAt(one, 'id') ?? ''))
    ? [obstacle('customModels', 'It has another model under the id of one of the gateway.')]
    : [];
}

function obstacle(key: string, why: string): Obstacle {
  return { key, why, overridable: false };
}
