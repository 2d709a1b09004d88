import { folders } from '../host.ts';
import type { System } from '../system/system.ts';

/** Notes that a session of this profile has ended. A note that can't be written is none. */
export function noteUse(profile: string, { files, host, now }: Pick<System, 'files' | 'host' | 'now'>): void {
  files.writeCache(placeOf(profile, host), `${now()}\n`);
}

/** When the last session of this profile ended, in milliseconds since 1970; undefined where none is known. */
export function lastUsed(profile: string, { files, host }: Pick<System, 'files' | 'host'>): number | undefined {
  const text = files.read(placeOf(profile, host), 64)?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** With the profile's new name goes what is known of it. */
export function moveUse(name: string, to: string, { files, host }: Pick<System, 'files' | 'host'>): void {
  const text = files.read(placeOf(name, host), 64);
  if (text === undefined) return;
  files.writeCache(placeOf(to, host), text);
  files.remove(placeOf(name, host));
}

/** One file each: two sessions that end at once take nothing from each other. A name has no separator in it. */
function placeOf(profile: string, host: System['host']): string {
  return `${folders(host).cache}/used/${profile}`;
}
