import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import { Failure } from '../failure.ts';
import { type Host, type Installation, variable } from '../host.ts';
import { alive } from './alive.ts';
import { codeOf } from './trouble.ts';
import { leadsBack, marked } from './lead-back.ts';
import { endless, faultOf } from './program-faults.ts';
import { isNodeScript, listedVersion, versionOf } from './program-version.ts';
import { readRegular } from './read-regular.ts';
import type { Files, Programs } from './system.ts';
import { readShim } from './windows-shim.ts';

/** Finds, runs and starts other programs; never through a shell. */
export function createPrograms(host: Host, files: Files, node: string): Programs {
  return {
    find: async (command, packageName) => find(command, packageName, host, files, node),
    locate: (command) => locate(command, host, node),
    named: (command) => named(command, host, node),
    copies: async (command, packageName) => {
      const seen = new Map<string, Place>();
      for (const place of places(command, host, node)) if (!seen.has(place.file)) seen.set(place.file, place);
      return Promise.all(
        [...seen.values()].map(async ({ call, file, path }) => ({
          path,
          file,
          version: (await versionOf({ call, file, path }, packageName, host, files)).version,
          npm: /[\\/]node_modules[\\/]/.test(file),
          script: isNodeScript(file),
        })),
      );
    },
    ask: async (command, timeoutMs) => (await import('./ask-program.ts')).askProgram(command, timeoutMs, host),
    run: async ([command = '', ...args], options) =>
      (await import('./run.ts')).run([pathOf(command, host), ...args], options, host),
    start: async (start) => {
      const mark = marked(basename(start.command), start.command, start.env);
      return (await import('./start.ts')).start({ ...start, env: { ...start.env, ...mark } });
    },
    alive,
  };
}

/** A program on this machine: how to call it, and the file that it is, links resolved. */
export interface Place {
  readonly call: Pick<Installation, 'command' | 'prefix'>;
  readonly file: string;
  /** Where PATH has it, the ending of Windows left out. */
  readonly path: string;
}

/** Past every script that leads back to Jetway, as long as there is something behind it on PATH. */
async function find(
  command: string,
  packageName: string,
  host: Host,
  files: Files,
  node: string,
): Promise<Installation | undefined> {
  const suspects: { readonly place: Place; readonly surely: boolean }[] = [];
  for (const place of places(command, host, node)) {
    const back = leadsBack(command, place.path, place.file, host);
    if (back === 'no' || listedVersion(place.file, packageName) !== undefined) return ask(place);
    suspects.push({ place, surely: back === 'surely' });
  }
  const last = suspects.find(({ surely }) => !surely) ?? suspects[0];
  if (last !== undefined)
    return last.surely ? { ...made(last.place), fault: endless(last.place) } : ask(last.place, true);
  const circle = foldersOf(host)
    .map((folder) => join(folder, command))
    .find(isCircle);
  if (circle !== undefined) return faulty(circle, { message: `${circle} is a link that leads to itself.` });
  const batch = host.platform === 'win32' ? batchFile(command, host) : undefined;
  return batch === undefined ? undefined : faulty(batch, unreadable(batch));

  function faulty(path: string, fault: NonNullable<Installation['fault']>): Installation {
    return { ...made({ call: { command: path, prefix: [] }, file: path, path }), fault };
  }

  async function ask(place: Place, suspect = false): Promise<Installation> {
    const told = await versionOf(place, packageName, host, files);
    const { version } = told;
    return told.silent === undefined
      ? { ...made(place), version }
      : { ...made(place), version, fault: faultOf(place, told, suspect) };
  }

  function made({ call, file }: Place): Installation {
    return { ...call, version: undefined, pipes: host.platform !== 'win32' && !isNodeScript(file) };
  }
}

function locate(command: string, host: Host, node: string): Place['call'] | undefined {
  if (!isPath(command)) return places(command, host, node).next().value?.call;
  const path = resolve(host.cwd, command);
  return (host.platform === 'win32' ? onWindows(path, host, node) : executable(path))?.call;
}

function named(command: string, host: Host, node: string): Place['call'] {
  const found = locate(command, host, node);
  if (found !== undefined) return found;
  const batch = host.platform === 'win32' ? batchFile(command, host) : undefined;
  const { message, hint = 'Install it, or give its path.' } =
    batch === undefined ? { message: `There is no ${command} on PATH.` } : unreadable(batch);
  throw new Failure('agent', message, hint);
}

const isPath = (command: string): boolean => /[\\/]/.test(command);

/** The first that is there, where none of them could be read as a shim. */
function batchFile(command: string, host: Host): string | undefined {
  const stems = isPath(command) ? [resolve(host.cwd, command)] : foldersOf(host).map((folder) => join(folder, command));
  return stems
    .flatMap((stem) => (batchEnding.test(stem) ? [stem] : ['.cmd', '.bat', '.ps1'].map((ending) => stem + ending)))
    .find(isFile);
}

