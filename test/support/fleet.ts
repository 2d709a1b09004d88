import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { quoted } from './programs.ts';

/**
 * Machines of a team: homes of several users, and an `/etc` of their own, which a namespace of the kernel's has the built
 * program see. Nothing of this machine's is touched.
 */
export interface Fleet extends Disposable {
  readonly homes: readonly string[];
  /** Of the fleet's `/etc`, on this disk. */
  readonly etc: string;
  /** What the administrator's file says; undefined: there is none. */
  policy(rules: object | undefined): void;
  /** Puts a program of Node's on PATH. */
  program(name: string, script: string): void;
  /** Runs the built program in one of the homes. */
  run(home: number, argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /**
   * Runs shell lines in one of the homes, beside a Secret Service of its own; `jetway` is the built program there. `hear` is
   * called with all that was printed so far.
   */
  shell(home: number, lines: readonly string[], hear: (text: string) => void): Promise<Ran>;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bin = fileURLToPath(new URL('../../bin/jetway.js', import.meta.url));
const secretService = fileURLToPath(new URL('./with-secret-service.sh', import.meta.url));
const inside = ['--user', '--map-root-user', '--mount'];

/** Whether this kernel lets a user have a namespace. */
export function canBox(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const folder = mkdtempSync(join(tmpdir(), 'jetway-box-'));
    execFileSync('unshare', [...inside, 'mount', '--bind', folder, folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function startFleet(users: number): Fleet {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-fleet-'));
  const [etc, programs] = [join(folder, 'etc'), join(folder, 'bin')];
  mkdirSync(join(etc, 'jetway'), { recursive: true });
  mkdirSync(programs);
  chmodSync(folder, 0o755);
  for (const name of ['passwd', 'group', 'hosts', 'nsswitch.conf', 'machine-id']) {
    if (existsSync(`/etc/${name}`)) cpSync(`/etc/${name}`, join(etc, name));
  }
  const homes = Array.from({ length: users }, (_, index) => join(folder, `user-${index}`));
  for (const home of homes) mkdirSync(join(home, 'project'), { recursive: true });
  const file = join(etc, 'jetway', 'policy.json');
  const program: Fleet['program'] = (name, script) =>
    writeFileSync(join(programs, name), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  symlinkSync(process.execPath, join(programs, 'node'));
  const boxed = async (
    index: number,
    words: readonly string[],
    env: Readonly<Record<string, string>>,
    hear: (text: string) => void = () => undefined,
  ): Promise<Ran> => {
    const home = homes[index] ?? '';
    const command = [...inside, 'sh', '-c', 'mount --bind "$0" /etc && exec "$@"', etc, ...words];
    const child = spawn('unshare', command, {
      cwd: join(home, 'project'),
      env: { HOME: home, PATH: `${programs}:/usr/bin:/bin`, JETWAY_NO_UPDATE_CHECK: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [string[], string[]] = [[], []];
    const heard = (): void => hear([...out, ...err].join(''));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.push(text), heard()));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err.push(text), heard()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { code, stdout: out.join(''), stderr: err.join('') };
  };
  return {
    homes,
    etc,
    program,
    policy: (rules) => {
      rmSync(file, { force: true, recursive: true });
      if (rules !== undefined) writeFileSync(file, JSON.stringify({ schemaVersion: 1, ...rules }), { mode: 0o644 });
    },
    run: async (index, argv, env = {}) =>
      boxed(index, [process.execPath, bin, ...argv], { JETWAY_API_KEY: 'sk-fleet-1', ...env }),
    shell: async (index, lines, hear) => {
      // The service has a home of its own, which programs are not to write into.
      const script = [
        `export HOME=${quoted(homes[index] ?? '')}; unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME`,
        `jetway() { ${quoted(process.execPath)} ${quoted(bin)} "$@"; }`,
        ...lines,
      ];
      return boxed(index, [secretService, 'unlocked', 'bash', '-c', script.join('\n')], {}, hear);
    },
    [Symbol.dispose]: () => rmSync(dirname(etc), { recursive: true, force: true }),
  };
}
