import { Failure } from '../../failure.ts';
import type { Change, Splice } from '../../edits/changes.ts';
import type { System } from '../../system/system.ts';
import { keepRepairs, keptOf, keptRepairs, printOf, undoPath, type KeptChange, type KeptRepair } from './kept.ts';

/**
 * Makes these changes, and keeps what undoes them; how it is undone is written down before the first is made. Gives the
 * paths. A file that is no longer what it was when the change was shown ends it with a `configuration` Failure, as one does
 * that can't be written: what is changed by then stays so, and can be undone.
 */
export function applyChanges(changes: readonly Change[], system: System): readonly string[] {
  const earlier = keptRepairs(system);
  const entry = (files: readonly Change[]): KeptRepair => ({ at: system.now(), files: files.map(keptOf) });
  keepRepairs([...earlier, entry(changes)], system);
  const done: Change[] = [];
  try {
    for (const change of changes) {
      applyOne(change, system);
      done.push(change);
    }
  } finally {
    if (done.length < changes.length) keepRepairs([...earlier, entry(done)], system);
  }
  return done.map(({ path }) => path);
}

/** Puts the last repair back, file by file, where the file is still as the repair left it. */
export function undoLast(system: System): readonly Undone[] {
  const all = keptRepairs(system);
  const last = all.at(-1);
  if (last === undefined) return [];
  // What was changed last is put back first.
  const undone = last.files.toReversed().map((kept): Undone => {
    const { path, why } = kept;
    try {
      return { path, why, ...putBack(kept, system) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { path, why, state: 'refused', detail: error.message, hint: error.hint };
    }
  });
  const refused = new Set(undone.filter(({ state }) => state === 'refused').map(({ path }) => path));
  keepRepairs([...all.slice(0, -1), { ...last, files: last.files.filter(({ path }) => refused.has(path)) }], system);
  return undone;
}

export interface Undone {
  readonly path: string;
  /** What had been wrong there. */
  readonly why: readonly string[];
  readonly state: 'undone' | 'refused';
  readonly detail: string;
  readonly hint?: string;
}

function applyOne({ path, before, after }: Change, { files }: System): void {
  if (files.read(path) !== before.text || files.mode(path) !== before.mode) {
    throw new Failure(
      'configuration',
      `${path} has changed since it was looked at, so it is left as it is.`,
      'Look again: jetway doctor --fix',
    );
  }
  if (after.text === undefined) files.removeBehind(path);
  else files.write(path, after.text, after.mode ?? 0o600);
}

function putBack(
  { path, before, after, splices }: KeptChange,
  system: System,
): Pick<Undone, 'state' | 'detail' | 'hint'> {
  const { files } = system;
  const now = files.read(path);
  const mode = files.mode(path) ?? null;
  const is = (state: KeptChange['before']): boolean => printOf(now) === state.print && mode === state.mode;
  const done = { state: 'undone', detail: 'is as it was before the repair' } as const;
  if (is(before)) return done;
  const text = is(after) ? undo(now, splices, before.print === null) : undefined;
  if (printOf(text) !== before.print || !is(after)) {
    return {
      state: 'refused',
      detail: 'has changed since the repair, so it is left as it is',
      hint: `What was taken out of it stands in ${undoPath(system)}: put it back by hand`,
    };
  }
  if (text === undefined) files.removeBehind(path);
  else files.write(path, text, before.mode ?? 0o600);
  return done;
}

/** Whether this is right, the print tells. */
function undo(text: string | undefined, splices: readonly Splice[], wasNone: boolean): string | undefined {
  if (wasNone) return undefined;
  return splices
    .toReversed()
    .reduce((left, { at, was, now }) => left.slice(0, at) + was + left.slice(at + now.length), text ?? '');
}
