import { Failure } from '../failure.ts';
import { folders } from '../host.ts';
import { parseJson } from '../json-path.ts';
import type { System } from '../system/system.ts';
import type { Answers } from './answer-log.ts';
import { say } from '../say.ts';

/** Answers of a launch that failed are proposed for so long. Milliseconds. */
const holds = 24 * 60 * 60_000;

/** The answers of a launch that failed of late, for the presets of the next; none where there are none. */
export function keptAnswers(system: System): Answers {
  const modified = system.files.mtime(pathOf(system));
  if (modified === undefined || Math.abs(system.now() - modified) > holds) return new Map();
  try {
    const kept = parseJson(system.files.read(pathOf(system)) ?? '');
    return new Map(typeof kept === 'object' && kept !== null ? Object.entries(kept) : []);
  } catch (error) {
    if (error instanceof Failure) return new Map();
    throw error;
  }
}

/** Keeps them after a failure; after Ctrl-C nothing is kept. */
export function keepAnswers(answers: Answers, error: unknown, system: System): void {
  if (answers.size === 0 || !(error instanceof Failure) || error.code === 'cancelled') return;
  system.files.writeCache(pathOf(system), `${JSON.stringify(Object.fromEntries(answers))}\n`);
  say('Your answers are kept for the next start; a key that was typed is not.', system);
}

/** Once they are saved as a profile they are nobody's any more. */
export function dropAnswers(system: System): void {
  if (system.files.mtime(pathOf(system)) !== undefined) system.files.remove(pathOf(system));
}

function pathOf(system: System): string {
  return `${folders(system.host).cache}/answers.json`;
}
