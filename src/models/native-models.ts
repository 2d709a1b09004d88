import type { Agent } from '../agents/agent.ts';
import { cacheKey } from '../cache-key.ts';
import type { Installation } from '../host.ts';
import type { System } from '../system/system.ts';

/** How long the program may take to print what it knows. Milliseconds. */
const timeoutMs = 5000;
/** A program that could not tell is not asked again for so long. Milliseconds. */
const silence = 24 * 60 * 60_000;

/**
 * What the agent's program prints of its own models: run once for each installed version, then read from `folder` when
 * called. Undefined where the plan needs none, where the program can't tell, or where that can't be kept.
 */
export async function readNativeModels(
  { id, nativeModels }: Agent,
  { command, prefix, version }: Installation,
  folder: string,
  { files, programs, now }: System,
): Promise<(() => string) | undefined> {
  // Without a version nobody knows when it becomes another.
  if (nativeModels === undefined || version === undefined) return undefined;
  const name = cacheKey([command, prefix, version, files.mtime(command)]);
  const path = `${folder}/${id}-knows-${name}.json`;
  const silent = `${folder}/${id}-silent-${name}.json`;
  if (files.mtime(path) === undefined) {
    if (now() - (files.mtime(silent) ?? 0) < silence) return undefined;
    const printed = await programs.ask([command, ...prefix, ...nativeModels.args], timeoutMs);
    const fits = printed !== undefined && nativeModels.fits(printed);
    files.writeCache(fits ? path : silent, fits ? printed : '{}\n');
    if (files.mtime(path) === undefined) return undefined;
  }
  return () => files.read(path) ?? '';
}
