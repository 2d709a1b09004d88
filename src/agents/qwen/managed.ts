import type { Obstacle } from '../agent-doctor.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { at } from '../../json-path.ts';

/** Ours stands in the place of this file, with all in it but these keys. */
export function obstacles(text: string): readonly Obstacle[] {
  if (text.trim() === '') return [];
  const settings = locateJson(text, 'comments')?.value;
  if (settings === undefined) {
    return [{ key: '(unreadable)', why: 'It is no JSON object, so what it asks for is unknown.', overridable: false }];
  }
  return keys
    .filter((key) => at(settings, ...key.split('.')) !== undefined)
    .map((key) => ({ key, why: 'It says which models Qwen Code uses, and by which login.', overridable: true }));
}

const keys: readonly string[] = [
  'security.auth.selectedType',
  'security.auth.enforcedType',
  'modelProviders',
  'providerProtocol',
  'model.name',
  'fastModel',
];
