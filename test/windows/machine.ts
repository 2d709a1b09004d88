import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** What the driver is given by the test, as JSON: Windows' paths. */
export interface Setup {
  /** npm's own program. */
  readonly npm: string;
  /** What `npm pack` made of Jetway and of the agents below. */
  readonly tarballs: readonly string[];
  /** The real Claude Code. */
  readonly claude: string;
  /** Node 26, which can put a script into a program. */
  readonly maker: string;
  /** For npm. */
  readonly registry: string;
  /** Where the driver writes what became of each case. */
  readonly results: string;
  /** Which cases; empty: all. */
  readonly only: readonly string[];
}

/** What became of the cases, by their names: undefined where it passed, else why not. */
export type Results = Readonly<Record<string, { readonly failure?: string; readonly seconds: number }>>;

/** What a program left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly env?: Readonly<Record<string, string>>;
  /** All of standard input. Default: none. */
  readonly stdin?: string;
  /** Standard input never ends, and nothing comes. */
  readonly held?: boolean;
  readonly cwd?: string;
  /** In place of the one that npm installed. */
  readonly script?: string;
}

/** What a fake agent was given. */
export interface Given {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly script: string;
  /** Which ran it. */
  readonly node: string;
}

/** A user's folder on drive C:. */
export interface Profile {
  readonly path: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the latest fake agent was given here; undefined where none was started since the last call. */
  given(): Given | undefined;
  write(path: string, text: string): string;
  filesContaining(text: string): readonly string[];
}

/** Where npm installed Jetway and the fake agents; their shims lie in it. */
export const prefix = 'C:\\npm';
const root = 'C:\\jetway-tests';
export const system32 = 'C:\\windows\\system32';
const jetwayScript = join(prefix, 'node_modules', 'jetway', 'bin', 'jetway.js');

/** A drive C: without what an earlier run left, and what is tested installed by npm. */
export function install(setup: Setup): void {
  for (const folder of [prefix, root, 'C:\\ProgramData\\OpenAI']) rmSync(folder, { recursive: true, force: true });
  for (const key of ['HKLM', 'HKCU'].flatMap((hive) => policies.map((name) => `${hive}\\${name}`)))
    registry('delete', key);
  mkdirSync(root);
  const flags = ['--no-audit', '--no-fund', '--loglevel=error', `--registry=${setup.registry}`];
  execFileSync(process.execPath, [setup.npm, 'install', '-g', '--prefix', prefix, ...flags, ...setup.tarballs], {
    env: newProfile('npm').env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
}

const policies = ['SOFTWARE\\Policies\\ClaudeCode', 'SOFTWARE\\Policies\\OpenAI'];

/** `reg.exe add|delete <key> …`, without its question. What is not there is not deleted. */
export function registry(verb: 'add' | 'delete', key: string, ...more: readonly string[]): void {
  try {
    execFileSync(join(system32, 'reg.exe'), [verb, key, ...more, '/f'], { stdio: 'ignore' });
  } catch (error) {
    if (verb === 'add') throw error;
  }
}

let profiles = 0;

/** A new one; `user`: the last part of its path. */
export function newProfile(user = 'dev', folders: readonly string[] = [prefix]): Profile {
  profiles += 1;
  const path = join(root, String(profiles), user);
  const [roaming, local] = [join(path, 'AppData', 'Roaming'), join(path, 'AppData', 'Local')];
  const cwd = join(path, 'project');
  for (const folder of [cwd, roaming, join(local, 'Temp')]) mkdirSync(folder, { recursive: true });
  const record = join(path, 'given.json');
  return {
    path,
    cwd,
    env: {
      Path: [...folders, dirname(process.execPath), system32].join(';'),
      PATHEXT: '.COM;.EXE;.BAT;.CMD;.VBS;.JS',
      SystemRoot: 'C:\\windows',
      SystemDrive: 'C:',
      ComSpec: join(system32, 'cmd.exe'),
      ProgramData: 'C:\\ProgramData',
      ProgramFiles: 'C:\\Program Files',
      USERNAME: 'dev',
      USERPROFILE: path,
      APPDATA: roaming,
      LOCALAPPDATA: local,
      TEMP: join(local, 'Temp'),
      TMP: join(local, 'Temp'),
      // No test leaves this machine.
      JETWAY_MODEL_DATA_URL: 'off',
      JETWAY_NO_UPDATE_CHECK: '1',
      FAKE_AGENT_RECORD: record,
      ...(process.env['NODE_EXTRA_CA_CERTS'] === undefined
        ? {}
        : { NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] }),
    },
    given: () => {
      if (!existsSync(record)) return undefined;
      const text = readFileSync(record, 'utf8');
      rmSync(record);
      return JSON.parse(text) as Given;
    },
    write: (name, text) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    filesContaining: (text) =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => readFileSync(file).includes(text)),
  };
}

/** Jetway as it was installed, without a shim of npm's in between. */
export async function jetway(profile: Profile, args: readonly string[], options: Options = {}): Promise<Ran> {
  return run([process.execPath, options.script ?? jetwayScript, ...args], profile, options);
}

/** Streams are pipes of Windows. Ends what takes longer than two minutes. */
export function run([command = '', ...args]: readonly string[], profile: Profile, options: Options = {}): Promise<Ran> {
  const { env = {}, stdin = '', held = false, cwd = profile.cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...profile.env, ...env }, timeout: 120_000 });
    const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: stdout(), stderr: stderr() }));
    child.stdin.on('error', () => undefined);
    if (!held) child.stdin.end(stdin);
  });
}

function collected(stream: NonNullable<ChildProcess['stdout']>): () => string {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => void pieces.push(piece));
  return () => Buffer.concat(pieces).toString('utf8').replaceAll('\r\n', '\n');
}