const batchEnding = /\.(cmd|bat|ps1)$/i;

/** Node starts no batch file without a shell, and a shell would read the user's words. */
function unreadable(path: string): NonNullable<Installation['fault']> {
  const name = basename(path, extname(path));
  if (readShim(readRegular(path), name) !== undefined) return { message: `${path} starts a program that is gone.` };
  return {
    message: `${path} is a script that only a shell could run, and no other ${name} is on PATH.`,
    hint: "Put the folder of its .exe, or of npm's shim for it, on PATH",
  };
}

/** A link that the system can't follow to its end. */
function isCircle(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return codeOf(error) === 'ELOOP';
  }
}

/** Those of PATH. An empty or relative entry would have a cloned repository start its own `claude`. */
function foldersOf(host: Host): readonly string[] {
  return (variable(host.env, 'PATH', host.platform) ?? '')
    .split(host.platform === 'win32' ? ';' : ':')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => isAbsolute(folder));
}

/**
 * What a name stands for, for every program that is started by one: the first on PATH, in none of its relative or empty
 * entries. A path is taken as it is. Throws an `agent` Failure where there is none.
 */
function pathOf(command: string, host: Host): string {
  const windows = host.platform === 'win32';
  const asPath = isPath(command);
  // For what is not there Windows would have a shell asked.
  if (asPath && !windows) return command;
  for (const folder of asPath ? [host.cwd] : foldersOf(host)) {
    const path = resolve(folder, command);
    const names = windows ? [...(asPath ? [path] : []), ...withEnding(path, endingsOf(host))] : [];
    const found = windows ? names.find(isFile) : executable(path)?.call.command;
    if (found !== undefined) return asPath ? command : found;
  }
  const why = asPath ? 'it was not found' : 'it was not found on PATH';
  const hint = `Install ${command}, or give its whole path.`;
  throw new Failure('agent', `${command} could not be started: ${why}.`, hint);
}

/** The names that Windows tries for one, a batch file's among them. */
function withEnding(path: string, endings: readonly string[]): readonly string[] {
  const own = endings.some((ending) => path.toLowerCase().endsWith(ending)) ? [path] : [];
  return [...own, ...endings.map((ending) => path + ending)];
}

function endingsOf(host: Host): readonly string[] {
  const endings = variable(host.env, 'PATHEXT', host.platform) ?? '.COM;.EXE;.BAT;.CMD';
  return endings
    .split(';')
    .filter(Boolean)
    .map((ending) => ending.toLowerCase());
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** In the order of PATH; looked for one by one, so that the first costs no more than itself. */
function* places(command: string, host: Host, node: string): Generator<Place> {
  for (const folder of foldersOf(host)) {
    // Not by `join`, which an engine that finds it hot takes 2 MB for: PATH has many folders.
    const path = `${folder.replace(/[\\/]+$/, '')}${sep}${command}`;
    const found = host.platform === 'win32' ? onWindows(path, host, node) : executable(path);
    if (found !== undefined) yield { ...found, path };
  }
}

/** By the system itself: Node's own way walks each path in steps of one character. */
const followed = (path: string): string => realpathSync.native(path);

function executable(path: string): Found | undefined {
  try {
    // Asked first: it throws nothing for the many folders of PATH that have no such file.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    accessSync(path, constants.X_OK);
    return { call: { command: path, prefix: [] }, file: followed(path) };
  } catch {
    return undefined;
  }
}

function onWindows(path: string, host: Host, node: string): Found | undefined {
  for (const file of withEnding(path, [...endingsOf(host), '.ps1']).filter(isFile)) {
    if (/\.(exe|com)$/i.test(file)) return { call: { command: file, prefix: [] }, file: followed(file) };
    const behind = behindShim(file, host, node);
    if (behind !== undefined) return behind;
  }
  return undefined;
}

type Found = Pick<Place, 'call' | 'file'>;

/** `deep`: how many shims may lead to one another, as Scoop's do. */
function behindShim(file: string, host: Host, node: string, deep = 2): Found | undefined {
  const shim = readShim(readRegular(file), basename(file, extname(file)));
  if (shim === undefined) return undefined;
  if ('program' in shim) {
    const name = shim.program.replace(/(?:\.exe)?$/i, '.exe');
    const program = foldersOf(host)
      .map((folder) => join(folder, name))
      .find(isFile);
    return program === undefined
      ? undefined
      : { call: { command: program, prefix: shim.words }, file: followed(program) };
  }
  const target = resolve(dirname(file), shim.target);
  if (!existsSync(target)) return undefined;
  if (/\.(cmd|bat)$/i.test(target)) return deep === 0 ? undefined : behindShim(target, host, node, deep - 1);
  if (!shim.script) return { call: { command: target, prefix: [] }, file: followed(target) };
  const beside = join(dirname(file), 'node.exe');
  const command = existsSync(beside) ? beside : node;
  return { call: { command, prefix: [...shim.nodeArguments, target] }, file: followed(target) };
}
