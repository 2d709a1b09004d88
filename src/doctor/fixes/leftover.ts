import { agents } from '../../agents/index.ts';
import { undo } from '../../launch/restore/put-back.ts';
import { picked } from '../../launch/restore/changed-model.ts';
import type { Left } from '../../launch/restore/journal.ts';
import { loadFormat } from '../../edits/as-written.ts';
import type { FileEdit } from '../../edits/file-edit.ts';

/**
 * What the next launch would do about a session that broke off, but for remembering its model: the agent's settings as
 * they were, and then its journal out of the way. Empty where no edit of the settings can be proved right.
 */
export async function repairsOf(
  { place, journal }: Left,
  read: (path: string) => string | undefined,
): Promise<readonly FileEdit[]> {
  const forget: FileEdit = { path: place, why: 'notes of a session that broke off', edit: () => undefined };
  const stored = agents.find(({ id }) => id === journal.agent)?.storesModel;
  const now = read(journal.path);
  if (stored === undefined || now === undefined) return [forget];
  const format = await loadFormat(stored.format);
  const model = picked(format, stored, now, journal);
  if (model === undefined) return [forget];
  if (undo(format, stored, now, journal, undefined) === undefined) return [];
  const mend: FileEdit = {
    path: journal.path,
    why: `${stored.keys[0] ?? 'model'} is ${model}, which a session through the gateway left there when it broke off`,
    shows: stored.keys,
    edit: (before) => {
      if (before === undefined || picked(format, stored, before, journal) === undefined) return before;
      const undone = undo(format, stored, before, journal, undefined);
      return undone === undefined ? before : undone.text;
    },
  };
  return [mend, forget];
}
