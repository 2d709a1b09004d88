import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { foldersWith } from './programs.ts';

export interface Home extends AsyncDisposable {
  /** Absolute, without symlinks. */
  readonly path: string;
  /** A folder inside to work in. */
  readonly cwd: string;
  /**
   * All that a program under test may have of an environment: PATH, TERM, LANG, and this home. None of the developer's
   * variables is in it, so no key, agent or gateway of theirs can be met.
   */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Absolute paths, or paths in the home. Gives the absolute one. Jetway's own folders have everywhere the names that they
   * have on Linux: `.config/jetway`, `.cache/jetway`, `.local/state/jetway`.
   */
  write(path: string, text: string): string;
  read(path: string): string;
  /** The absolute path of what is called so in `write`. */
  at(path: string): string;
  /** Every file, by its path in the home, with `/` on every system and the names of `write`, and its bytes. */
  snapshot(): ReadonlyMap<string, Buffer>;
  /** The files, by their paths in the home, that hold this text anywhere. */
  filesContaining(text: string): readonly string[];
}

const windows = process.platform === 'win32';

/** Jetway's own folders on Linux, and on Windows. */
const folders = [
  ['.config/jetway', 'AppData/Roaming/jetway'],
  ['.cache/jetway', 'AppData/Local/jetway/cache'],
  ['.local/state/jetway', 'AppData/Local/jetway/state'],
] as const;

const here = (name: string): string => (windows ? renamed(name, 0, 1) : name);
const onLinux = (name: string): string => (windows ? renamed(name, 1, 0) : name);

function renamed(name: string, from: 0 | 1, to: 0 | 1): string {
  const pair = folders.find((names) => name === names[from] || name.startsWith(`${names[from]}/`));
  return pair === undefined ? name : pair[to] + name.slice(pair[from].length);
}

/** What no program there can be without, and the folders of a user's own. */
function ofWindows(home: string): Record<string, string> {
  const system = process.env['SystemRoot'] ?? 'C:\\Windows';
  return {
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
    SystemRoot: system,
    ComSpec: join(system, 'System32', 'cmd.exe'),
    PATHEXT: '.COM;.EXE;.BAT;.CMD',
    TEMP: tmpdir(),
  };
}

/** A new home, removed at the end; `parent` for programs that refuse the system's temporary folder. */
export async function temporaryHome(parent: string = tmpdir()): Promise<Home> {
  const path = realpathSync.native(mkdtempSync(join(parent, 'jetway-home-')));
  const cwd = join(path, 'project');
  mkdirSync(cwd);
  const inside = (name: string): string => (name.startsWith(path) ? name : join(path, here(name)));
  const files = (): readonly (readonly [string, Buffer])[] =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .flatMap((file) => {
        // What an agent writes beside its file and renames may be gone by now.
        if (!existsSync(file)) return [];
        return [[onLinux(relative(path, file).replaceAll(sep, '/')), readFileSync(file)] as const];
      });
  return {
    path,
    cwd,
    env: {
      PATH: [
        dirname(process.execPath),
        ...(windows ? foldersWith('git') : ['/usr/local/bin', '/usr/bin', '/bin']),
      ].join(delimiter),
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      HOME: path,
      XDG_CONFIG_HOME: join(path, '.config'),
      XDG_DATA_HOME: join(path, '.local', 'share'),
      XDG_STATE_HOME: join(path, '.local', 'state'),
      XDG_CACHE_HOME: join(path, '.cache'),
      XDG_RUNTIME_DIR: join(path, '.run'),
      // No test leaves this machine.
      JETWAY_MODEL_DATA_URL: 'off',
      JETWAY_NO_UPDATE_CHECK: '1',
      ...(windows ? ofWindows(path) : {}),
    },
    at: inside,
    write: (name, text) => {
      const file = inside(name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    read: (name) => readFileSync(inside(name), 'utf8'),
    snapshot: () => new Map(files()),
    filesContaining: (text) => files().flatMap(([name, bytes]) => (bytes.includes(text) ? [name] : [])),
    [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true, maxRetries: 10 }),
  };
}
