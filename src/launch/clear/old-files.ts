import { at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import type { System } from '../../system/system.ts';
import { agentsFolder, ended, inUse, markEnded } from '../clear.ts';

/** A file that no launch has made anew for so long goes, and a home in which no session has ended since. Milliseconds. */
const keptFor = 30 * 24 * 60 * 60_000;

/** Clears Jetway's folder of files for agents. `own`: paths that stay. Throws a `configuration` Failure. */
export function clearOld(own: readonly string[], system: System): void {
  const { files, host, now } = system;
  const folder = agentsFolder(host);
  // By their names: what is found may read otherwise than what was planned, as with the separators of Windows.
  const { used, left } = notedHomes(system);
  const stay = new Set([...own, ...used].map((path) => nameOf(path)));
  for (const [home, links] of left) {
    // Nothing outside of the folder is touched for what a note says, nor a home whose links are written otherwise.
    const isHere = home === `${folder}/${nameOf(home)}` && files.mtime(home) !== undefined;
    if (isHere && !stay.has(nameOf(home))) markEnded(home, links, system);
  }
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

type Links = Parameters<typeof markEnded>[1];

/** `used`: by sessions that run now. `left`: by those that were killed, whose notes go. */
function notedHomes({ files, host, programs }: System): {
  readonly used: readonly string[];
  readonly left: readonly (readonly [home: string, links: Links])[];
} {
  const used: string[] = [];
  const left: (readonly [string, Links])[] = [];
  for (const place of files.glob(`${inUse(host)}/*.json`)) {
    const json = parseJson(files.read(place) ?? '');
    const [pid, since] = [numberAt(json, 'pid'), numberAt(json, 'since')];
    const homes = listAt(json, 'homes').filter((home): home is string => typeof home === 'string');
    if (pid !== undefined && pid > 0 && since !== undefined && programs.alive(pid, since)) {
      used.push(...homes);
      continue;
    }
    files.remove(place);
    // Without its links it can't be told what in a home is the user's.
    if (Array.isArray(at(json, 'links'))) left.push(...homes.map((home) => [home, linksIn(json)] as const));
  }
  return { used, left };
}

function linksIn(json: unknown): Links {
  return listAt(json, 'links').flatMap((one) => {
    const [path, to] = [textAt(one, 'path'), textAt(one, 'to')];
    if (path === undefined || to === undefined) return [];
    return [{ path, to, ...(at(one, 'spare') === true ? { spare: true as const } : {}) }];
  });
}
