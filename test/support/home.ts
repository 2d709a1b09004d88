import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';

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
  /** Absolute paths, or paths in the home. Gives the absolute one. */
  write(path: string, text: string): string;
  read(path: string): string;
  /** Every file, by its path in the home, with `/` on every system, and its bytes. */
  snapshot(): ReadonlyMap<string, Buffer>;
  /** The files, by their paths in the home, that hold this text anywhere. */
  filesContaining(text: string): readonly string[];
}

/** A new home, removed at the end; `parent` for programs that refuse the system's temporary folder. */
export async function temporaryHome(parent: string = tmpdir()): Promise<Home> {
  const path = realpathSync(mkdtempSync(join(parent, 'jetway-home-')));
  const cwd = join(path, 'project');
  mkdirSync(cwd);
  const inside = (name: string): string => (name.startsWith(path) ? name : join(path, name));
  const files = (): readonly (readonly [string, Buffer])[] =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(path, file).replaceAll(sep, '/'), readFileSync(file)] as const);
  return {
    path,
    cwd,
    env: {
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
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
    },
    write: (name, text) => {
      const file = inside(name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    read: (name) => readFileSync(inside(name), 'utf8'),
    snapshot: () => new Map(files()),
    filesContaining: (text) => files().flatMap(([name, bytes]) => (bytes.includes(text) ? [name] : [])),
    [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
