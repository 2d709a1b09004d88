import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

export interface Wine {
  readonly version: number;
  readonly drive: string;
  readonly words: readonly string[];
  readonly folder: string;
}

const maker = '../../.config/wine.mjs';
const made = (await import(maker)) as {
  wine(): Wine;
  node(major: string): string;
  npm(): string;
  claude(version: string): string;
  checkout(): string;
};
export const { node, npm, claude, checkout } = made;

/** Wine, or why there is none. */
export const found = ready();

function ready(): Wine | string {
  try {
    return made.wine();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Runs a program of Windows, and gives what it printed. Its streams are files: Node does not start on pipes that are not of Windows. */
export async function run(
  { words: [command = '', ...before] }: Wine,
  words: readonly string[],
  folder: string,
): Promise<string> {
  const printed = join(folder, 'printed.txt');
  const out = openSync(printed, 'w');
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  const more: string[] = [];
  if (certificates !== undefined) {
    copyFileSync(certificates, join(folder, 'certificates.pem'));
    more.push(`NODE_EXTRA_CA_CERTS=${onWindows(join(folder, 'certificates.pem'))}`);
  }
  const [wineProgram = 'wine'] = before.slice(-1);
  const child = spawn(command, [...before.slice(0, -1), ...more, wineProgram, ...words], {
    stdio: ['ignore', out, out],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return `${readFileSync(printed, 'utf8')} (exit code ${code})`;
}

/** What Wine calls a path of this system. */
export function onWindows(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}
