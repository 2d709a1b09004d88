import { Failure } from '../failure.ts';
import { didYouMean } from '../nearest.ts';
import { quote } from '../text.ts';
import type { Launcher } from './launcher.ts';

/** By what `jetway import` takes, in the order in which they are listed. */
const loaders: Readonly<Record<string, () => Promise<Launcher>>> = {
  loong: async () => (await import('./loong.ts')).loong,
  bifrost: async () => (await import('./bifrost.ts')).bifrost,
  ollama: async () => (await import('./ollama.ts')).ollama,
  ccs: async () => (await import('./ccs.ts')).ccs,
  'claude-code-router': async () => (await import('./claude-code-router.ts')).claudeCodeRouter,
  litellm: async () => (await import('./litellm.ts')).litellm,
};

export const launcherIds: readonly string[] = Object.keys(loaders);

export async function allLaunchers(): Promise<readonly Launcher[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}

/** Throws a `usage` Failure that names the known ones. */
export async function findLauncher(name: string): Promise<Launcher> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (load !== undefined) return load();
  throw new Failure(
    'usage',
    `Jetway reads the configuration of no launcher ${quote(name)}.`,
    `${didYouMean(name, launcherIds)}Name one of: ${launcherIds.join(', ')}`,
  );
}
