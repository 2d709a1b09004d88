// What of the agents is newer than what was driven, and what is new in it.
//
//   node .config/agents.mjs                  tested versions (test/e2e/agents.json, docs/agents.md) beside the registries'
//   node .config/agents.mjs codex            installs the newest into .cache/newer/codex/, runs that agent's end-to-end
//                                            tests on it, and prints what differs in help, flags, variables and settings
//   node .config/agents.mjs codex@0.172.0    the same for a version that is named
//   node .config/agents.mjs --drive          the same for each that is newer
//   … --only-differences                     without the tests; --all: without an end to long lists
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify, stripVTControlCharacters } from 'node:util';
import { differences } from './agents-differences.mjs';
import { installAgent, node, pythonOf } from './programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tested = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8'));
const page = readFileSync(join(root, 'docs', 'agents.md'), 'utf8');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    drive: { type: 'boolean', default: false },
    'only-differences': { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
});
for (const name of positionals) {
  if (!(name.split('@')[0] in tested)) fail(`There is no agent ${name}: ${Object.keys(tested).join(', ')}`);
}

const rows = await Promise.all(Object.keys(tested).map(rowOf));
const wanted =
  positionals.length > 0
    ? positionals.map((name) => name.split('@'))
    : values.drive
      ? rows.flatMap(({ id, newer }) => (newer === undefined ? [] : [[id, newer]]))
      : [];
if (positionals.length === 0) show();
for (const [id, version] of wanted) {
  const row = rows.find((one) => one.id === id);
  const to = version ?? row.newer;
  if (row.found)
    console.log(`\n${id}: no registry has its program; put the newer one into .cache/agents/${id}/ by hand.`);
  else if (to === undefined) console.log(`${id} ${row.tested} is the newest.`);
  else drive(row, to);
}

/** What is known of one: `newer` where the registry has a version of just this package that was not driven. */
async function rowOf(id) {
  const { package: name, version, python, found } = tested[id];
  const source = readFileSync(join(root, 'src', 'agents', `${id}.ts`), 'utf8');
  const main = /^ {2}package: '([^']+)'/m.exec(source)?.[1] ?? name;
  const section = page.slice(page.indexOf(`<!-- ${id} -->`), page.indexOf(`<!-- /${id} -->`));
  const documented = /tried with (\d[\w.-]*)/.exec(section)?.[1];
  const newest = python === undefined ? await ofNpm(name) : await ofPypi(name, python);
  // The program's own package may lag behind the one that users install, which then finds none.
  const users = python === undefined && main !== name ? await ofNpm(main) : undefined;
  const newer = newest !== undefined && newest !== version ? newest : undefined;
  return { id, name, main, tested: version, documented, newest, users, newer, found: found === true };
}

async function ofNpm(name) {
  const { stdout } = await execute('npm', ['view', name, 'dist-tags.latest'], { shell: process.platform === 'win32' });
  return stdout.trim() || undefined;
}

async function ofPypi(name, python) {
  const { stdout } = await execute(pythonOf(python), ['-m', 'pip', 'index', 'versions', name]);
  return /^\S+ \(([^)]+)\)/m.exec(stdout)?.[1];
}

/** Nothing where the registry does not answer, or has none: that is to be seen in the table, not to end it. */
async function execute(command, args, options = {}) {
  try {
    return await promisify(execFile)(command, args, { timeout: 60_000, ...options });
  } catch {
    return { stdout: '' };
  }
}

function show() {
  const notes = ({ id, name, main, tested: version, documented, newest, users, newer, found }) => [
    ...(documented === version ? [] : [`docs/agents.md says ${documented ?? 'nothing'}`]),
    ...(newest === undefined ? ['the registry tells nothing'] : []),
    ...(users === undefined || users === newest ? [] : [`the registry has ${main} ${users}, ${name} ${newest}`]),
    ...(newer === undefined ? [] : [found ? 'no registry has its program' : `npm run agents -- ${id}`]),
  ];
  const lines = [
    ['AGENT', 'TESTED', 'REGISTRY', ''],
    ...rows.map((row) => [row.id, row.tested, row.newest ?? '', notes(row).join('; ')]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function drive(row, version) {
  const { id, tested: before } = row;
  console.log(`\n${id} ${before} → ${version}`);
  const one = tested[id];
  const [old, fresh] = [join(root, '.cache', 'agents', id), installAgent(join('newer', id), { ...one, version })];
  const known = prefixesOf(id);
  for (const { what, gone, come } of differences(
    { folder: old, one, version: before, help: helpOf(old, one), known },
    { folder: fresh, one, version, help: helpOf(fresh, one), known },
  )) {
    if (gone.length + come.length === 0) continue;
    console.log(`\n${what}`);
    for (const [mark, list] of [
      ['-', gone],
      ['+', come],
    ]) {
      const most = values.all ? list.length : 40;
      for (const text of list.slice(0, most)) console.log(`  ${mark} ${text}`);
      if (list.length > most) console.log(`  ${mark} … and ${list.length - most} more: --all`);
    }
  }
  if (values['only-differences'] || driveTests(id)) return;
  process.exitCode = 1;
}

/** What the names of variables begin with that Jetway knows of the agent. */
function prefixesOf(id) {
  const folder = join(root, 'src', 'agents', id);
  const inner = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const sources = [`${folder}.ts`, ...inner].map((path) => readFileSync(path, 'utf8')).join('\n');
  const names = sources.matchAll(/(?<![A-Z0-9_])([A-Z][A-Z0-9]{2,})_[A-Z0-9_]+/g);
  return [...new Set([id.toUpperCase(), ...[...names].map(([, first]) => first)])].toSorted();
}

/** What it prints of itself, of a home that is not there. */
function helpOf(folder, one) {
  const program = one.program.replace('<platform>', `${process.platform}-${process.arch}`);
  const path = join(folder, one.python === undefined && one.packed === undefined ? 'node_modules' : '', program);
  const script = /\.[cm]?js$/.test(path);
  const interpreter = one.node === undefined ? process.execPath : node(one.node);
  const [command, ...args] = script ? [interpreter, path, '--help'] : [path, '--help'];
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', TERM: 'dumb', NO_COLOR: '1' };
  const { stdout, stderr } = spawnSync(command, args, { env, cwd: folder, timeout: 60_000, encoding: 'utf8' });
  return stripVTControlCharacters(`${stdout}\n${stderr}`);
}

/** The contract's part of that agent, its scenarios, and the files that are its own. Whether all that ran was green. */
function driveTests(id) {
  const all = readdirSync(join(root, 'test', 'e2e')).filter((name) => name.endsWith('.test.ts'));
  const own = all.filter((name) => name === `${id}.test.ts` || name.startsWith(`${id}-`));
  const shared = all.filter((name) => /^(contract|origins)-\d\.test\.ts$/.test(name));
  console.log(`\nend-to-end tests of ${id}`);
  // The names of the contract's tests begin with the id, those of the scenarios have it within.
  return [vitest(id, shared, '-t', `^${id}\\b|what '${id}' does`), own.length === 0 || vitest(id, own)].every(Boolean);
}

/** Where nothing ran, nothing is proved. */
function vitest(id, files, ...more) {
  const report = join(root, '.cache', 'newer', `${id}.json`);
  rmSync(report, { force: true });
  const paths = files.map((name) => join('test', 'e2e', name));
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [program, 'run', '--config', '.config/vitest.e2e.config.mts', ...paths, ...reporters, ...more];
  const env = { ...process.env, JETWAY_NEWER_AGENTS: id };
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  const { numPassedTests = 0 } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  return status === 0 && numPassedTests > 0;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
