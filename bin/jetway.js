#!/usr/bin/env node
// Starts dist/main.js, with the bytecode that earlier runs kept. One file, since each further one takes half a millisecond, and in
// syntax that Node 10 reads, so that an old one says which version is needed.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const vm = require('vm');

function start() {
  // What it is tested with from 20.19 on, and `process.getBuiltinModule`, which 22.3 brought; the same as in package.json.
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 3)) {
    return fail(
      `Jetway needs Node 20.19, 22.3 or newer; this is Node ${process.versions.node}.`,
      'Install a newer Node: https://nodejs.org'
    );
  }

  const root = path.dirname(__dirname);
  const version = JSON.parse(fs.readFileSync(`${root}/package.json`, 'utf8')).version;
  const args = process.argv.slice(2);
  // Before anything else is loaded, and without a stream, which takes longer to make, unless a pipe does not wait. EOF is Windows' EPIPE.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V' || args[0] === '-v')) {
    try {
      fs.writeSync(1, `${version}\n`);
    } catch (error) {
      if (error.code === 'EAGAIN') process.stdout.write(`${version}\n`);
      else if (error.code !== 'EPIPE' && error.code !== 'EOF')
        fail(`standard output can't be written (${error.code}).`, 'Write it somewhere else.');
    }
    return;
  }

  const assets = `${root}/dist`;
  const seen = { json: false, isInNewHome: !fs.existsSync(cacheFolder()) };
  let main;
  try {
    main = load(`${assets}/main.js`, seen);
  } catch (error) {
    if (fs.existsSync(`${assets}/main.js`)) throw error;
    return fail('Jetway is not built: dist/main.js is missing.', 'Build it: npm run build');
  }
  let settled = false;
  // Nothing is left to wait for, and yet it has not come to an end: silence and 0 would tell a script that all went well.
  process.once('beforeExit', () => {
    if (settled) return;
    process.exitCode = 1;
    process.stderr.write('jetway: it stopped in the middle: nothing is left to wait for. Nothing more was done.\n');
    process.stderr.write('  → This is a bug of Jetway, please report it; look with: jetway doctor\n');
  });
  const running = main.run(args, { bin: __filename, assets, version, setFlag }, seen);
  // What runs is known by now.
  seen.started = true;
  keepLater(seen);
  running.then(
    (code) => {
      settled = true;
      process.exitCode = code;
    },
    (error) => {
      settled = true;
      console.error(error);
      process.exitCode = 1;
    }
  );
}

// 3: the exit code of configuration failures.
function fail(message, hint) {
  process.stderr.write(`jetway: ${message}\n  → ${hint}\n`);
  process.exitCode = 3;
}

/**
 * The exports of a file of dist/: `//` and its build's id, and then one function of CommonJS. What it requires is found
 * from here, and its like by this same way. `seen.command`, set before the end, is what ran: the first run of each adds
 * its bytecode to what is kept of the file.
 */
function load(file, seen) {
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  // The build writes ASCII, and Node reads a text of UTF-8 in one call of its own.
  const source = fs.readFileSync(file, 'utf8');
  const build = source.slice(2, source.indexOf('\n'));
  const kept =
    process.env.NODE_DISABLE_COMPILE_CACHE === undefined
      ? `${cacheFolder()}/code-${build}-${process.version}-${process.arch}-${path.basename(file, '.js')}`
      : undefined;

  // V8 compares its version, its flags and the length of the source, but not the source: the build's id does.
  const { cachedData, commands } = kept === undefined ? nothing : read(kept);
  const script = underUsualFlags(() => new vm.Script(source, { filename: file, cachedData }));
  if (kept !== undefined) {
    scripts.push({ script, kept, commands: script.cachedDataRejected ? [] : commands });
    if (seen.started) keepLater(seen);
  }
  const module = { exports: {} };
  loaded.set(file, module);
  const folder = path.dirname(file);
  const requireFrom = (name) =>
    name.startsWith('../dist/') ? load(`${folder}/${name.slice('../dist/'.length)}`, seen) : require(name);
  script.runInThisContext()(module.exports, requireFrom, module, file, folder);
  return module.exports;
}

const loaded = new Map();

/** Sets a flag of V8's for what is left of the process; `usual` says how it is set otherwise. */
function setFlag(flag, usual) {
  flags.push({ flag, usual });
  require('v8').setFlagsFromString(flag);
}

const flags = [];

/** V8 takes bytecode under the flags alone under which it was made, and a start has the usual ones. */
function underUsualFlags(work) {
  for (const { usual } of flags) require('v8').setFlagsFromString(usual);
  try {
    return work();
  } finally {
    for (const { flag } of flags) require('v8').setFlagsFromString(flag);
  }
}

