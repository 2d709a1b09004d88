import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { installLink, scriptName } from './programs.ts';

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
  const record = join(folder, 'given.json');
  mkdirSync(folder, { recursive: true });
  mkdirSync(bin, { recursive: true });
  const manifest = {
    name: options.package,
    version: options.version,
    type: 'module',
    bin: { [options.command]: 'cli.js' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(script, program(options, record));
  chmodSync(script, 0o755);
  rmSync(path, { force: true });
  installLink(join(bin, options.command), script);

  const given = (): Given | undefined =>
    existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as Given) : undefined;
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

/** Descriptor 3 of a Node that was handed none is its own event poll, which is neither pipe nor socket. */
function program(options: FakeAgentOptions, record: string): string {
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
const given = {
  pid: process.pid,
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  pipe: handed(3),
  stdinIsTerminal: isatty(0),
};
const written = ${JSON.stringify(`${record}.`)} + process.pid;
writeFileSync(written, JSON.stringify(given));
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
