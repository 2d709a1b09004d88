import { statSync } from 'node:fs';
import process from 'node:process';
import { expect } from 'vitest';

/** Expects the rights of a file, where its system has any: Windows gives 0o666 for each that may be written. */
export function expectMode(path: string, mode: number): void {
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(mode);
}
