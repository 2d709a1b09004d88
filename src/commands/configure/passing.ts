import { Failure } from '../../failure.ts';
import type { System } from '../../system/system.ts';

/** What npx fetched lies in a cache that npm clears. `asker`: who would ask this Jetway for something later. */
export function refusePassing(asker: string, { self }: System): void {
  if (!self.some((path) => /[\\/]_npx[\\/]/.test(path))) return;
  throw new Failure(
    'configuration',
    `This Jetway was fetched by npx for this once: ${asker} could not ask it for anything later.`,
    'Install it first: npm install -g jetway',
  );
}
