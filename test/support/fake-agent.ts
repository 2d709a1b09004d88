import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { installLink, quoted, scriptName } from './programs.ts';

export interface FakeAgentOptions {
  /** Where it is installed, as `npm install -g` does: `<prefix>/lib/node_modules/<package>` and a link in `<prefix>/bin`. */
  readonly prefix: string;
  readonly command: string;
  readonly package: string;
  readonly version: string;
  /** Its exit code. Default 0. */
  readonly exit?: number;
  /** Ends by a signal only; `signalled` gives the code it then exits with, without it the signal kills it. */
  readonly waits?: boolean;
  readonly signalled?: number;
  readonly stdout?: string;
}

/** What the agent was given. */
interface Given {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What came through descriptor 3; null where none was open. */
  readonly pipe: string | null;
  readonly stdinIsTerminal: boolean;
}

export interface FakeAgent {
  /** Belongs on PATH. */
  readonly bin: string;
  /** The link in `bin`; on Windows the batch file, as npm makes it. */
  readonly path: string;
  /** What starts it without a shell. */
  readonly words: readonly [string, ...string[]];
  /** What its latest run was given; undefined before the first. */
  given(): Given | undefined;
  /** As `given`, as soon as there is something. */
  started(): Promise<Given>;
  /** Forgets the latest run. */
  reset(): void;
}

/** Installs a program that writes down what it was given and does nothing else. */
export function fakeAgent(options: FakeAgentOptions): FakeAgent {
  const bin = join(options.prefix, 'bin');
  const folder = join(options.prefix, 'lib', 'node_modules', options.package);
  const script = join(folder, 'cli.js');
  const windows = process.platform === 'win32';
  const path = join(bin, scriptName(options.command));
  const record = join(folder, 'given');
  mkdirSync(folder, { recursive: true });
  mkdirSync(bin, { recursive: true });
  const manifest = {
    name: options.package,
    version: options.version,
    type: 'module',
    bin: { [options.command]: 'cli.js' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(script, (inShell(options) ? shellProgram : nodeProgram)(options, record));
  chmodSync(script, 0o755);
  rmSync(path, { force: true });
  installLink(join(bin, options.command), script);

  const given = (): Given | undefined => (existsSync(record) ? read(readFileSync(record, 'utf8')) : undefined);
  return {
    bin,
    path,
    words: windows ? [process.execPath, script] : [path],
    given,
    started: async () =>
      new Promise((resolve) => {
        const watcher = watch(dirname(record), () => look());
        const look = (): void => {
          const found = given();
          if (found === undefined) return;
          watcher.close();
          resolve(found);
        };
        look();
      }),
    reset: () => rmSync(record, { force: true }),
  };
}

/** What either program writes: NUL ends a field, for what is in one may be anything else. */
function read(text: string): Given {
  const [pid, cwd = '', terminal, handed, pipe = '', count, ...rest] = text.split('\0');
  const env = rest.slice(Number(count)).filter((entry) => entry !== '' && entry !== asNode);
  return {
    pid: Number(pid),
    argv: rest.slice(0, Number(count)),
    env: Object.fromEntries(
      env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    ),
    cwd,
    pipe: handed === 'yes' ? pipe : null,
    stdinIsTerminal: terminal === 'yes',
  };
}

/** In the first line of a shell's script, as Jetway takes a program for a script of Node's where that line names Node. */
const asNode = 'as=node';

/** Whether this machine has what the shell's program takes, which has ended in a twentieth of the time that Node takes to start. */
const hasShell =
  process.platform === 'linux' &&
  spawnSync('/usr/bin/env', ['-S', `${asNode} /bin/sh -c "exec /bin/cat /proc/self/environ"`]).stdout?.includes(asNode);

const inShell = ({ waits, signalled }: FakeAgentOptions): boolean => hasShell && !waits && signalled === undefined;

function shellProgram({ version, exit = 0, stdout = '' }: FakeAgentOptions, record: string): string {
  const written = `${quoted(`${record}.`)}$$`;
  return `#!/usr/bin/env -S ${asNode} /bin/sh
case $1 in --version) echo ${quoted(version)}; exit 0;; debug) exit 2;; esac
{
  printf '%s\\0' $$ "$(pwd -P)" "$([ -t 0 ] && echo yes)"
  if [ -p /dev/fd/3 ] || [ -S /dev/fd/3 ] || [ -f /dev/fd/3 ]; then printf 'yes\\0'; /bin/cat <&3; else printf '\\0'; fi
  printf '\\0%s\\0' $#
  [ $# = 0 ] || printf '%s\\0' "$@"
  /bin/cat /proc/$$/environ
} >${written}
/bin/mv ${written} ${quoted(record)}
printf %s ${quoted(stdout)}
exit ${exit}
`;
}

/** Descriptor 3 of a Node that was handed none is its own event poll, which is neither pipe nor socket. */
function nodeProgram(options: FakeAgentOptions, record: string): string {
  const { version, exit = 0, waits = false, signalled, stdout = '' } = options;
  return `#!/usr/bin/env node
import { fstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isatty } from 'node:tty';

if (process.argv[2] === '--version') {
  console.log(${JSON.stringify(version)});
  process.exit(0);
}
// It has nothing to tell of models of its own.
if (process.argv[2] === 'debug') process.exit(2);
${signalled === undefined ? '' : `for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(name, () => process.exit(${signalled}));`}
const pipe = handed(3);
const argv = process.argv.slice(2);
const env = Object.entries(process.env).map((entry) => entry.join('='));
const place = [process.pid, process.cwd(), isatty(0) ? 'yes' : ''];
const written = ${JSON.stringify(`${record}.`)} + process.pid;
writeFileSync(written, [...place, pipe === null ? '' : 'yes', pipe ?? '', argv.length, ...argv, ...env].join('\\0'));
renameSync(written, ${JSON.stringify(record)});
process.stdout.write(${JSON.stringify(stdout)});
${waits ? 'setInterval(() => {}, 1 << 30);' : `process.exitCode = ${exit};`}

function handed(descriptor) {
  try {
    const kind = fstatSync(descriptor);
    return kind.isFIFO() || kind.isSocket() || kind.isFile() ? readFileSync(descriptor, 'utf8') : null;
  } catch {
    return null;
  }
}
`;
}
