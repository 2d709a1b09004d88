#!/usr/bin/env node
// Starts dist/main.js, with the bytecode that earlier runs kept. One file, since each further one takes half a
// millisecond, and in syntax that Node 10 reads, so that an old one says which version is needed.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const vm = require('vm');

function start() {
  // Came with Node 20.16 and 22.3; nothing younger is needed.
  if (typeof process.getBuiltinModule !== 'function') {
    return fail(
      `Jetway needs Node 20.19, 22.3 or newer; this is Node ${process.versions.node}.`,
      'Install a newer Node: https://nodejs.org'
    );
  }

  const root = path.dirname(__dirname);
  const version = JSON.parse(fs.readFileSync(`${root}/package.json`, 'utf8')).version;
  const args = process.argv.slice(2);
  // Before anything else is loaded: this answer takes no longer than Node itself.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V' || args[0] === '-v')) {
    process.stdout.write(`${version}\n`);
    return;
  }

  const assets = `${root}/dist`;
  const seen = { json: false };
  let main;
  try {
    main = load(`${assets}/main.js`, seen);
  } catch (error) {
    if (fs.existsSync(`${assets}/main.js`)) throw error;
    return fail('Jetway is not built: dist/main.js is missing.', 'Build it: npm run build');
  }
  main.run(args, { bin: __filename, assets, version }, seen).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
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
 * The exports of dist/main.js: `//` and its build's id, and then one function of CommonJS. What it requires is found from
 * here. `seen.command`, set before the end, is what ran: the first run of each adds its bytecode to what is kept.
 */
function load(file, seen) {
  // The build writes ASCII: this spares decoding it.
  const source = fs.readFileSync(file, 'latin1');
  const build = source.slice(2, source.indexOf('\n'));
  const kept =
    process.env.NODE_DISABLE_COMPILE_CACHE === undefined
      ? `${cacheFolder()}/code-${build}-${process.version}-${process.arch}`
      : undefined;

  // V8 compares its version, its flags and the length of the source, but not the source: the build's id does.
  const { cachedData, commands } = kept === undefined ? nothing : read(kept);
  const script = new vm.Script(source, { filename: file, cachedData });
  if (kept !== undefined) keepAfter(script, kept, script.cachedDataRejected ? [] : commands, seen);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, path.dirname(file));
  return module.exports;
}

const nothing = { cachedData: undefined, commands: [] };

/** Bytecode, and behind its last line feed the commands that it is of. Nothing where somebody else could have written it. */
function read(kept) {
  let descriptor;
  try {
    descriptor = fs.openSync(kept, 'r');
    const { mode, uid } = fs.fstatSync(descriptor);
    if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) return nothing;
    const content = fs.readFileSync(descriptor);
    const end = content.lastIndexOf(10);
    return { cachedData: content.subarray(0, end), commands: content.toString('latin1', end + 1).split(' ') };
  } catch {
    return nothing;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** At the end, but not after a session of hours: until then V8 would have dropped what no longer runs. */
function keepAfter(script, kept, commands, seen) {
  const finish = () => {
    clearTimeout(timer);
    process.off('exit', finish);
    const command = seen.command || 'help';
    if (commands.includes(command)) return;
    try {
      keep(kept, [script.createCachedData(), `\n${[...commands, command].join(' ')}`]);
    } catch {
      // Without it the next start is slower, and that is all.
    }
  };
  const timer = setTimeout(finish, 5000).unref();
  process.on('exit', finish);
}

function keep(kept, parts) {
  const folder = path.dirname(kept);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid && fs.statSync(folder).uid !== process.getuid()) return;
  const temporary = `${kept}.${process.pid}`;
  const descriptor = fs.openSync(temporary, 'wx', 0o600);
  try {
    for (const part of parts) fs.writeSync(descriptor, part);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(temporary, kept);
  const [, build] = path.basename(kept).split('-');
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith('code-') && !name.startsWith(`code-${build}-`)) fs.rmSync(path.join(folder, name));
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
