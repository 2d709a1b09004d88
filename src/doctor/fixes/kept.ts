import { cacheKey } from '../../cache-key.ts';
import { Failure } from '../../failure.ts';
import { folders } from '../../host.ts';
import { at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import type { Change, Splice } from '../../edits/changes.ts';
import type { System } from '../../system/system.ts';
import { movingAway } from '../../text.ts';

/** A repair as it can be undone: of the file it holds no more than what was changed. */
export interface KeptChange {
  readonly path: string;
  readonly why: readonly string[];
  readonly before: KeptState;
  readonly after: KeptState;
  readonly splices: readonly Splice[];
}

/** `print`: of the text; null for a file that is not there. */
interface KeptState {
  readonly print: string | null;
  readonly mode: number | null;
}

/** All that one `doctor --fix` changed. */
export interface KeptRepair {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly files: readonly KeptChange[];
}

/** How many repairs are kept. */
const limit = 20;

export const undoPath = ({ host }: Pick<System, 'host'>): string => `${folders(host).config}/undo.json`;

export const printOf = (text: string | undefined): string | null => (text === undefined ? null : cacheKey(text));

export function keptOf({ path, why, before, after, splices }: Change): KeptChange {
  const state = ({ text, mode }: Change['before']): KeptState => ({ print: printOf(text), mode: mode ?? null });
  return { path, why, before: state(before), after: state(after), splices };
}

/** Oldest first. Throws a `configuration` Failure for a file that is not Jetway's, or of a newer Jetway's. */
export function keptRepairs(system: System): readonly KeptRepair[] {
  const path = undoPath(system);
  const text = system.files.read(path);
  if (text === undefined) return [];
  const json = parseJson(text);
  if (numberAt(json, 'schemaVersion') !== 1) {
    throw new Failure('configuration', `${path} can't be understood.`, `Move it away: ${movingAway(path)}`);
  }
  return listAt(json, 'repairs').flatMap((entry): readonly KeptRepair[] => {
    const files = listAt(entry, 'files').flatMap(changeIn);
    const made = numberAt(entry, 'at');
    return made === undefined || files.length === 0 ? [] : [{ at: made, files }];
  });
}

/** The file goes with the last of them. Throws a `configuration` Failure. */
export function keepRepairs(repairs: readonly KeptRepair[], system: System): void {
  const kept = repairs.filter(({ files }) => files.length > 0).slice(-limit);
  const path = undoPath(system);
  if (kept.length === 0) system.files.remove(path);
  else system.files.write(path, `${JSON.stringify({ schemaVersion: 1, repairs: kept }, null, 2)}\n`, 0o600);
}

function changeIn(value: unknown): readonly KeptChange[] {
  const path = textAt(value, 'path');
  const [before, after] = [stateIn(at(value, 'before')), stateIn(at(value, 'after'))];
  if (path === undefined || before === undefined || after === undefined) return [];
  const why = listAt(value, 'why').filter((one) => typeof one === 'string');
  const splices = listAt(value, 'splices').flatMap((one): readonly Splice[] => {
    const [place, was, now] = [numberAt(one, 'at'), textAt(one, 'was'), textAt(one, 'now')];
    return place === undefined || was === undefined || now === undefined ? [] : [{ at: place, was, now }];
  });
  return [{ path, why, before, after, splices }];
}

function stateIn(value: unknown): KeptState | undefined {
  const print = at(value, 'print');
  if (print !== null && typeof print !== 'string') return undefined;
  return { print, mode: numberAt(value, 'mode') ?? null };
}