const nothing = { cachedData: undefined, commands: [] };

/**
 * A line of the bytecode's length and the commands that it is of; then the bytecode, twice. V8 runs whatever it is given:
 * what is damaged ends the process natively, at every start. To compare the two takes a quarter of a millisecond, where any
 * checksum takes two or more (Node 20 to 26). Nothing where somebody else could have written it, or where they differ.
 */
function read(kept) {
  let descriptor;
  try {
    // Without waiting, where there is a pipe in its place.
    descriptor = fs.openSync(kept, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK || 0));
    const stats = fs.fstatSync(descriptor);
    if (!stats.isFile()) return nothing;
    if (process.getuid && (stats.uid !== process.getuid() || (stats.mode & 0o022) !== 0)) return nothing;
    const part = Buffer.allocUnsafe(chunk);
    const beginning = part.toString('latin1', 0, fs.readSync(descriptor, part, 0, 1024, 0));
    const end = beginning.indexOf('\n');
    const [size, ...commands] = beginning.slice(0, Math.max(0, end)).split(' ');
    const length = Number(size);
    if (end === -1 || stats.size !== end + 1 + 2 * length) return remove(kept);
    const code = Buffer.allocUnsafe(length);
    if (fs.readSync(descriptor, code, 0, length, end + 1) !== length) return remove(kept);
    for (let at = 0; at < length;) {
      const count = fs.readSync(descriptor, part, 0, chunk, end + 1 + length + at);
      if (count === 0 || part.compare(code, at, at + count, 0, count) !== 0) return remove(kept);
      at += count;
    }
    return { cachedData: code, commands };
  } catch {
    return nothing;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

const chunk = 64 * 1024;

function remove(kept) {
  fs.unlinkSync(kept);
  return nothing;
}

/**
 * Where not all is kept of what runs: after five seconds, or at the end, but not after a session of hours, since by then V8
 * would have dropped what no longer runs. In a home without a cache nothing is kept at the end: where each start is a first
 * one (a container), that is 10 ms for nothing, and elsewhere the second start keeps it.
 */
function keepLater(seen) {
  if (waiting || !scripts.some(({ commands }) => !commands.includes(commandOf(seen)))) return;
  waiting = true;
  const settle = (isEnd) => {
    clearTimeout(timer);
    process.off('exit', atEnd);
    // It has just removed the folder.
    if (commandOf(seen) === 'uninstall') return;
    try {
      const folder = cacheFolder();
      makeFolder(folder);
      if (!isEnd || !seen.isInNewHome) keepAll(folder, commandOf(seen));
    } catch {
      // Without it the next start is slower, and that is all.
    }
  };
  const atEnd = () => settle(true);
  const timer = setTimeout(settle, 5000, false).unref();
  process.on('exit', atEnd);
}

const commandOf = ({ command }) => command || 'help';
const scripts = [];
let waiting = false;

function keepAll(folder, command) {
  if (process.getuid && fs.statSync(folder).uid !== process.getuid()) return;
  for (const one of scripts.filter(({ commands }) => !commands.includes(command))) {
    try {
      const code = underUsualFlags(() => one.script.createCachedData());
      keep(one.kept, [`${code.length} ${[...one.commands, command].join(' ')}\n`, code, code]);
    } catch {
      // The others may be kept.
    }
  }
  const builds = new Set(scripts.map(({ kept }) => path.basename(kept).split('-')[1]));
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith('code-') && !builds.has(name.split('-')[1])) fs.rmSync(path.join(folder, name));
  }
}

function keep(kept, parts) {
  const temporary = `${kept}.${process.pid}`;
  const descriptor = fs.openSync(temporary, 'wx', 0o600);
  try {
    // Not synced, which takes longer than all before: where the machine goes down, the two copies don't agree.
    for (const part of parts) fs.writeSync(descriptor, part);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(temporary, kept);
}

/** As src/system/folder.ts does it, and for its reason: `recursive` may never end. */
function makeFolder(folder) {
  try {
    fs.mkdirSync(folder, 0o700);
  } catch (error) {
    const above = path.dirname(folder);
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || above === folder || fs.existsSync(above)) throw error;
    makeFolder(above);
    makeFolder(folder);
  }
}

/** As `folders` in src/host.ts has it. */
function cacheFolder() {
  const { LOCALAPPDATA: local, XDG_CACHE_HOME: xdg } = process.env;
  if (process.platform === 'win32') return `${local || `${os.homedir()}/AppData/Local`}/jetway/cache`;
  if (process.platform === 'darwin') return `${os.homedir()}/Library/Caches/jetway`;
  return `${xdg && xdg.startsWith('/') ? xdg : `${os.homedir()}/.cache`}/jetway`;
}

start();
