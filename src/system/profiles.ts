import { isObject } from '../json-path.ts';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, writtenByNewer } from '../failure.ts';
import { type Host, folders, within } from '../host.ts';
import { emptyConfig } from '../profiles/profile.ts';
import { readConfig, type ReadConfig } from '../profiles/read-config.ts';
import type { Files, ProfileStore } from './system.ts';
import { movingAway } from '../text.ts';

/** `config.json` in the configuration folder, 0600. */
export function createProfiles(host: Host, files: Files, user: number | undefined): ProfileStore {
  const path = within(folders(host).config, 'config.json');
  const look = (): Looked => configOf(files.read(path), path);
  let last: { readonly looked: Looked; readonly time: number } | undefined;
  const lately = (): Looked => {
    const time = Date.now();
    if (last === undefined || Math.abs(time - last.time) > fresh) last = { looked: look(), time };
    return last.looked;
  };
  return {
    path,
    read: () => lately().config,
    faults: () => lately().faults,
    writtenBy: () => (host.platform === 'win32' ? undefined : othersCanWrite(path, user)),
    change: async (update, removed) => {
      const { changeProfiles } = await import('./profile-change.ts');
      try {
        await changeProfiles(path, look, update, removed);
      } finally {
        last = undefined;
      }
    },
  };
}

/** Asked for by several stages of a launch, the file is read once; the session after it may take hours. Milliseconds. */
const fresh = 1000;

type Looked = ReturnType<typeof configOf>;

/** By the file's own bits, or by those of its folder, in which they could put another. Root may do both. */
function othersCanWrite(path: string, user: number | undefined): string | undefined {
  for (const place of [path, dirname(path)]) {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (user !== undefined && stats.uid !== user && stats.uid !== 0) return `${place} belongs to another user`;
    const sticky = stats.isDirectory() && (stats.mode & 0o1000) !== 0;
    if ((stats.mode & 0o022) !== 0 && !sticky) return `others can write ${place}`;
  }
  return undefined;
}

/** See `readConfig`. Throws a `configuration` Failure that names the file, for one that is no configuration at all. */
export function configOf(text: string | undefined, path: string): ReadConfig & { readonly json: Fields } {
  if (text === undefined) return { config: emptyConfig, faults: [], json: {} };
  const json = parsed(text);
  const { schemaVersion } = json ?? {};
  if (typeof schemaVersion === 'number' && schemaVersion > 1) {
    throw writtenByNewer(path);
  }
  if (json === undefined || schemaVersion !== 1) {
    throw new Failure(
      'configuration',
      `${path} is no configuration of Jetway's: ${json === undefined ? 'it is no JSON object' : 'schemaVersion is not 1'}.`,
      `Correct it, or start anew and move it away: ${movingAway(path)}`,
    );
  }
  return { ...readConfig(json), json };
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): Fields | undefined {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
