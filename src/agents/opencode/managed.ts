import { namesAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import type { Obstacle } from '../agent-doctor.ts';
import type { Edition } from './edition.ts';

/**
 * An administrator's configuration, merged above the inline one (https://opencode.ai/docs/config/, 1.18.33). On macOS a
 * profile of a device management comes on top of that, as a property list. Our plugin's `config` hook runs after the
 * merge and puts ours back, so a launch would set these aside unless it stops here.
 */
export function obstacles(text: string, { name: program }: Pick<Edition, 'name'>): readonly Obstacle[] {
  if (text.trim() === '') return [];
  const names = text.startsWith('bplist') || text.trimStart().startsWith('<') ? namesInList(text) : topNames(text);
  if (names === undefined) {
    return [
      { key: '(unreadable)', why: 'Its format can not be read, so what it asks for is unknown.', overridable: true },
    ];
  }
  return [['provider', `It says which servers ${program} talks to.`] as const, ...reasons]
    .filter(([key]) => names.includes(key))
    .map(([key, why]): Obstacle => ({ key, why, overridable: true }));
}

const reasons: readonly (readonly [key: string, why: string])[] = [
  ['model', 'It chooses the model.'],
  ['small_model', 'It chooses the model for titles and summaries.'],
  ['agent', 'It may pin agents to models of its own.'],
  ['mode', 'It may pin agents to models of its own.'],
  ['enabled_providers', 'It admits only the providers it names.'],
  ['disabled_providers', 'It forbids providers.'],
];

/** Those of JSON with comments and trailing commas; undefined where it is none. */
function topNames(text: string): readonly string[] | undefined {
  const settings = locateJson(text, 'loose');
  return settings === undefined ? undefined : namesAt(settings);
}

/** All names of an XML property list, nested ones too: rather one too many. A binary one is not read. */
function namesInList(text: string): readonly string[] | undefined {
  if (text.startsWith('bplist')) return undefined;
  return [...text.matchAll(/<key>([^<]*)<\/key>/g)].map((match) => match[1] ?? '');
}
