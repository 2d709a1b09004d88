import type { Target } from '../agent.ts';
import type { Obstacle } from '../agent-doctor.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { loginsIn } from './settings.ts';

/** System settings rank above every other file (https://geminicli.com/docs/reference/configuration/, 0.61.0). */
export function obstacles(text: string, { main }: Target): readonly Obstacle[] {
  if (text.trim() === '') return [];
  const settings = locateJson(text, 'comments')?.value;
  if (settings === undefined) {
    return [{ key: '(unreadable)', why: 'It is no JSON object, so what it asks for is unknown.', overridable: false }];
  }
  return loginsIn(settings, main).map((key) => ({
    key,
    why: 'It says how Gemini CLI logs in.',
    overridable: false,
  }));
}
