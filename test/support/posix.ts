import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Here is nothing that only POSIX has: file modes, signals, descriptors above 2, FIFOs and devices, `/proc`, its shells, and links
 * for everybody. A test of one of these is left out on Windows by this name.
 */
export const noPosix = process.platform === 'win32';

/**
 * No link to a folder can be made here. On a real Windows everybody may make a junction; Wine 10 makes none (ENOTSUP). A test
 * that needs one is left out by this name.
 */
export const noFolderLinks = noPosix && !canLinkFolders();

function canLinkFolders(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-links-'));
  try {
    symlinkSync(folder, join(folder, 'link'), 'junction');
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
