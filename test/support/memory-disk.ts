import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const disk = '/dev/shm';

/**
 * For `globalSetup`: temporary folders lie in memory, where Linux has a disk of it with room from which programs may be
 * started. The tests make and remove tens of thousands of files, and Jetway waits until those of its own are on the disk.
 */
export function setup(): (() => void) | undefined {
  if (process.platform !== 'linux' || process.env['TMPDIR'] !== undefined) return undefined;
  let folder: string;
  try {
    const { bavail, bsize } = statfsSync(disk);
    if (bavail * bsize < 2 ** 30) return undefined;
    folder = mkdtempSync(join(disk, 'jetway-tests-'));
  } catch {
    return undefined;
  }
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  if (spawnSync(program).status === 0) process.env['TMPDIR'] = folder;
  return () => {
    delete process.env['TMPDIR'];
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
