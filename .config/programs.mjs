// Installs programs from npm that tests and benchmark drive, into .cache/, and prints their folders. Their install
// scripts do not run.
//
//   node .config/programs.mjs agents         the agents of test/e2e/agents.json → .cache/agents/<id>/node_modules/
//   node .config/programs.mjs nodes 22 24    the newest Node of each major     → .cache/nodes/<major>/
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The path of a Node binary. */
export function node(major) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const path = join('node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
  return join(install(join('nodes', major), name, major, path), path);
}

function agents() {
  const wanted = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8'));
  return Object.entries(wanted).map(([id, { package: name, version }]) =>
    install(join('agents', id), name, version, join('node_modules', name, 'package.json')),
  );
}

/** The folder, with the package in it; `proof` is a file that is there afterwards. */
function install(place, name, version, proof) {
  const folder = join(root, '.cache', place);
  if (existsSync(join(folder, proof)) && isCurrent(folder, name, version)) return folder;
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...options, `${name}@${version}`], {
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
