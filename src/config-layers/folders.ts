import { dirname, join } from 'node:path';
import type { Look } from './origin.ts';

/** The folder and all above it, innermost first. */
export function upward(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upward(above)];
}

/** The root of the repository that a folder is in. */
export function repositoryRoot(folder: string, glob: Look['glob']): string | undefined {
  return upward(folder).find((path) => glob(join(path, '.git')).length > 0);
}
