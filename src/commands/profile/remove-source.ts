import { Failure } from '../../failure.ts';
import { takenFrom, withoutSource } from '../../profiles/take-published.ts';
import type { System } from '../../system/system.ts';
import { documentUrl } from './fetch-published.ts';
import { say } from '../../say.ts';

/** Forgets a source and all profiles that came from it; keys stay. Nothing is asked of anybody. Throws `usage` for one that is none. */
export async function removeSource(typed: string, name: string | undefined, system: System): Promise<number> {
  if (name !== undefined) {
    throw new Failure('usage', '--source and a name contradict each other.', 'Leave one of them out.');
  }
  const url = documentUrl(typed);
  const config = system.profiles.read();
  const names = [...takenFrom(url, config).values()];
  if (names.length === 0 && !Object.hasOwn(config.published ?? {}, url)) {
    const all = Object.keys(config.published ?? {});
    throw new Failure(
      'usage',
      `No profile came from ${url}.`,
      all.length === 0 ? 'None was published.' : `Sources: ${all.join(', ')}`,
    );
  }
  await system.profiles.change((now) => withoutSource(url, now));
  const gone = names.length === 0 ? 'No profile was left of it' : `Removed: ${names.join(', ')}`;
  say(`${gone}. The keys stay: jetway logout forgets those.`, system);
  const { current } = system.profiles.read();
  if (current !== config.current && current !== undefined) say(`The profile in use is now ${current}.`, system);
  return 0;
}
