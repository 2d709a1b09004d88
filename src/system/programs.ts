import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { type Host, type Installation, variable } from '../host.ts';
import { alive } from './alive.ts';
import { isNodeScript, versionOf } from './program-version.ts';
import type { Files, Programs } from './system.ts';
import { readShim } from './windows-shim.ts';

/** Finds, runs and starts other programs; never through a shell. */
export function createPrograms(host: Host, files: Files, node: string): Programs {
  return {
    find: async (command, packageName) => {
      const place = locate(command, host, node);
      if (place === undefined) return undefined;
      const version = await versionOf(place, packageName, host, files);
      return { ...place.call, version, pipes: host.platform !== 'win32' && !isNodeScript(place.file) };
    },
    copies: async (command, packageName) => {
      const seen = new Map<string, Place & { readonly path: string }>();
      for (const place of places(command, host, node)) if (!seen.has(place.file)) seen.set(place.file, place);
      return Promise.all(
        [...seen.values()].map(async ({ call, file, path }) => ({
          path,
          file,
          version: await versionOf({ call, file }, packageName, host, files),
          npm: /[\\/]node_modules[\\/]/.test(file),
          script: isNodeScript(file),
        })),
      );
    },
    run: async (command, options) => (await import('./run.ts')).run(command, options, host),
    start: async (start) => (await import('./start.ts')).start(start),
    alive,
  };
}

/** A program on this machine: how to call it, and the file that it is, links resolved. */
export interface Place {
  readonly call: Pick<Installation, 'command' | 'prefix'>;
  readonly file: string;
}

function locate(command: string, host: Host, node: string): Place | undefined {
  const [first] = places(command, host, node);
  return first;
}

/** In the order of PATH; looked for one by one, so that the first costs no more than itself. */
function* places(command: string, host: Host, node: string): Generator<Place & { readonly path: string }> {
  const folders = (variable(host.env, 'PATH', host.platform) ?? '')
    .split(host.platform === 'win32' ? ';' : ':')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'));
  for (const folder of folders) {
    // An empty or relative entry would have a cloned repository start its own `claude`.
    if (!isAbsolute(folder)) continue;
    // Not by `join`, which an engine that finds it hot takes 2 MB for: PATH has many folders.
    const path = `${folder.replace(/[\\/]+$/, '')}${sep}${command}`;
    const found = host.platform === 'win32' ? onWindows(path, host, node) : executable(path);
    if (found !== undefined) yield { ...found, path };
  }
}

/** By the system itself: Node's own way walks each path in steps of one character. */
const followed = (path: string): string => realpathSync.native(path);

function executable(path: string): Place | undefined {
  try {
    // Asked first: it throws nothing for the many folders of PATH that have no such file.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    accessSync(path, constants.X_OK);
    return { call: { command: path, prefix: [] }, file: followed(path) };
  } catch {
    return undefined;
  }
}

function onWindows(path: string, host: Host, node: string): Place | undefined {
  const endings = (variable(host.env, 'PATHEXT', host.platform) ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean);
  for (const ending of [...endings, '.ps1'].map((each) => each.toLowerCase())) {
    const file = path + ending;
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    if (ending === '.exe' || ending === '.com') return { call: { command: file, prefix: [] }, file: followed(file) };
    const behind = behindShim(file, node);
    if (behind !== undefined) return behind;
  }
  return undefined;
}

function behindShim(file: string, node: string): Place | undefined {
  const shim = readShim(readFileSync(file, 'utf8'));
  if (shim === undefined) return undefined;
  const target = join(dirname(file), shim.target);
  if (!existsSync(target)) return undefined;
  if (!shim.script) return { call: { command: target, prefix: [] }, file: followed(target) };
  const beside = join(dirname(file), 'node.exe');
  const command = existsSync(beside) ? beside : node;
  return { call: { command, prefix: [...shim.nodeArguments, target] }, file: followed(target) };
}
