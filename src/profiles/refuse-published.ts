import { Failure } from '../failure.ts';
import type { Config, Profile } from './profile.ts';

/** Throws `configuration` for what is its document's to say of a profile. `what`: as the user names it. */
export function refusePublished(name: string, { source }: Pick<Profile, 'source'>, what: string): void {
  if (source === undefined) return;
  throw new Failure(
    'configuration',
    `Profile ${name} came from ${source.url}, which says its ${what}.`,
    'Make one of your own: jetway profile create <name>, or take what is published by now: jetway profile sync',
  );
}

/** The same for a login that would put another gateway, or other settings, into the place of such a profile. */
export function refuseOverPublished(
  name: string | undefined,
  kept: string | undefined,
  { profiles }: Pick<Config, 'profiles'>,
): void {
  if (name === undefined || name === kept) return;
  const there = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (there !== undefined) refusePublished(name, there, 'gateway and settings');
}
