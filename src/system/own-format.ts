import type { execFileSync as execute } from 'node:child_process';

/** The output of a program of the system's; undefined where it ends with an error, or is not there. */
export type Ask = (program: string, args: readonly string[]) => string | undefined;

/**
 * What stands in a value of Windows' registry, or in a Mac's property list as JSON. The systems' own programs read them, for
 * both are binary. Undefined where there is no such value, or the list can't be had as JSON: it holds a date or bare data.
 */
export function readOwnFormat(place: string, platform: NodeJS.Platform, ask: Ask): string | undefined {
  if (platform === 'darwin') return ask('/usr/bin/plutil', ['-convert', 'json', '-o', '-', '--', place]);
  const cut = place.lastIndexOf('\\');
  const name = place.slice(cut + 1);
  const printed = ask('reg.exe', ['query', place.slice(0, cut), '/v', name]);
  return printed === undefined ? undefined : valueIn(printed, name);
}

/** Of what `reg query` prints: the key's line, then name, type and text, four blanks between them. The text may have lines. */
function valueIn(printed: string, name: string): string | undefined {
  const start = /^ {4}(.*?) {4}REG_(?:EXPAND_|MULTI_)?SZ {4}/m.exec(printed);
  if (start === null || start[1]?.toLowerCase() !== name.toLowerCase()) return undefined;
  return printed.slice(start.index + start[0].length).replace(/(?:\r?\n){1,2}$/, '');
}

/** Milliseconds; neither takes a tenth of a second. */
const patience = 5000;

/** `folder`: of Windows, where its programs lie: one of that name elsewhere on PATH is not asked. */
export function askSystem(
  program: string,
  args: readonly string[],
  folder: string | undefined,
  { execFileSync }: { readonly execFileSync: typeof execute },
): string | undefined {
  const path = program.includes('/') ? program : `${folder ?? 'C:\\Windows'}\\System32\\${program}`;
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync(path, [...args], { encoding: 'utf8', timeout: patience, stdio, windowsHide: true });
  } catch {
    return undefined;
  }
}
