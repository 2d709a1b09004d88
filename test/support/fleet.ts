import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

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
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bin = fileURLToPath(new URL('../../bin/jetway.js', import.meta.url));
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
  for (const name of ['passwd', 'group', 'hosts', 'nsswitch.conf']) {
    if (existsSync(`/etc/${name}`)) cpSync(`/etc/${name}`, join(etc, name));
  }
  const homes = Array.from({ length: users }, (_, index) => join(folder, `user-${index}`));
  for (const home of homes) mkdirSync(join(home, 'project'), { recursive: true });
  const file = join(etc, 'jetway', 'policy.json');
  const program: Fleet['program'] = (name, script) =>
    writeFileSync(join(programs, name), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  symlinkSync(process.execPath, join(programs, 'node'));
  return {
    homes,
    etc,
    program,
    policy: (rules) => {
      rmSync(file, { force: true, recursive: true });
      if (rules !== undefined) writeFileSync(file, JSON.stringify({ schemaVersion: 1, ...rules }), { mode: 0o644 });
    },
    run: async (index, argv, env = {}) => {
      const home = homes[index] ?? '';
      const script = 'mount --bind "$0" /etc && exec "$@"';
      const command = [...inside, 'sh', '-c', script, etc, process.execPath, bin, ...argv];
      const child = spawn('unshare', command, {
        cwd: join(home, 'project'),
        env: {
          HOME: home,
          PATH: `${programs}:/usr/bin:/bin`,
          JETWAY_NO_UPDATE_CHECK: '1',
          JETWAY_API_KEY: 'sk-fleet-1',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err]: [string[], string[]] = [[], []];
      child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
      const code = await new Promise<number | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', resolve);
      });
      return { code, stdout: out.join(''), stderr: err.join('') };
    },
    [Symbol.dispose]: () => rmSync(dirname(etc), { recursive: true, force: true }),
  };
}
