import { Failure } from '../../failure.ts';
import { folders as ownFolders } from '../../host.ts';
import { readReceipt, removeReceipt, writeReceipt, type Receipt, type ReceiptKey } from '../../profiles/receipts.ts';
import type { System } from '../../system/system.ts';
import { writtenBy, type Changes, type FileChange } from './changes.ts';

/**
 * Writes it all. The receipt goes first, with what was there before in it, so that whatever stops this, the next undo finds
 * either state of each file. Throws a `configuration` Failure for a file that has changed since it was looked at.
 */
export async function applyConfiguration(
  changes: Changes,
  receipt: Receipt,
  former: Receipt | undefined,
  system: System,
): Promise<void> {
  const { edits, files } = writtenBy(former);
  await alone(receipt, former, system, () => {
    checkAll(changes.files, system);
    writeReceipt(former === undefined ? receipt : { ...receipt, former: { edits, files } }, system);
    for (const { path, text } of changes.own) if (text !== undefined) system.files.write(path, text, 0o600);
    for (const change of changes.files) applyOne(change, system);
    removeOwn(changes, system);
    if (former !== undefined) writeReceipt(receipt, system);
  });
}

/** Takes all back; the receipt goes last. Throws as `applyConfiguration` does. */
export async function undoConfiguration(changes: Changes, receipt: Receipt, system: System): Promise<void> {
  await alone(receipt, receipt, system, () => {
    checkAll(changes.files, system);
    for (const change of changes.files) applyOne(change, system);
    removeOwn(changes, system);
    removeReceipt(receipt, system);
  });
}

/** Of two at once the second does nothing: what it was shown is no longer so. Throws a `configuration` Failure then. */
async function alone(key: ReceiptKey, seen: Receipt | undefined, system: System, change: () => void): Promise<void> {
  await system.files.alone(`${ownFolders(system.host).config}/configure`, () => {
    if (JSON.stringify(readReceipt(key, system)) === JSON.stringify(seen)) return change();
    throw new Failure(
      'configuration',
      `Another jetway has changed the configuration of ${key.agent} meanwhile, so this one changes nothing.`,
      'Look again: run the same command once more',
    );
  });
}

function removeOwn({ own }: Changes, { files }: System): void {
  for (const { path, text, folders } of own) {
    if (text !== undefined) continue;
    files.remove(path);
    for (const folder of folders) files.removeFolder(folder);
  }
}

function checkAll(changes: readonly FileChange[], { files }: System): void {
  for (const { path, before } of changes) {
    if (files.read(path) === before) continue;
    throw new Failure(
      'configuration',
      `${path} has changed since it was looked at, so it is left as it is.`,
      'Look again: run the same command once more',
    );
  }
}

function applyOne(change: FileChange, system: System): void {
  const { files } = system;
  checkAll([change], system);
  const { path, after, mode, folders } = change;
  if (after !== undefined) {
    files.write(path, after, mode);
    return;
  }
  files.removeBehind(path);
  for (const folder of folders) files.removeFolder(folder);
}
