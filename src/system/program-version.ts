import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import process from 'node:process';
import { exitCodes } from '../failure.ts';
import { compareVersions, type Host, folders, withoutOwnKeys } from '../host.ts';
import { marked } from './lead-back.ts';
import type { Place } from './programs.ts';
import { readRegular } from './read-regular.ts';
import type { Files } from './system.ts';
import { codeOf } from './trouble.ts';

/**
 * The version in the manifest of the package that the program lies in; where there is none (a native installer), what
 * `--version` says: asked once per file and kept in the cache folder, for it costs an agent 40 to 1400 ms.
 */
export async function versionOf(place: Place, packageName: string, host: Host, files: Files): Promise<Told> {
  const listed = isPlaceholder(place.file) ? undefined : manifestOf(place.file, packageName);
  const absent = listed === undefined ? [] : absentParts(listed);
  const wantsNode = listed === undefined || !isNodeScript(place.file) ? undefined : unmetNode(listed.manifest);
  if (listed !== undefined && absent.length === 0 && wantsNode === undefined) return { version: listed.version };
  const { size, mtimeMs } = statSync(place.file);
  const cache = `${folders(host).cache}/programs.json`;
  const known = knownVersions(cache, files);
  const entry = known[place.file];
  if (entry !== undefined && entry.size === size && entry.mtimeMs === mtimeMs)
    return { version: entry.version || undefined };
  const told = await toldVersion(place, host);
  const { version } = told;
  if (version !== undefined) keep(cache, { ...known, [place.file]: { size, mtimeMs, version } }, files);
  const parts =
    told.silent === undefined || listed === undefined
      ? {}
      : { version: listed.version, absent, ...(wantsNode === undefined ? {} : { wantsNode }) };
  return { ...told, version: version || undefined, ...parts };
}

/** What a program told of itself. */
export interface Told {
  /** Undefined where it tells none. */
  readonly version: string | undefined;
  /** It was asked for its version and did not even answer: how that ended. */
  readonly silent?: string;
  /** What it ended with then is what Jetway ends with that finds no such program: a script may have started it. */
  readonly likeJetway?: boolean;
  /** Its package's own packages for this system, of which none is there: one of them would hold the program. */
  readonly absent?: readonly string[];
  /** Which Node its package wants, as npm writes it, where the one that runs Jetway is none of those. */
  readonly wantsNode?: string;
}

/**
 * A script that Node runs often starts a native program in turn and hands on descriptors 0 to 2 only (Codex 0.169.0,
 * the wrapper of Claude Code 2.1.330); a shell's `exec` hands on all.
 */
export function isNodeScript(file: string): boolean {
  const first = opening(file, 80);
  return first.startsWith('#!') && /^.*\b(node|bun|deno)\b/.test(first);
}

/**
 * Packages with a native program leave a text in its place until their install script has run (Claude Code 2.1.330,
 * OpenCode 1.18.33), so the manifest would promise a version that can't be started.
 */
function isPlaceholder(file: string): boolean {
  return opening(file, 5) === 'echo ';
}

function opening(file: string, length: number): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(length);
      return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

/** In the manifest of the package that the file lies in. */
export function listedVersion(file: string, packageName: string): string | undefined {
  return manifestOf(file, packageName)?.version;
}

interface Listed {
  readonly folder: string;
  readonly version: string;
  readonly manifest: Manifest;
}

function manifestOf(file: string, packageName: string): Listed | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = manifestIn(folder);
    if (manifest?.name === packageName && typeof manifest.version === 'string') {
      return { folder, version: manifest.version, manifest };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly optionalDependencies?: unknown;
  readonly engines?: unknown;
}

