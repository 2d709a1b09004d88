import { sep } from 'node:path';

/** What a pure stage may know of the machine. Built once, in `system/index.ts`; nothing in it is a secret of Jetway's. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** On macOS, the name the user is logged in under: the home folder may have another. */
  readonly login?: string;
  readonly cwd: string;
  /** The user's environment, names as the system gives them. On Windows each is found by any case of its letters. */
  readonly env: Environment;
  /** Folder of Jetway's own published files (`dist/`), absolute. */
  readonly assets: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Jetway's own variables that hold a key: for Jetway, not for what it starts. */
export const ownKeyVariables = ['JETWAY_API_KEY', 'JETWAY_PROVIDER_KEY'] as const;

/** The environment of a program that Jetway asks something. Names in small letters are the same ones on Windows. */
export function withoutOwnKeys(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !ownKeyVariables.some((own) => own === name.toUpperCase())),
  );
}

/** What is read by any case of a name's letters, as Windows itself reads it; a plain copy of the environment is not. */
export function inAnyCase(env: Environment): Environment {
  const names = new Map(Object.keys(env).map((name) => [name.toUpperCase(), name]));
  return new Proxy(env, {
    get: (own, name) => (typeof name === 'string' ? own[names.get(name.toUpperCase()) ?? name] : undefined),
  });
}

/** An agent's program as found on this machine. */
export interface Installation {
  /** Absolute path, or a command of PATH, that starts it. */
  readonly command: string;
  /** Arguments before all others: the script behind a Windows shim, or `-y <package>` for npx. */
  readonly prefix: readonly string[];
  /** `1.2.3`, or undefined where neither a package.json nor `--version` told it. */
  readonly version: string | undefined;
  /** Whether descriptors above 2 reach the program: not on Windows, not through npx. */
  readonly pipes: boolean;
  /** Why it can't be started, where that is known: a sentence, and what to do where that is not to install it again. */
  readonly fault?: { readonly message: string; readonly hint?: string };
}

/** One of the copies of a program on PATH. */
export interface Copy {
  /** Where PATH has it. */
  readonly path: string;
  /** What that leads to, links and shims resolved. */
  readonly file: string;
  readonly version: string | undefined;
  /** It lies in a package of npm's. */
  readonly npm: boolean;
  /** A script that Node runs, not a program of its own. */
  readonly script: boolean;
}

/** Reads a variable; on Windows names differ in case only. */
export function variable(env: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  if (env[name] !== undefined || platform !== 'win32') return env[name];
  const found = Object.keys(env).find((key) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : env[found];
}

/** What a person types to set a variable, in the shell that a system comes with. `value`: a text, or another variable. */
export function settingLine(
  name: string,
  value: string | { readonly variable: string },
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32')
    return `$env:${name} = ${typeof value === 'string' ? `'${value}'` : `$env:${value.variable}`}`;
  return `export ${name}=${typeof value === 'string' ? value : `"$${value.variable}"`}`;
}

/** What a person types to pipe a variable's text into a command. */
export function pipingLine(name: string, command: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? `$env:${name} | ${command}` : `printf %s "$${name}" | ${command}`;
}

/** -1, 0 or 1 for two `1.2.3` versions; what follows a `-` or `+` is not compared. */
export function compareVersions(left: string, right: string): number {
  const numbers = (version: string): readonly number[] =>
    (version.split(/[-+]/)[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(left), numbers(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** Where Jetway keeps its own files: configuration, what can be thrown away, and what it has noted over time. */
export function folders(host: Host): { readonly config: string; readonly cache: string; readonly state: string } {
  const { env, home, platform } = host;
  if (platform === 'win32') {
    const local = variable(env, 'LOCALAPPDATA', platform) ?? `${home}\\AppData\\Local`;
    const config = `${variable(env, 'APPDATA', platform) ?? `${home}\\AppData\\Roaming`}\\jetway`;
    return { config, cache: `${local}\\jetway\\cache`, state: `${local}\\jetway\\state` };
  }
  if (platform === 'darwin') {
    return {
      config: `${home}/Library/Preferences/jetway`,
      cache: `${home}/Library/Caches/jetway`,
      state: `${home}/Library/Application Support/jetway`,
    };
  }
  return {
    config: `${absolute(env['XDG_CONFIG_HOME']) ?? `${home}/.config`}/jetway`,
    cache: `${absolute(env['XDG_CACHE_HOME']) ?? `${home}/.cache`}/jetway`,
    state: `${absolute(env['XDG_STATE_HOME']) ?? `${home}/.local/state`}/jetway`,
  };
}

/**
 * A place in a folder whose path is whole already. `join` looks at every sign of it, in a launch so many in all that V8 goes
 * to compile what looks, which takes two megabytes (Node 24 and 26).
 */
export function within(folder: string, ...names: readonly string[]): string {
  return [folder.endsWith(sep) ? folder.slice(0, -1) : folder, ...names].join(sep);
}

/** The XDG specification has relative paths ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true ? path : undefined;
}
