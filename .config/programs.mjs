// Installs programs from npm and PyPI that tests and benchmark drive, into .cache/, and prints their folders. Their install
// scripts do not run. One of PyPI needs a Python of its own age: python3 or python3.<minor> on PATH, or one of pyenv's.
//
//   node .config/programs.mjs agents         the agents of test/e2e/agents.json → .cache/agents/<id>/node_modules/, or bin/
//   node .config/programs.mjs nodes 22 24    the newest Node of each major     → .cache/nodes/<major>/
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The path of a Node binary. */
export function node(major) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const path = join('node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
  return join(install(join('nodes', major), name, major, path), path);
}

/** The folder of the package: a peer in the benchmark of the relay. */
export function llms() {
  const name = '@musistudio/llms';
  const path = join('node_modules', name);
  return join(install('llms', name, '1.0.53', join(path, 'package.json')), path);
}

/** The folder of its programs: another peer, installed as the tests that drive it do (test/support/litellm.ts). */
export function liteLlm() {
  const support = join(root, 'test', 'support');
  const version = /const pinned = '([\d.]+)'/.exec(readFileSync(join(support, 'litellm.ts'), 'utf8'))?.[1];
  const constraints = join(support, 'litellm', 'constraints.txt');
  const folder = join(root, '.cache', 'litellm');
  const bin = join(folder, 'venv', 'bin');
  const proof = join(folder, 'installed.txt');
  const wanted = `litellm ${version}\n${readFileSync(constraints, 'utf8')}`;
  if (existsSync(proof) && readFileSync(proof, 'utf8') === wanted) return bin;
  run(pythonOf('3.9'), ['-m', 'venv', '--clear', join(folder, 'venv')]);
  const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--constraint', constraints];
  run(join(bin, 'pip'), ['install', ...options, `litellm[proxy]==${version}`]);
  writeFileSync(proof, wanted);
  return bin;
}

function agents() {
  const wanted = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8'));
  return Object.entries(wanted).flatMap(([id, one]) => {
    // No registry has its program: whoever tests it puts it there, or on PATH.
    return one.found === true ? [] : installAgent(join('agents', id), one);
  });
}

/** The folder: of an entry of agents.json, below .cache/. */
export function installAgent(place, one) {
  const { package: name, version, python } = one;
  if (python !== undefined) return installPython(place, one);
  const folder = install(place, name, version, join('node_modules', name, 'package.json'));
  if (one.packed !== undefined) unpack(folder, version, one);
  return folder;
}

/** A program that its package holds packed by Brotli, and an install script of it would put into the user's own home. */
function unpack(folder, version, { packed, program }) {
  const [path, done] = [join(folder, program), join(folder, `unpacked-${version}`)];
  if (existsSync(path) && existsSync(done)) return;
  const from = join(folder, 'node_modules', packed.replace('<platform>', `${process.platform}-${process.arch}`));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, brotliDecompressSync(readFileSync(from)), { mode: 0o755 });
  writeFileSync(done, '');
}

/**
 * The folder: a virtual environment with the package in it. `python`: the least version, `3.<minor>`. `instead`: by their
 * names, versions of other packages in the place of those that it names, where the index has those no longer.
 */
function installPython(place, { package: name, version, python, instead = {} }) {
  mkdirSync(join(root, '.cache', place), { recursive: true });
  // Its scripts name their interpreter by its whole path.
  const folder = realpathSync(join(root, '.cache', place));
  const info = () => listed(folder).find((path) => path.endsWith(`${name.replaceAll('-', '_')}-${version}.dist-info`));
  const done = join(folder, `${name}-${version}.json`);
  const state = JSON.stringify({ name, version, instead });
  if (existsSync(done) && readFileSync(done, 'utf8') === state) return folder;
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const pip = (...args) => run(join(bin, 'python'), ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args]);
  run(pythonOf(python), ['-m', 'venv', '--clear', folder]);
  pip('install', '--no-deps', `${name}==${version}`);
  const needs = readFileSync(join(info(), 'METADATA'), 'utf8')
    .split('\n')
    .flatMap((line) => /^Requires-Dist: (?!.*\bextra\b)(.*)$/.exec(line)?.[1] ?? [])
    .map((need) =>
      need.replace(/^([\w.-]+)==[^ ;]+/, (pin, one) => (one in instead ? `${one}==${instead[one]}` : pin)),
    );
  writeFileSync(join(folder, 'needs.txt'), needs.join('\n'));
  pip('install', '--requirement', join(folder, 'needs.txt'));
  writeFileSync(done, state);
  return folder;
}

/** What lies in the environment's folder of packages. */
function listed(folder) {
  const lib = process.platform === 'win32' ? join(folder, 'Lib') : join(folder, 'lib');
  const versions = process.platform === 'win32' ? [''] : readdirSync(lib);
  return versions.flatMap((one) => {
    const packages = join(lib, one, 'site-packages');
    return readdirSync(packages).map((entry) => join(packages, entry));
  });
}

/** The command of a Python that is new enough. */
export function pythonOf(least) {
  const minor = Number(least.split('.')[1]);
  const names = ['python3', ...Array.from({ length: 8 }, (_, index) => `python3.${minor + index}`), 'python'];
  for (const pyenv of [process.env['PYENV_ROOT'], join(homedir(), '.pyenv'), join(userInfo().homedir, '.pyenv')]) {
    const versions = pyenv === undefined ? '' : join(pyenv, 'versions');
    if (existsSync(versions)) names.push(...readdirSync(versions).map((one) => join(versions, one, 'bin', 'python3')));
  }
  const test = `import sys; sys.exit(sys.version_info < (3, ${minor}))`;
  const found = names.find((name) => spawnSync(name, ['-c', test], { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new Error(`There is no Python ${least} or newer here.`);
  return found;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}.`);
}

/** The folder below .cache/, with the package in it; `proof` is a file that is there afterwards, `more` options of npm's. */
export function install(place, name, version, proof, more = []) {
  const folder = join(root, '.cache', place);
  if (existsSync(join(folder, proof)) && isCurrent(folder, name, version)) return folder;
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...options, ...more, `${name}@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !existsSync(join(folder, proof))) throw new Error(`${name}@${version} could not be installed.`);
  return folder;
}

function isCurrent(folder, name, version) {
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  return `${manifest.version}.`.startsWith(`${version}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind, ...majors] = process.argv.slice(2);
  const folders = kind === 'agents' ? agents() : majors.map((major) => dirname(node(major)));
  for (const folder of folders) process.stdout.write(`${folder}\n`);
}
