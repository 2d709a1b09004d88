import { listAt, numberAt, parseJson } from '../../json-path.ts';
import type { System } from '../../system/system.ts';
import { agentsFolder, ended, inUse } from '../clear.ts';

/** A file that no launch has made anew for so long goes, and a home in which no session has ended since. Milliseconds. */
const keptFor = 30 * 24 * 60 * 60_000;

/** Clears Jetway's folder of files for agents. `own`: paths that stay. Throws a `configuration` Failure. */
export function clearOld(own: readonly string[], system: System): void {
  const { files, host, now } = system;
  const folder = agentsFolder(host);
  // By their names: what is found may read otherwise than what was planned, as with the separators of Windows.
  const stay = new Set([...own, ...homesInUse(system)].map((path) => nameOf(path)));
  const isOld = (path: string): boolean => now() - (files.mtime(path) ?? now()) > keptFor;
  for (const path of ['*.json', '*.mjs'].flatMap((name) => files.glob(`${folder}/${name}`))) {
    if (!stay.has(nameOf(path)) && isOld(path)) files.remove(path);
  }
  for (const mark of files.glob(`${folder}/*/${ended}`)) {
    const home = mark.slice(0, -ended.length - 1);
    // A launch takes the mark away before all else, so whoever removes it has the home.
    if (!stay.has(nameOf(home)) && isOld(mark) && files.remove(mark)) files.removeTree(home);
  }
}

const nameOf = (path: string): string => /[^/\\]*$/.exec(path)?.[0] ?? '';

/** Of sessions that run now. What is left of others goes. */
function homesInUse({ files, host, programs }: System): readonly string[] {
  return files.glob(`${inUse(host)}/*.json`).flatMap((place) => {
    const json = parseJson(files.read(place) ?? '');
    const [pid, since] = [numberAt(json, 'pid'), numberAt(json, 'since')];
    if (pid !== undefined && pid > 0 && since !== undefined && programs.alive(pid, since)) {
      return listAt(json, 'homes').filter((home): home is string => typeof home === 'string');
    }
    files.remove(place);
    return [];
  });
}
