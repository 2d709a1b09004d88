import type { Profile } from '../profiles/profile.ts';
import type { SessionOptions } from './options.ts';

/** All tags of a session, as typed: those of the profile first, since a later one of the same name wins. */
export function tagsOf({ tags }: Pick<SessionOptions, 'tags'>, saved: Profile | undefined): readonly string[] {
  return [...Object.entries(saved?.tags ?? {}).map((pair) => pair.join('=')), ...tags];
}