function manifestIn(folder: string): Manifest | undefined {
  try {
    const manifest: unknown = JSON.parse(readRegular(`${folder}/package.json`));
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The packages of just its version for this system, where none of them is there: npm passes by what the registry does not
 * have, and leaves a script that can start nothing (@kilocode/cli 7.8.1, whose packages for Linux ended at 7.7.9 in November
 * 2026). Empty where one is there, or there are none.
 */
function absentParts({ folder, version, manifest }: Listed): readonly string[] {
  const wanted = Object.entries(manifest.optionalDependencies ?? {}).flatMap(([name, range]) =>
    partOf(name) && typeof range === 'string' && range.includes(version) ? [name] : [],
  );
  return wanted.some((name) => isAbove(folder, name)) ? [] : wanted;
}

/**
 * What a package says of Node where this one is outside of it: the program is asked then, since its own Node may be another
 * (Kimi Code 2.1.0 ends with a SyntaxError on Node 20). What is written otherwise than by comparisons is taken for met.
 */
function unmetNode({ engines }: Manifest): string | undefined {
  const range: unknown = (engines as { readonly node?: unknown } | undefined)?.node;
  if (typeof range !== 'string') return undefined;
  const meets = (comparison: string): boolean => {
    const [, sign, version = ''] = /^(>=|<)\s*(\d[\d.]*)$/.exec(comparison) ?? [];
    if (sign === undefined) return true;
    const order = compareVersions(process.versions.node, version);
    return sign === '<' ? order < 0 : order >= 0;
  };
  const isMet = range.split('||').some((part) => (part.match(/[<>=^~]*\s*[\w.*-]+/g) ?? []).every(meets));
  return isMet ? undefined : range;
}

function partOf(name: string): boolean {
  const system = process.platform === 'win32' ? '(win32|windows)' : process.platform;
  return new RegExp(`-${system}-${process.arch}(-|$)`).test(name);
}

/** Where Node would look for it, from the folder on. */
function isAbove(from: string, name: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name))) return true;
    if (folder === dirname(folder)) return false;
  }
}

/**
 * A version that is empty: it names none. One that takes too long is not said to be silent: the machine may be busy. What
 * a launch would take away (a variable, or a project's `.env`: Cline 3.0.65 ends with 1 at CLINE_VCR) makes none silent
 * either: it is asked once more with little more than PATH, and in no project.
 */
async function toldVersion(place: Place, host: Host): Promise<Told> {
  const env = withoutOwnKeys(host.env);
  const told = await askVersion(place, host, env);
  if (told.silent === undefined || told.likeJetway === true) return told;
  const few = Object.fromEntries(Object.entries(env).filter(([name]) => needed.test(name)));
  const again = await askVersion(place, host, few, parse(place.path).root);
  return again.silent === undefined ? again : told;
}

/** What a program can't start without: where things lie, and what its loader goes by. */
const needed =
  /^(path|pathext|home|user|username|userprofile|appdata|localappdata|programdata|programfiles.*|systemroot|systemdrive|windir|comspec|temp|tmp|tmpdir|lang|lc_.*|xdg_.*|(dy)?ld_library_path|nix_.*)$/i;

async function askVersion({ call, path }: Place, host: Host, own: Host['env'], cwd?: string): Promise<Told> {
  const { execFile } = await import('node:child_process');
  const command = basename(path);
  const env = { ...own, ...marked(command, path, host.env) };
  const options = { env, cwd, timeout: 10_000, maxBuffer: 64 * 1024, windowsHide: true };
  return new Promise((resolve) => {
    try {
      const child = execFile(call.command, [...call.prefix, '--version'], options, (error, stdout) => {
        if (error === null) resolve({ version: /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/.exec(stdout)?.[0] ?? '' });
        else if (error.killed === true) resolve({ version: undefined });
        else resolve({ version: undefined, silent: howItEnded(error), likeJetway: error.code === exitCodes.agent });
      });
      child.stdin?.end();
    } catch (error) {
      // What is no program, or one for another machine: Node throws on Windows where it calls back elsewhere.
      resolve({ version: undefined, silent: howItEnded({ code: codeOf(error) }) });
    }
  });
}

function howItEnded({ code, signal }: { readonly code?: unknown; readonly signal?: unknown }): string {
  if (typeof code === 'number') return `it ended with ${code}`;
  return typeof signal === 'string' ? `it was ended by ${signal}` : `it could not be started (${String(code)})`;
}

interface Known {
  readonly size: number;
  readonly mtimeMs: number;
  readonly version: string;
}

function knownVersions(cache: string, files: Files): Readonly<Record<string, Known>> {
  try {
    const known: unknown = JSON.parse(files.read(cache) ?? '{}');
    return Object.fromEntries(Object.entries(known ?? {}).filter(([, entry]) => isKnown(entry)));
  } catch {
    return {};
  }
}

function isKnown(entry: unknown): entry is Known {
  if (typeof entry !== 'object' || entry === null) return false;
  const { size, mtimeMs, version } = entry as Partial<Record<string, unknown>>;
  return typeof size === 'number' && typeof mtimeMs === 'number' && typeof version === 'string';
}

/** How many programs are remembered: native installers put each version at a path of its own. */
const cacheLimit = 20;

function keep(cache: string, known: Readonly<Record<string, Known>>, files: Files): void {
  try {
    files.write(cache, JSON.stringify(Object.fromEntries(Object.entries(known).slice(-cacheLimit))), 0o600);
  } catch {
    // A cache folder that can't be written costs time, nothing else.
  }
}
